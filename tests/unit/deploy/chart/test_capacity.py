"""The page about capacity and the chart's sizes say what follows from the measured constants."""

import inspect
import json

import pytest
import yaml

from deploy.containers import capacity
from deploy.containers.capacity import CITY, LOAD, PROCESSES, SECONDS, SIZES
from deploy.local.services import SERVICES
from kit.db import open_pool
from tests.architecture.tree import read
from tests.unit.deploy.chart.rendering import CHART
from tests.unit.deploy.chart.rendering import SIZES as FILES


def test_the_page_is_what_the_constants_make_of_it() -> None:
    text = read("docs/capacity.md").text
    assert capacity.page(text) == text, "make capacity"
    assert all(f"<!-- {name} -->\n|" in text for name in capacity.TABLES)


def test_a_constant_that_was_changed_alone_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    text = read("docs/capacity.md").text
    monkeypatch.setitem(SECONDS, "review.relay", SECONDS["review.relay"] * 2)
    assert capacity.page(text) != text


def test_the_page_says_of_a_case_what_was_measured() -> None:
    text = read("docs/capacity.md").text
    for number in (
        f"{capacity.HISTORY} events of history",
        f"{capacity.ROWS} rows",
        f"{sum(capacity.DATABASE_BYTES.values()) / 1000:.0f} KB in seven databases",
        f"{capacity.EVENTS_TOLD} events on the bus",
        f"{capacity.STORE_BYTES / 1000:.0f} KB of sealed sections",
        f"{capacity.TEMPORAL_BYTES / 1000:.0f} KB of encrypted history",
        f"{capacity.REQUESTS} requests",
        f"{capacity.SENT_BYTES / 1000:.0f} KB to their browsers",
    ):
        assert number in text


def test_the_charts_sizes_are_those_of_the_page() -> None:
    assert tuple(one.name for one in SIZES) == FILES
    for size in SIZES[1:]:
        assert (CHART / f"{size.name}.yaml").read_text(encoding="utf-8") == capacity.values(size)
    city = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    meant = yaml.safe_load(capacity.values(CITY))
    assert meant["gateway"].items() <= city["gateway"].items()
    for program, one in meant["programs"].items():
        assert city["programs"][program]["processes"] == one["processes"]


def test_every_process_was_measured() -> None:
    known = json.loads((CHART / "files/processes.json").read_text(encoding="utf-8"))
    staying = {name for name, one in known.items() if one["role"] not in {"migrate", "promote"}}
    assert {*PROCESSES} == staying | {"gateway"}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.title)
def test_as_many_as_are_allowed_bear_the_rush(size: capacity.Size) -> None:
    for process in PROCESSES:
        wanted = capacity.wanted(size, process)
        if not process.endswith(f".{capacity.ALONE}"):
            assert wanted.max * wanted.millicores / 1000 * LOAD >= SECONDS[process] * size.rush, process
        assert wanted.memory <= wanted.most


@pytest.mark.parametrize("size", SIZES, ids=lambda size: size.title)
def test_no_service_runs_out_of_connections(size: capacity.Size) -> None:
    assert inspect.signature(open_pool).parameters["size"].default == capacity.POOL
    for service in SERVICES:
        pods = [capacity.wanted(size, f"{service}.{role}").max for role in ("api", "worker")]
        assert capacity.connections(size, service) > sum(pods) * capacity.POOL


def test_the_walls_are_named_in_their_order() -> None:
    named = ("Temporal's database", "Review's relay", "One machine for all databases")
    walls = sorted(capacity.walls().items(), key=lambda one: one[1])
    for number, (name, (wall, _)) in enumerate(zip(named, walls, strict=False), 1):
        assert f"{number}. **{name}**" in read("docs/capacity.md").text
        assert {"Temporal's database": "temporal", "Review's relay": "review.relay"}.get(
            name, "PostgreSQL"
        ) in wall
