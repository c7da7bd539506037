"""Several of each process: what may be said, what is kept, what has a port and a way."""

import json
from collections import Counter
from pathlib import Path

import pytest

from deploy.local import gateway, postgres
from deploy.local.ports import Ports
from deploy.local.scale import ALL, MOST, ONCE, SCALED, BadScale, Scale
from deploy.local.services import SERVICES
from deploy.local.site import Site
from deploy.local.stack import Stack, UnknownProcess
from deploy.local.table import programs
from tests.unit.deploy.local.test_gateway import caddy

SOME = "review.worker=3 documents.worker=2, payment.api=2"


def a_site(folder: Path, told: str | None = None) -> Site:
    return Site.open(folder, Ports(26000), scale=None if told is None else Scale.parse(told))


def kinds(site: Site) -> Counter[str]:
    return Counter(process.kind for process in programs(site))


def test_what_is_said_is_what_there_is(tmp_path: Path) -> None:
    found = {process.name for process in programs(a_site(tmp_path, SOME))}
    once = {process.name for process in programs(a_site(tmp_path, ""))}
    assert found - once == {"review.worker.2", "review.worker.3", "documents.worker.2", "payment.api.2"}
    assert once < found


def test_all_means_each_that_says_nothing_else(tmp_path: Path) -> None:
    found = kinds(a_site(tmp_path, "review.worker=4 all=2 payment.relay=1"))
    assert {name: found[name] for name in SCALED} == {
        name: {"review.worker": 4, "payment.relay": 1}.get(name, 2) for name in SCALED
    }


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(BadScale) as refused:
        Scale.parse(
            f"review=2 postgres=2 review.worker=0 payment.api={MOST + 1} three archive.api=2 archive.api=3"
        )
    told = str(refused.value)
    for wrong in ("review=2", "postgres=2", "review.worker=0", "payment.api=10", "three", "archive.api=3"):
        assert f"  {wrong}: " in told
    assert "archive.api=2:" not in told


def test_more_apis_than_there_are_ports_are_refused() -> None:
    with pytest.raises(BadScale, match="further ports"):
        Scale.parse(f"{ALL}={MOST}")


def test_what_ran_runs_again_unless_something_else_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHICHENG_SCALE", SOME)
    before = Stack.at(tmp_path, 26000).names()
    monkeypatch.setenv("ZHICHENG_SCALE", " ")
    assert Stack.at(tmp_path, 26000).names() == before
    existing = Stack.existing(tmp_path)
    assert existing
    assert existing.names() == before
    monkeypatch.setenv("ZHICHENG_SCALE", f"{ALL}=1")
    assert not [name for name in Stack.at(tmp_path, 26000).names() if name.endswith(".2")]


def test_a_place_from_before_there_were_several_is_taken_up_again(tmp_path: Path) -> None:
    (tmp_path / "site.json").write_text(json.dumps({"base": 26000, "durable": True}))
    assert Site.reopen(tmp_path).scale == ONCE


def test_a_kind_may_be_named_for_all_of_it(tmp_path: Path) -> None:
    stack = Stack(a_site(tmp_path, SOME))
    assert [one.name for one in stack._wanted(["review.worker"])] == [
        "review.worker",
        "review.worker.2",
        "review.worker.3",
    ]
    assert [one.name for one in stack._wanted(["review.worker.2"])] == ["review.worker.2"]
    with pytest.raises(UnknownProcess):
        stack._wanted(["review.worker.4"])


def test_each_has_a_port_and_a_sign_of_its_own(tmp_path: Path) -> None:
    site = a_site(tmp_path, f"{ALL}=2")
    ready = [process.ready_file for process in programs(site) if process.ready_file]
    ports = [
        process.environment[f"{process.name.partition('.')[0].upper()}_PORT"]
        for process in programs(site)
        if process.kind.endswith((".api", ".codec"))
    ]
    assert len(set(ready)) == len(ready)
    assert len(set(ports)) == len(ports) == 2 * (len(SERVICES) + 1)
    assert str(site.ports.of("codec")) not in ports


def test_the_gateway_asks_each_and_caddy_finds_that_valid(tmp_path: Path) -> None:
    site = a_site(tmp_path, f"{ALL}=2")
    gateway.prepare(site)
    text = (site.state / "gateway/Caddyfile").read_text()
    for service in SERVICES:
        first, second = site.ports.addresses(service)
        assert f"reverse_proxy {first} {second} {{" in text
    assert "lb_policy least_conn" in text
    assert f"{site.ports.url('codec')} {{" in text
    done = caddy(site, "validate", "--adapter", "caddyfile")
    assert done.returncode == 0, done.stderr


def test_where_each_runs_once_nothing_is_balanced(tmp_path: Path) -> None:
    site = a_site(tmp_path)
    gateway.prepare(site)
    assert "lb_policy" not in (site.state / "gateway/Caddyfile").read_text()


def test_more_processes_have_more_connections_and_the_superuser_finds_room(tmp_path: Path) -> None:
    site = a_site(tmp_path, "review.worker=4 review.api=4")
    assert (
        postgres.connections(site, "review") > postgres.connections(site, "payment") == postgres.CONNECTIONS
    )
    (most,) = [word for word in postgres.process(site).command if word.startswith("max_connections=")]
    wanted = sum(postgres.connections(site, service) for service in SERVICES)
    assert int(most.partition("=")[2]) >= wanted + 3
