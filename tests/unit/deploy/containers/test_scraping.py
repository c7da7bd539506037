"""What Prometheus asks: every process of the table, at the ports that a container or a pod is told."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml

from deploy.containers.places import METRICS_PORT, TEMPORAL_METRICS_PORT, host
from deploy.local.ports import Ports
from deploy.local.process import Process
from deploy.local.site import CHECKOUT, Site
from deploy.local.table import programs
from tests.unit.deploy.chart.rendering import rendered

POD = "__meta_kubernetes_pod"
WITH_THE_SDK = frozenset({"worker", "intake"})  # an API has one, too, which counts nothing while it waits


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> list[Process]:
    site = Site.open(tmp_path_factory.mktemp("local"), Ports(26000))
    return [one for one in programs(site) if one.group != "simulators"]


def job(name: str, file: str = "prometheus.yml") -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((CHECKOUT / "deploy/observability" / file).read_text("utf-8"))
    [found] = [one for one in read["scrape_configs"] if one["job_name"] == name]
    return dict(found)


def targets(name: str) -> set[str]:
    return {target for group in job(name)["static_configs"] for target in group["targets"]}


def pods() -> Iterator[tuple[Mapping[str, str], set[str]]]:
    """What runs as long as it may: the labels of its pods, and the names of their ports."""
    for one in rendered():
        if one["kind"] == "Deployment":
            pod = one["spec"]["template"]
            ports = (port for part in pod["spec"]["containers"] for port in part.get("ports", ()))
            yield pod["metadata"]["labels"], {port["name"] for port in ports}


def asked(name: str) -> set[tuple[str, str]]:
    """Program and role of the pods that are kept, as Prometheus names their labels."""
    found: set[tuple[str, str]] = set()
    rules = job(name, "prometheus-kubernetes.yml")["relabel_configs"]
    keeps = {rule["source_labels"][0]: rule["regex"] for rule in rules if rule.get("action") == "keep"}
    for labels, ports in pods():
        told = {f"{POD}_label_{re.sub('[^a-z]', '_', label)}": value for label, value in labels.items()}
        for port in ports:
            meta = {**told, f"{POD}_container_port_name": port, f"{POD}_phase": "Running"}
            if all(re.fullmatch(regex, meta.get(label, "")) for label, regex in keeps.items()):
                given = {
                    rule["target_label"]: meta.get(rule["source_labels"][0], "")
                    for rule in rules
                    if "target_label" in rule
                }
                found.add((given["program"], given["role"]))
    return found


def test_every_process_is_asked(processes: list[Process]) -> None:
    assert targets("zhicheng") == {f"{host(one)}:{METRICS_PORT}" for one in processes}


def test_the_sdk_is_asked_where_it_works(processes: list[Process]) -> None:
    at_work = [one for one in processes if one.name.partition(".")[2] in WITH_THE_SDK]
    assert targets("temporal-sdk") == {f"{host(one)}:{TEMPORAL_METRICS_PORT}" for one in at_work}


def test_every_pod_of_ours_is_asked_and_says_which_it_is(processes: list[Process]) -> None:
    assert asked("zhicheng") == {(*one.name.split("."),) for one in processes}


def test_the_sdk_of_every_pod_that_works_is_asked(processes: list[Process]) -> None:
    ours = {(*one.name.split("."),) for one in processes}
    assert asked("temporal-sdk") == {(program, role) for program, role in ours if role in WITH_THE_SDK}
