"""The gateway as the chart configures it: TLS with the certificate that it is given, and no way around it."""

import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from deploy.containers.cluster import CERTIFICATE, FILES
from deploy.local import certificates
from deploy.local.ports import HOST, free_port_base
from deploy.local.site import CHECKOUT
from kit.policy import HEADERS

CADDY = CHECKOUT / ".venv/bin/caddy"
PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def ports() -> dict[str, str]:
    """The ports of its container, and those that it has here."""
    base = free_port_base()
    return {inside: str(base + offset) for offset, inside in enumerate(("8080", "8443", "8079"))}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate as a cluster mounts it."""
    folder = tmp_path_factory.mktemp("tls")
    certificates.provide(folder, "gateway")
    (folder / certificates.CERTIFICATE).rename(folder / "tls.crt")
    (folder / certificates.KEY).rename(folder / "tls.key")
    return folder


@pytest.fixture(scope="module")
def client(folder: Path, ports: dict[str, str]) -> Iterator[httpx2.Client]:
    """Somebody who trusts whoever signed the certificate."""
    text = (FILES / "Caddyfile").read_text(encoding="utf-8").replace(str(CERTIFICATE), str(folder))
    # Services' own ports stay: nobody is there to be reached.
    text = re.sub(r"(http_port|https_port|127\.0\.0\.1:)( ?)(\d+)", lambda m: m[1] + m[2] + ports[m[3]], text)
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    told = {"PUBLIC_URL": "https://localhost", "PUBLIC_HOST": "localhost", "XDG_DATA_HOME": str(folder)}
    line = [str(CADDY), "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]
    trusted = ssl.create_default_context(cafile=folder / certificates.AUTHORITY)
    with (
        subprocess.Popen(line, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as caddy,
        httpx2.Client(verify=trusted, trust_env=False, timeout=60) as client,
    ):
        try:
            _wait(client, f"https://localhost:{ports['8443']}/metrics", caddy)
            yield client
        finally:
            caddy.terminate()


def _wait(client: httpx2.Client, address: str, caddy: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            client.get(address)
        except httpx2.TransportError:
            assert caddy.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        else:
            return


def test_it_shows_the_certificate_that_it_is_given(client: httpx2.Client, ports: dict[str, str]) -> None:
    answer = client.get(f"https://localhost:{ports['8443']}/metrics")
    assert answer.status_code == 404  # private
    assert HEADERS.items() <= answer.headers.items()


def test_whoever_comes_without_tls_is_sent_to_it(client: httpx2.Client, ports: dict[str, str]) -> None:
    answer = client.get(f"http://{HOST}:{ports['8080']}/plans", headers={"host": "localhost"})
    assert answer.status_code == 308
    assert answer.headers["location"] == "https://localhost/plans"  # the load balancer's port, not its own


def test_another_name_is_refused(client: httpx2.Client, ports: dict[str, str]) -> None:
    answer = client.get(f"https://localhost:{ports['8443']}/", headers={"host": "evil.example"})
    assert answer.status_code == 421


def test_another_name_is_refused_without_tls(client: httpx2.Client, ports: dict[str, str]) -> None:
    answer = client.get(f"http://{HOST}:{ports['8080']}/", headers={"host": "evil.example"})
    assert answer.status_code == 421
