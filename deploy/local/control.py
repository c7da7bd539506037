"""Talks to the supervisor: starts it, tells it what to start and stop, ends it."""

import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from xmlrpc.client import Error, ServerProxy, Transport

import psutil

from deploy.local.site import MARK, Site
from deploy.local.supervisor import socket_file
from deploy.local.surroundings import surroundings

LISTENS_SECONDS = 40.0
ANSWER_SECONDS = 60.0  # stopping takes as long as the longest grace
MODULE = "deploy.local.supervisor"


class Unsupervised(Exception):
    """The supervisor does not run, or does not answer."""


class Control:
    """One stack's supervisor, seen from outside."""

    def __init__(self, site: Site) -> None:
        """Control the supervisor of this place."""
        self._site = site

    def supervisor(self) -> psutil.Process | None:
        """Return the supervisor's process, if it runs."""
        for process in psutil.process_iter():
            try:
                if MODULE in process.cmdline() and process.environ().get(MARK) == str(self._site.state):
                    return process
            except (psutil.Error, OSError):
                continue
        return None

    def launch(self) -> None:
        """Start the supervisor in the background and wait until it listens."""
        socket_file(self._site.state).unlink(missing_ok=True)
        with (self._site.state / "log/supervisor.log").open("ab") as log:
            subprocess.run(
                [sys.executable, "-m", MODULE, str(self._site.state)],
                cwd=self._site.checkout,
                env={**surroundings(self._site, "home"), "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                check=True,
            )
        deadline = time.monotonic() + LISTENS_SECONDS
        while not self._listens():
            if time.monotonic() > deadline:
                raise self._unsupervised("it does not listen")
            time.sleep(0.05)

    def start(self, name: str) -> None:
        """Have one process watched and run."""
        self._call("start", name)

    def stop(self, pattern: str) -> None:
        """Have the processes whose names fit the pattern stopped, all at once, and wait until they are."""
        self._call("stop", pattern)

    def _listens(self) -> bool:
        try:
            self._call("ping")
        except Unsupervised:
            return False
        return True

    def _call(self, command: str, *arguments: str) -> None:
        transport = _SocketTransport(socket_file(self._site.state))
        try:
            with ServerProxy("http://localhost", transport=transport) as supervisor:
                getattr(supervisor.stack, command)(*arguments)
        except (OSError, HTTPException, Error) as error:
            raise self._unsupervised(f"{command}: {error}") from error

    def _unsupervised(self, why: str) -> Unsupervised:
        return Unsupervised(f"supervisor: {why} (see {self._site.state / 'log/supervisor.log'})")


class _SocketConnection(HTTPConnection):
    def __init__(self, file: Path) -> None:
        super().__init__("localhost", timeout=ANSWER_SECONDS)
        self._file = file

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(str(self._file))


class _SocketTransport(Transport):
    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    def make_connection(self, host: Any) -> HTTPConnection:
        connection = _SocketConnection(self._file)
        self._connection = host, connection  # so that it is closed with the transport
        return connection
