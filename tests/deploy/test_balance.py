"""The gateway before two of an API: both are asked, and when one ends nobody notices."""

import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx2
import pytest

from deploy.local import gateway
from deploy.local.ports import HOST, Ports, free_port_base
from deploy.local.scale import Scale
from deploy.local.site import Site
from tests.deploy.test_gateway import PARTS, _listens

REQUESTS = 20


@contextmanager
def serving(address: str, asked: Counter[str]) -> Iterator[None]:
    """An API that counts what it is asked, except for whether it lives."""

    class Api(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith("/health"):
                asked[address] += 1
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 - the name that the server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer((HOST, int(address.rpartition(":")[2])), Api) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setattr(gateway, "LOOK_SECONDS", 1)
    site = Site.open(tmp_path, Ports(free_port_base()), scale=Scale({"review.api": 2}))
    gateway.prepare(site)
    return site


@contextmanager
def through_the_gateway(site: Site) -> Iterator[httpx2.Client]:
    described, url = gateway.process(site), site.ports.url("gateway")
    with subprocess.Popen(
        described.command, cwd=described.folder, env={**described.environment}, stdout=subprocess.DEVNULL
    ) as caddy:
        while not _listens(site.ports.of("gateway")):
            assert caddy.poll() is None
        with httpx2.Client(base_url=url, trust_env=False, timeout=60) as client:
            yield client
        caddy.terminate()


def test_both_are_asked_and_one_that_ends_is_not_missed(site: Site) -> None:
    asked: Counter[str] = Counter()
    first, second = site.ports.addresses("review")
    with serving(first, asked), ExitStack() as running:
        with serving(second, asked):
            client = running.enter_context(through_the_gateway(site))
            while set(asked) != {first, second}:
                assert client.get("/review").status_code == 200
        before = asked[second]
        for _ in range(REQUESTS):
            assert client.post("/review", content=b"decision").status_code == 200
            assert client.get("/review").status_code == 200
        assert asked[second] == before


def test_everybody_reads_whether_both_are_ready_or_one_or_none(site: Site) -> None:
    first, second = site.ports.addresses("review")
    with through_the_gateway(site) as client:
        until_reads(client, "暂时不能使用")
        with serving(second, Counter()):
            until_reads(client, "可以使用，可能较慢")
            with serving(first, Counter()):
                until_reads(client, "正常")
            until_reads(client, "可以使用，可能较慢")
        until_reads(client, "暂时不能使用")


def until_reads(client: httpx2.Client, words: str) -> None:
    """The page says this of the part that two serve."""
    while f"<li>{PARTS['review']}：{words}</li>" not in client.get("/status").text:
        time.sleep(0.2)
