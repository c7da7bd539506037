"""The page for operators of a cluster names what the chart, the compose file and the code have."""

import re
from collections.abc import Iterator

import pytest
import yaml

from deploy.containers import capacity, cluster
from deploy.local import rabbitmq, temporal
from deploy.local.services import SERVICES
from deploy.local.site import CHECKOUT
from tests.architecture.tree import read
from tests.unit.deploy.chart.rendering import CHART, Thing, of_kind, rendered, things

TEMPORALS = 200  # connections, as docs/capacity.md says
PAGE = read("docs/kubernetes.md").text


def blocks() -> Iterator[Thing]:
    """What is written out in YAML."""
    for text in re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        yield from yaml.safe_load_all(text)


def compose() -> Thing:
    services: Thing = yaml.safe_load((CHECKOUT / "deploy/compose.yaml").read_text(encoding="utf-8"))[
        "services"
    ]
    return services


def test_servers_are_called_as_the_settings_call_them() -> None:
    named = {one["metadata"]["name"] for one in blocks() if one.get("kind") in {"Cluster", "RabbitmqCluster"}}
    assert named == {"zhicheng-postgres", "zhicheng-rabbitmq"}
    assert cluster.SERVERS["postgres"] == "zhicheng-postgres-rw.zhicheng-servers"
    assert cluster.SERVERS["rabbitmq"] == "zhicheng-rabbitmq.zhicheng-servers"
    assert cluster.SERVERS["temporal"] == "zhicheng-temporal-frontend.zhicheng-servers"
    assert cluster.SERVERS["s3"] == "zhicheng-seaweedfs-s3.zhicheng-servers"
    for release in ("zhicheng-temporal", "zhicheng-seaweedfs"):
        assert f"release name `{release}`" in PAGE


def test_servers_have_the_versions_of_the_compose_file() -> None:
    versions = {name: one["image"].rpartition(":")[2] for name, one in compose().items()}
    found = {one["kind"]: one["spec"] for one in blocks() if "spec" in one}

    assert found["Cluster"]["imageName"].endswith(f":{versions['postgres']}")
    assert found["RabbitmqCluster"]["image"].endswith(f":{versions['rabbitmq']}-management")
    assert f"server {versions['temporal']}" in PAGE
    assert f"image {versions['seaweed']}" in PAGE
    values = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    assert values["servers"]["temporal"]["adminTools"] == compose()["temporal-namespace"]["image"]
    assert values["gateway"]["image"] == compose()["gateway"]["image"]


def test_the_database_takes_all_connections_of_a_city() -> None:
    [found] = (one["spec"]["postgresql"] for one in blocks() if one.get("kind") == "Cluster")
    ours = sum(capacity.connections(capacity.CITY, service) for service in SERVICES)
    assert int(found["parameters"]["max_connections"]) > ours + TEMPORALS


def test_servers_are_told_what_our_processes_count_on() -> None:
    [broker] = (one["spec"] for one in blocks() if one.get("kind") == "RabbitmqCluster")
    said = dict(line.split(" = ") for line in broker["rabbitmq"]["additionalConfig"].strip().splitlines())
    assert said == {name: str(value) for name, value in rabbitmq.ANYWHERE.items()}
    assert broker["replicas"] == 3
    for name, value in temporal.DYNAMIC_CONFIG.items():
        assert (f"`{name}: {value}`" in PAGE) == (name in temporal.ANYWHERE), name


def test_what_is_ones_own_is_what_the_chart_knows(tmp_path_factory: pytest.TempPathFactory) -> None:
    [mine] = (one for one in blocks() if "publicUrl" in one)
    file = tmp_path_factory.mktemp("mine") / "mine.yaml"
    file.write_text(yaml.safe_dump(mine, allow_unicode=True), encoding="utf-8")
    known = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    for name, value in mine.items():
        assert name in known
        assert not isinstance(value, dict) or value.keys() <= known[name].keys()

    made = rendered("--values", str(file))
    assert {"cities"} <= of_kind("Job", made).keys() & of_kind("NetworkPolicy", made).keys()
    pod = of_kind("Deployment", made)["review-api"]["spec"]["template"]["spec"]
    assert pod["containers"][0]["image"] == "registry.example.gov.cn/zhicheng:2026.11.1@sha256:…"
    assert {"name": "cities", "persistentVolumeClaim": {"claimName": "cities", "readOnly": True}} in pod[
        "volumes"
    ]


def test_what_is_asked_for_by_name_is_there() -> None:
    kinds = {"deployment": "Deployment", "service": "Service", "job": "Job"}
    named = re.findall(r"\b(deployment|service|job)/([\w-]+)", PAGE)
    assert named
    for kind, name in named:
        assert name in of_kind(kinds[kind], things())
