"""A process is ready when it has said so, and an API when it answers as well."""

import asyncio
import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from pydantic import SecretStr

from kit import process
from kit.probe import is_ready
from kit.settings import ProcessSettings


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REVIEW_READY_FILE", str(tmp_path / "ready"))
    return tmp_path / "ready"


class Page(BaseHTTPRequestHandler):
    """An API's page of its health."""

    status = 200

    def do_GET(self) -> None:
        self.send_response(self.status if self.path == "/health/ready" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever).start()
        monkeypatch.setenv("REVIEW_PORT", str(server.server_port))
        yield server.server_port
        server.shutdown()


def test_a_worker_is_ready_once_it_says_so(file: Path) -> None:
    assert not is_ready("review", "worker")
    file.touch()
    assert is_ready("review", "worker")


def test_a_worker_whose_loop_stands_still_is_not(file: Path) -> None:
    file.touch()
    os.utime(file, (0, 0))
    assert not is_ready("review", "worker")
    assert is_ready("review", "")  # a stand-in says it once


async def test_a_ready_process_says_so_on_and_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Settings(ProcessSettings):
        amqp_url: SecretStr = SecretStr("")
        temporal_address: str = ""
        payload_keys: SecretStr = SecretStr("")

    monkeypatch.setattr(process, "BEAT_SECONDS", 0.001)
    file = tmp_path / "run/ready"
    process.ready(Settings(ready_file=file))
    for _ in range(2):
        os.utime(file, (0, 0))
        async with asyncio.timeout(10):
            while not file.stat().st_mtime:
                await asyncio.sleep(0.001)


@pytest.mark.enable_socket
def test_an_api_answers_as_well(file: Path, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert port
    assert not is_ready("review", "api")
    file.touch()
    assert is_ready("review", "api")
    monkeypatch.setattr(Page, "status", 503)
    assert not is_ready("review", "api")


@pytest.mark.enable_socket
def test_an_api_that_is_gone_is_not_ready(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.touch()
    monkeypatch.setenv("REVIEW_PORT", "1")
    assert not is_ready("review", "api")
