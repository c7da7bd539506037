"""prometheus.yml asks every process of the table, at the ports that a container is told."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.containers.places import METRICS_PORT, TEMPORAL_METRICS_PORT, host
from deploy.local.ports import Ports
from deploy.local.process import Process
from deploy.local.site import CHECKOUT, Site
from deploy.local.table import programs

WITH_THE_SDK = frozenset({"worker", "intake"})  # an API has one, too, which counts nothing while it waits


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> list[Process]:
    site = Site.open(tmp_path_factory.mktemp("local"), Ports(26000))
    return [one for one in programs(site) if one.group != "simulators"]


def targets(job: str, folder: Path = CHECKOUT) -> set[str]:
    read: dict[str, Any] = yaml.safe_load((folder / "deploy/observability/prometheus.yml").read_text("utf-8"))
    [found] = [one for one in read["scrape_configs"] if one["job_name"] == job]
    return {target for group in found["static_configs"] for target in group["targets"]}


def test_every_process_is_asked(processes: list[Process]) -> None:
    assert targets("zhicheng") == {f"{host(one)}:{METRICS_PORT}" for one in processes}


def test_the_sdk_is_asked_where_it_works(processes: list[Process]) -> None:
    at_work = [one for one in processes if one.name.partition(".")[2] in WITH_THE_SDK]
    assert targets("temporal-sdk") == {f"{host(one)}:{TEMPORAL_METRICS_PORT}" for one in at_work}
