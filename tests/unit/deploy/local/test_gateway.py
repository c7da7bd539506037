"""The gateway's configuration: valid, and every page of a service goes to that service."""

import subprocess
from pathlib import Path

import pytest

from deploy.local import gateway
from deploy.local.ports import Ports
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
