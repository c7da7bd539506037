"""Ways to see that a process is ready for work."""

import json
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psutil

from deploy.local.certificates import AUTHORITY, CERTIFICATE, KEY
from deploy.local.ports import HOST
from deploy.local.process import Check

ANSWER_SECONDS = 2.0


def tcp(*ports: int) -> Check:
    """Ready when all the ports answer."""

    def check(_: psutil.Process) -> bool:
        return all(_accepts(port) for port in ports)

    return check


def http(
    url: str, accept: Callable[[bytes], bool] = lambda _: True, *, certificates: Path | None = None
) -> Check:
    """Ready when the address answers 200 with an acceptable body; to some we show a certificate, too."""

    def check(_: psutil.Process) -> bool:
        body = _get(url, certificates)
        return body is not None and accept(body)

    return check


def touched(file: Path) -> Check:
    """Ready when the process has touched its file. The supervisor removes the file before each start."""

    def check(_: psutil.Process) -> bool:
        return file.exists()

    return check


def succeeds(*command: str) -> Check:
    """Ready when the command ends well."""

    def check(_: psutil.Process) -> bool:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0

    return check


def all_of(*checks: Check) -> Check:
    """Ready when every one of the checks says so."""

    def check(process: psutil.Process) -> bool:
        return all(one(process) for one in checks)

    return check


def says(key: str) -> Callable[[bytes], bool]:
    """Accept a JSON body in which the key leads to something."""

    def accept(body: bytes) -> bool:
        value: Any = json.loads(body)
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return bool(value)

    return accept


def _accepts(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), ANSWER_SECONDS).close()
    except OSError:
        return False
    return True


def _get(url: str, certificates: Path | None) -> bytes | None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), *_shown(certificates))
    try:
        with opener.open(url, timeout=ANSWER_SECONDS) as answer:
            return bytes(answer.read()) if answer.status == HTTPStatus.OK else None
    except (urllib.error.URLError, OSError, ValueError):
        return None


def _shown(certificates: Path | None) -> tuple[urllib.request.BaseHandler, ...]:
    if certificates is None:
        return ()
    context = ssl.create_default_context(cafile=certificates / AUTHORITY)
    context.load_cert_chain(certificates / CERTIFICATE, certificates / KEY)
    return (urllib.request.HTTPSHandler(context=context),)
