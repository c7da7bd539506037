"""The gateway's configuration: valid, and every page of a service goes to that service."""

import subprocess
import time
from pathlib import Path

import httpx2
import pytest

from deploy.local import gateway
from deploy.local.ports import Ports, free_port_base
from deploy.local.services import SERVICES
from deploy.local.site import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    site = Site.open(tmp_path_factory.mktemp("state"), Ports(26000))
    gateway.prepare(site)
    return site


def caddy(site: Site, *arguments: str) -> subprocess.CompletedProcess[str]:
    home = site.state / "gateway"
    command = [str(site.programs / "caddy"), *arguments, "--config", str(home / "Caddyfile")]
    environment = {"PATH": "/nowhere", "HOME": str(home), "XDG_DATA_HOME": str(home)}
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_caddy_finds_the_configuration_valid(site: Site) -> None:
    done = caddy(site, "validate", "--adapter", "caddyfile")

    assert done.returncode == 0, done.stderr
    assert "Valid configuration" in done.stdout + done.stderr


def test_every_service_has_a_way(site: Site) -> None:
    text = (site.state / "gateway/Caddyfile").read_text()

    assert set(gateway.ROUTES) == set(SERVICES)
    for service, prefixes in gateway.ROUTES.items():
        assert f"reverse_proxy {site.ports.address(service)} {{" in text
        for prefix in prefixes:
            assert f"{prefix} {prefix}/*" in text


def test_measurements_and_health_are_not_for_the_public(site: Site) -> None:
    text = (site.state / "gateway/Caddyfile").read_text()

    assert "@private path /metrics /health /health/*" in text
    assert text.index("handle @private") < text.index("reverse_proxy")


def test_the_page_for_a_service_that_is_away_is_there() -> None:
    assert "已经保存或提交的内容不会丢失" in Path(gateway.UNAVAILABLE).read_text(encoding="utf-8")


def test_a_page_that_is_away_is_tried_again_by_itself_and_says_so(site: Site) -> None:
    page = Path(gateway.UNAVAILABLE).read_text(encoding="utf-8")
    text = (site.state / "gateway/Caddyfile").read_text()

    assert f"每 {gateway.AGAIN_SECONDS} 秒自动重试" in page
    assert f"@looks method GET\n    header @looks Refresh {gateway.AGAIN_SECONDS}\n" in text


def test_only_what_looks_is_tried_again(tmp_path: Path) -> None:
    site = Site.open(tmp_path, Ports(free_port_base()))
    gateway.prepare(site)
    home = site.state / "gateway"
    command = [
        str(site.programs / "caddy"),
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        str(home / "Caddyfile"),
    ]
    environment = {"PATH": "/nowhere", "HOME": str(home), "XDG_DATA_HOME": str(home)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            looked, sent = (_answer(site, method) for method in ("GET", "POST"))
        finally:
            server.terminate()
    assert looked == (503, str(gateway.AGAIN_SECONDS))
    assert sent == (503, None)


def _answer(site: Site, method: str) -> tuple[int, str | None]:
    """What the gateway answers while no service is there; it may not listen yet."""
    deadline = time.monotonic() + 60
    while True:
        try:
            answer = httpx2.request(method, f"{site.ports.url('gateway')}/plans", timeout=60)
        except httpx2.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            return answer.status_code, answer.headers.get("refresh")
