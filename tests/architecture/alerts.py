"""What alerts and dashboards ask for, as far as it can be read in their expressions."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from tests.architecture.metrics import ELSEWHERE, ours
from tests.architecture.tree import ROOT, files

FOLDER = "deploy/observability"
# What is no metric: what stands in braces, in quotes, behind by, on and the like, durations, and the words.
NO_METRIC = re.compile(
    r"\{[^}]*\}|\[[^]]*\]|\"[^\"]*\"|\b(?:by|on|ignoring|without|group_left|group_right)\s*\([^)]*\)"
    r"|\boffset\s+\w+|\$\w+"
)
WORDS = frozenset(
    """
    and or unless bool
    sum max min avg count topk clamp_min histogram_quantile increase rate time absent
    """.split()  # noqa: SIM905 - a list to be read
)
NAME = re.compile(r"\b[a-z_][a-z0-9_]*\b")


def asked_for(expression: str) -> frozenset[str]:
    """The metrics that an expression of Prometheus asks for."""
    return frozenset(NAME.findall(NO_METRIC.sub(" ", expression))) - WORDS


def told_apart_by(expression: str) -> Iterator[tuple[str, str]]:
    """The metrics and the labels by which an expression chooses among their series."""
    for name, chosen in re.findall(r"(\w+)\{([^}]*)\}", expression):
        yield from ((name, label) for label in re.findall(r"(\w+)\s*[!=]", chosen))


def labels() -> dict[str, frozenset[str]]:
    """What tells series of our metrics apart."""
    return {series: frozenset(metric.labels) for metric in ours() for series in metric.series}


def known() -> frozenset[str]:
    """What is told by anybody."""
    return frozenset(ELSEWHERE).union(*(metric.series for metric in ours()))


def alerts() -> dict[str, Mapping[str, Any]]:
    """The alerts by their names."""
    told = yaml.safe_load((ROOT / FOLDER / "alerts.yml").read_text(encoding="utf-8"))
    return {rule["alert"]: rule for group in told["groups"] for rule in group["rules"]}


def trials() -> list[Mapping[str, Any]]:
    """The cases in which alerts fire or do not."""
    told = yaml.safe_load((ROOT / FOLDER / "alerts_test.yml").read_text(encoding="utf-8"))
    return [trial for test in told["tests"] for trial in test["alert_rule_test"]]


def dashboards() -> dict[str, Mapping[str, Any]]:
    """Grafana's dashboards by their files."""
    return {
        path: json.loads((ROOT / path).read_text(encoding="utf-8"))
        for path in files(f"{FOLDER}/dashboards", ending=".json")
    }


def expressions(dashboard: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Title and question of each panel."""
    for panel in dashboard["panels"]:
        for target in panel.get("targets", ()):
            yield panel["title"], target["expr"]
