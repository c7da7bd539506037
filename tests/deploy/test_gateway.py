"""The gateway itself, with no service behind it: what it lets in, and how it answers on its own."""

import re
import subprocess
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection
from threading import Thread

import httpx2
import pytest

from deploy.local import gateway
from deploy.local.ports import HOST, Ports, free_port_base
from deploy.local.site import Site
from kit.policy import HEADERS

VISITOR = {"user-agent": "visitor"}
# The parts as the status page names them.
PARTS = dict(re.findall(r'\(list "(\w+)" "([^"]+)"\)', gateway.STATUS.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site.open(tmp_path_factory.mktemp("state"), Ports(free_port_base()))


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[httpx2.Client]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gateway, "LOOK_SECONDS", 1)
        gateway.prepare(site)
    described = gateway.process(site)
    with subprocess.Popen(
        described.command, cwd=described.folder, env={**described.environment}, stdout=subprocess.DEVNULL
    ) as caddy:
        while not _listens(site.ports.of("gateway")):
            assert caddy.poll() is None
        with httpx2.Client(base_url=site.ports.url("gateway"), trust_env=False, timeout=60) as client:
            yield client
        caddy.terminate()


def _listens(port: int) -> bool:
    try:
        create_connection((HOST, port), timeout=1).close()
    except OSError:
        return False
    return True


def test_a_foreign_host_is_refused(client: httpx2.Client) -> None:
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 421
    assert HEADERS.items() <= answer.headers.items()


def test_what_is_private_is_not_there(client: httpx2.Client) -> None:
    answer = client.get("/metrics")
    assert answer.status_code == 404
    assert HEADERS.items() <= answer.headers.items()


def test_the_page_for_a_service_that_is_away_is_guarded_and_has_its_style(client: httpx2.Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 503
    assert "已经保存或提交的内容不会丢失" in answer.text
    [style] = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"{HEADERS['content-security-policy']}; style-src 'sha256-{digest}'"
    assert {**HEADERS, "content-security-policy": policy}.items() <= answer.headers.items()
    assert "server" not in answer.headers


@pytest.mark.parametrize("name", ["cookie", "x-anything"])
def test_large_headers_are_refused(client: httpx2.Client, name: str) -> None:
    assert client.get("/", headers={name: "a" * 32 * 1024}).status_code == 431


@contextmanager
def ready(site: Site, *services: str) -> Iterator[list[tuple[str, str]]]:
    """These services say that they are ready; what they are asked for, and by whom."""
    asked: list[tuple[str, str]] = []

    class Ready(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers["user-agent"]))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    servers = [ThreadingHTTPServer((HOST, site.ports.of(service)), Ready) for service in services]
    for server in servers:
        Thread(target=server.serve_forever).start()
    try:
        yield asked
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()


def test_everybody_sees_what_works_and_no_visitor_reaches_a_service(
    site: Site, client: httpx2.Client
) -> None:
    with ready(site, *(PARTS.keys() - {"payment"})) as asked:
        while "有 1 个部分暂时不能使用" not in (page := client.get("/status", headers=VISITOR)).text:
            time.sleep(0.2)
        assert f"{PARTS['review']}：正常" in page.text
        assert f"{PARTS['payment']}：暂时不能使用" in page.text
        assert {path for path, _ in asked} == {"/health/ready"}
        assert VISITOR["user-agent"] not in {whose for _, whose in asked}
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["cache-control"] == f"public, max-age={gateway.STATUS_LASTS}"
    assert _digest(gateway.STATUS) in page.headers["content-security-policy"]


def test_what_works_is_told_when_nothing_does(client: httpx2.Client) -> None:
    while "各部分暂时都不能使用。已经保存或提交的内容不会丢失。" not in (text := client.get("/status").text):
        time.sleep(0.2)
    assert "照常使用" not in text
    assert "正常" not in text


def test_all_is_well_only_when_all_of_it_is(site: Site, client: httpx2.Client) -> None:
    with ready(site, *PARTS):
        while "各部分都可以正常使用。" not in (text := client.get("/status").text):
            time.sleep(0.2)
        assert text.count("：正常</li>") == len(PARTS)
        assert "不能使用" not in text


def test_an_operator_s_notice_is_shown_as_it_was_typed(site: Site, client: httpx2.Client) -> None:
    notice = site.state / "gateway/notice.txt"
    assert "公告" not in client.get("/status").text
    notice.write_text("6月1日 0:00–2:00 检修。\n\n<b>不影响</b> 已提交的申报 {{.Req}}。\n", encoding="utf-8")
    text = client.get("/status").text
    notice.unlink()
    assert "<p>6月1日 0:00–2:00 检修。</p>\n<p>&lt;b&gt;不影响&lt;/b&gt; 已提交的申报 {{.Req}}。</p>" in text


def test_the_status_page_names_every_part_that_has_pages() -> None:
    assert PARTS.keys() == gateway.ROUTES.keys() - gateway.FOR_OPERATORS


def _digest(page: Path) -> str:
    [style] = re.findall(r"<style>(.*?)</style>", page.read_text(encoding="utf-8"), re.DOTALL)
    return b64encode(sha256(style.encode()).digest()).decode()
