"""What Docker Compose itself makes of compose.yaml: its own program reads it, without an engine."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.containers import provide
from deploy.containers.places import IMAGE, RUN, SIMULATORS_IMAGE, Hosts
from deploy.local.site import CHECKOUT, Site
from kit.temporal import GRACE

PUBLIC = "https://zhicheng.example"
FILE = CHECKOUT / "deploy/compose.yaml"
Service = dict[str, Any]
NANOSECONDS = 10**9


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Everything written, as before the first start."""
    folder = tmp_path_factory.mktemp("containers")
    provide.provide(folder, PUBLIC)
    return Site.open(folder, Hosts(public_url=PUBLIC))


def said(site: Site, file: Path = FILE) -> "subprocess.CompletedProcess[str]":
    """Have Compose read the file, with all profiles."""
    line = [str(site.programs / "docker-compose"), "--file", str(file), "--profile", "*"]
    own = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "ZHICHENG_SETTINGS": str(site.state)}
    return subprocess.run(
        [*line, "config", "--format", "json"], capture_output=True, text=True, check=False, env=own
    )


@pytest.fixture(scope="module")
def services(site: Site) -> dict[str, Service]:
    """What it would start."""
    done = said(site)
    assert done.returncode == 0, done.stderr
    read: dict[str, Service] = json.loads(done.stdout)["services"]
    return read


def test_compose_takes_all_of_it(services: dict[str, Service]) -> None:
    written = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
    assert services.keys() == written.keys()


@pytest.mark.parametrize(
    ("instead_of", "there_is", "why"),
    [
        ("stop_signal: SIGINT", "stop_signl: SIGINT", "services.postgres.stop_signl false schema"),
        ("networks: [front, inside]", "networks: [front, outer]", "refers to undefined network outer"),
        ("condition: service_healthy", "condition: service_well", "value must be one of"),
        ("- postgres:/var/lib", "- postgre:/var/lib", "refers to undefined volume postgre"),
    ],
)
def test_what_compose_does_not_understand_is_caught(
    site: Site, tmp_path: Path, instead_of: str, there_is: str, why: str
) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert instead_of in text
    planted = tmp_path / "compose.yaml"
    planted.write_text(text.replace(instead_of, there_is, 1), encoding="utf-8")

    done = said(site, planted)
    assert done.returncode
    assert why in done.stderr


def test_each_program_gets_what_was_written_for_it(site: Site, services: dict[str, Service]) -> None:
    """A dollar sign or a quotation mark in a secret would be read as something else."""
    seen = set()
    for name, one in services.items():
        program = name.partition(".")[0].replace("-", "_")
        if program in provide.PROGRAMS:
            assert one["environment"] == provide.told(site, program), name
            seen.add(program)
    assert seen == {*provide.PROGRAMS}


def careless(services: dict[str, Service]) -> Iterator[str]:
    """What would run without a bound or a check that the others have."""
    for name, one in services.items():
        ours = one["image"] in {IMAGE, SIMULATORS_IMAGE}
        stays = one.get("restart") == "unless-stopped"
        found = {
            "gains no rights": "no-new-privileges:true" in one.get("security_opt", ()) or not stays,
            "writes to no image": one.get("read_only", False) or not (ours or name == "gateway"),
            "needs no rights": one.get("cap_drop") == ["ALL"] or not ours,
            "says when it is ready": "test" in one.get("healthcheck", ()) or not ours or not stays,
            "has time to end": not stays or seconds(one) > GRACE.total_seconds(),
            "keeps a log of some size": "max-size" in one.get("logging", {}).get("options", {}),
        }
        yield from (f"{name}: {what}" for what, holds in found.items() if not holds)


def seconds(service: Service) -> float:
    """How long it may take to end; Compose writes 1m30s."""
    minutes, _, rest = service.get("stop_grace_period", "10s").rpartition("m")
    return int(minutes or 0) * 60 + float(rest.removesuffix("s") or 0)


def test_nothing_runs_without_bounds(services: dict[str, Service]) -> None:
    assert list(careless(services)) == []


def test_what_runs_without_bounds_is_caught(services: dict[str, Service]) -> None:
    planted: dict[str, Service] = json.loads(json.dumps(services))
    del planted["review.api"]["read_only"], planted["review.api"]["cap_drop"]
    del planted["payment.relay"]["healthcheck"]
    planted["temporal"]["stop_grace_period"] = "5s"
    del planted["postgres"]["logging"], planted["rabbitmq"]["security_opt"]

    assert {*careless(planted)} == {
        "review.api: writes to no image",
        "review.api: needs no rights",
        "payment.relay: says when it is ready",
        "temporal: has time to end",
        "postgres: keeps a log of some size",
        "rabbitmq: gains no rights",
    }


def test_processes_write_into_memory_only(services: dict[str, Service]) -> None:
    ours = {name: one for name, one in services.items() if one["image"] in {IMAGE, SIMULATORS_IMAGE}}
    for name, one in ours.items():
        assert {place.partition(":")[0] for place in one["tmpfs"]} == {"/tmp", RUN}, name  # noqa: S108 - only named
        assert {volume["source"] for volume in one["volumes"]} == {"cities", "calendar"}, name
