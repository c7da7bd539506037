"""The gateway itself, with no service behind it: what it lets in, and how it answers on its own."""

import re
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from socket import create_connection

import httpx2
import pytest

from deploy.local import gateway
from deploy.local.ports import HOST, Ports, free_port_base
from deploy.local.site import Site
from kit.policy import HEADERS


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return Site.open(tmp_path_factory.mktemp("state"), Ports(free_port_base()))


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[httpx2.Client]:
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
