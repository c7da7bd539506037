"""The embedded stack tells its metrics where it is told to, and not otherwise."""

from pathlib import Path

import pytest

from deploy.local.metrics import VARIABLE
from deploy.local.ports import Ports
from deploy.local.scale import Scale
from deploy.local.site import Site
from deploy.local.stack import Stack
from deploy.local.table import programs


def metrics_ports(site: Site) -> list[str]:
    settings = [process.environment.items() for process in programs(site)]
    return [port for all_of in settings for name, port in all_of if name.endswith("_METRICS_PORT")]


def test_nobody_tells_metrics_unless_told_to(tmp_path: Path) -> None:
    assert not metrics_ports(Site.open(tmp_path, Ports(26000)))


def test_each_has_two_ports_of_its_own(tmp_path: Path) -> None:
    site = Site.open(tmp_path, Ports(26000), scale=Scale.parse("all=2"), metrics_base=25000)
    ours = [process for process in programs(site) if process.group != "simulators"]
    ports = metrics_ports(site)
    assert len(set(ports)) == len(ports) == 2 * len(ours)
    assert min(ports) == "25000"


def test_what_was_told_once_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "25000")
    before = metrics_ports(Stack.at(tmp_path, 26000).site)
    monkeypatch.setenv(VARIABLE, " ")
    assert before == metrics_ports(Stack.at(tmp_path, 26000).site) == metrics_ports(Site.reopen(tmp_path))
    monkeypatch.setenv(VARIABLE, "0")
    assert not metrics_ports(Stack.at(tmp_path, 26000).site)
