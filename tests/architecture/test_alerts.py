"""Alerts and dashboards ask for what is told; each alert has its page, and a case in which it fires."""

import re
from importlib.metadata import files
from pathlib import Path

import pytest

from contracts.stuck import Kind
from tests.architecture.alerts import (
    alerts,
    asked_for,
    dashboards,
    expressions,
    known,
    labels,
    told_apart_by,
    trials,
)
from tests.architecture.metrics import ELSEWHERE, ours
from tests.architecture.test_docs import HEADING, anchors
from tests.architecture.tree import ROOT

RUNBOOK = "docs/runbook/alerts.md"


def test_every_alert_has_its_section_and_every_section_its_alert() -> None:
    text = (ROOT / RUNBOOK).read_text(encoding="utf-8")
    assert set(HEADING.findall(text)[1:]) == alerts().keys()
    for name, alert in alerts().items():
        path, _, anchor = alert["annotations"]["runbook_url"].partition("#")
        assert (path, anchor) == (RUNBOOK, name.lower())
        assert anchor in anchors(text)


def test_every_alert_says_how_urgent_it_is_and_what_it_is_about() -> None:
    for name, alert in alerts().items():
        assert set(alert["annotations"]) == {"summary", "runbook_url"}, name
        assert alert["labels"].keys() == {"severity"}, name
        assert alert["labels"]["severity"] in {"page", "ticket"}, name
    text = (ROOT / RUNBOOK).read_text(encoding="utf-8")
    told = dict(re.findall(r"^## (\w+)\n\n(\w+)\. ", text, re.MULTILINE))
    assert told == {name: alert["labels"]["severity"] for name, alert in alerts().items()}


def test_every_alert_is_tried_with_what_makes_it_fire_and_with_what_does_not() -> None:
    found = {
        name: {bool(one["exp_alerts"]) for one in trials() if one["alertname"] == name} for name in alerts()
    }
    assert set(map(frozenset, found.values())) == {frozenset({True, False})}


def test_alerts_ask_for_what_is_told() -> None:
    for name, alert in alerts().items():
        assert asked_for(alert["expr"]), name
        assert asked_for(alert["expr"]) <= known(), name


def test_dashboards_ask_for_what_is_told() -> None:
    assert dashboards()
    for path, dashboard in dashboards().items():
        for title, expression in expressions(dashboard):
            assert asked_for(expression), f"{path}: {title}"
            assert asked_for(expression) <= known(), f"{path}: {title}"


def test_whoever_asks_chooses_by_labels_that_there_are() -> None:
    asked = [alert["expr"] for alert in alerts().values()]
    asked += [expression for board in dashboards().values() for _, expression in expressions(board)]
    chosen = [pair for expression in asked for pair in told_apart_by(expression)]
    assert ("stuck_cases", "kind") in chosen
    of_ours = labels()
    assert not [(name, label) for name, label in chosen if label not in of_ours.get(name, {label})]


def test_every_kind_of_stuck_case_alarms_or_is_a_matter_of_people() -> None:
    [named] = re.findall(r'kind=~"([\w|]+)"', alerts()["CasesStuck"]["expr"])
    of_people = {Kind.WAITS_TOO_LONG, Kind.MESSAGE_UNDELIVERED}
    assert {*named.split("|")} == {*Kind} - of_people


def test_what_others_tell_is_not_ours() -> None:
    assert not ELSEWHERE.keys() & {series for metric in ours() for series in metric.series}


def test_the_sdk_tells_what_is_said_to_be_its() -> None:
    [sdk] = (path for path in files("temporalio") or () if path.name.startswith("temporal_sdk_bridge"))
    said = Path(str(sdk.locate())).read_bytes()
    names = {name.removeprefix("temporal_").removesuffix("_bucket") for name in ELSEWHERE} - {"up"}
    assert len(names) == len(ELSEWHERE) - 1
    assert not [name for name in names if name.encode() not in said]


def test_a_dashboard_is_of_any_prometheus_and_says_what_it_shows() -> None:
    boards = dashboards()
    assert len({board["uid"] for board in boards.values()}) == len(boards)
    for path, board in boards.items():
        for panel in board["panels"]:
            assert panel["datasource"]["uid"] == "${prometheus}", f"{path}: {panel['title']}"
            assert panel["description"], f"{path}: {panel['title']}"


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ('sum by (city) (max by (city, age) (cases{city=~"a|b"}))', {"cases"}),
        ("histogram_quantile(0.99, sum by (le) (rate(a_bucket[10m]))) > 1 and sum(b) > 2", {"a_bucket", "b"}),
        ("time() - max by (service) (read_at) > 300 or x unless x offset 15m", {"read_at", "x"}),
    ],
)
def test_what_an_expression_asks_for_is_seen(expression: str, names: set[str]) -> None:
    assert asked_for(expression) == names
