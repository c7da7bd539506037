"""Dashboards are what Grafana reads; a panel says plainly what it shows, of which cities, in what unit."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from itertools import combinations
from typing import Any

import pytest
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from tests.architecture.alerts import asked_for, dashboards, labels

WIDTH = 24
PLAIN = re.compile(r"[A-Z][a-z]+(?: [a-z]+)*")
BOARDS = dashboards()


@pytest.fixture(params=BOARDS, scope="module")
def board(request: pytest.FixtureRequest) -> Mapping[str, Any]:
    register_default_plugins()
    return BOARDS[request.param]


def lost(told: Any, read: Any, at: str = "") -> Iterator[str]:
    """What somebody who read it has not understood."""
    if isinstance(told, dict) and isinstance(read, dict):
        for name, value in told.items():
            yield from lost(value, read[name], f"{at}.{name}") if name in read else [f"{at}.{name}"]
    elif isinstance(told, list) and isinstance(read, list) and len(told) == len(read):
        for number, (one, other) in enumerate(zip(told, read, strict=True)):
            yield from lost(one, other, f"{at}[{number}]")
    elif told != read:
        yield at


def as_grafana_reads_it(board: Mapping[str, Any]) -> Any:
    return json.loads(JSONEncoder().encode(Dashboard.from_json({**board})))


def test_grafana_knows_all_that_is_said(board: Mapping[str, Any]) -> None:
    assert not list(lost(board, as_grafana_reads_it(board)))


def test_what_grafana_does_not_know_is_caught(board: Mapping[str, Any]) -> None:
    planted = deepcopy({**board})
    planted["panels"][0]["fieldConfig"]["defaults"]["units"] = "s"
    planted["templating"]["list"][0]["labelled"] = "Prometheus"
    found = set(lost(planted, as_grafana_reads_it(planted)))
    assert found == {".panels[0].fieldConfig.defaults.units", ".templating.list[0].labelled"}


def test_each_panel_has_a_number_a_name_and_a_place_of_its_own(board: Mapping[str, Any]) -> None:
    panels = board["panels"]
    for field in ("id", "title"):
        assert not [value for value, count in Counter(one[field] for one in panels).items() if count > 1]
    for one in panels:
        assert [target["refId"] for target in one["targets"]] == [*"ABCD"][: len(one["targets"])]
        assert one["gridPos"]["x"] + one["gridPos"]["w"] <= WIDTH
    for one, other in combinations((panel["gridPos"] for panel in panels), 2):
        beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
        assert beside or one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]


def test_each_panel_says_in_plain_words_what_it_shows(board: Mapping[str, Any]) -> None:
    assert not [one["title"] for one in board["panels"] if not PLAIN.fullmatch(one["title"])]
    for one in board["panels"]:
        assert len(one["description"].split()) > 1, one["title"]
        for target in one["targets"]:
            assert target["legendFormat"], one["title"]
            grouped = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
            by = re.search(r"\bby \(([^)]*)\)", target["expr"])
            assert grouped <= set(by[1].split(", ") if by else ()), one["title"]


def test_a_number_that_is_rightly_away_is_said_in_words() -> None:
    """What is stuck, late or due is there only when something is."""
    [cases] = (board for board in BOARDS.values() if board["uid"] == "zhicheng-cases")
    stats = [one for one in cases["panels"] if one["type"] == "stat"]
    assert {one["fieldConfig"]["defaults"]["noValue"] for one in stats} == {"none"}


def test_each_panel_has_the_unit_of_what_it_asks_for(board: Mapping[str, Any]) -> None:
    for one in board["panels"]:
        for target in one["targets"]:
            timed = re.search(r"_seconds(_bucket)?\b|latency_bucket", target["expr"])
            shared = " / " in target["expr"]
            wanted = "percentunit" if shared else "s" if timed else "short"
            assert one["fieldConfig"]["defaults"]["unit"] == wanted, one["title"]


def test_whoever_chooses_a_prometheus_and_cities_is_heard(board: Mapping[str, Any]) -> None:
    variables = {one["name"]: one for one in board["templating"]["list"]}
    assert variables["prometheus"]["type"] == "datasource"
    told = 0
    for one in board["panels"]:
        assert one["datasource"] == {"type": "prometheus", "uid": "${prometheus}"}
        for target in one["targets"]:
            assert target["datasource"] == one["datasource"]
            for name in asked_for(target["expr"]):
                if "city" in labels().get(name, ()):
                    told += 1
                    assert re.search(rf'\b{name}\{{[^}}]*city=~"\$city"', target["expr"]), one["title"]
    assert bool(told) == ("city" in variables)
    if told:
        [known] = asked_for(variables["city"]["query"].removeprefix("label_values(").removesuffix(", city)"))
        assert "city" in labels()[known]
