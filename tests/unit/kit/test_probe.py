"""A process is ready when it has said so, and an API when it answers as well."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from kit.probe import is_ready


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
