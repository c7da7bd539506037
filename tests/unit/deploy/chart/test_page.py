"""The page for operators of a cluster names what the chart, the compose file and the code have."""

import re
from collections.abc import Iterator

import pytest
import yaml

from deploy.local.services import SERVICES
from deploy.local.site import CHECKOUT
from tests.architecture.tree import read
from tests.unit.deploy.chart.rendering import CHART, Thing, of_kind, rendered, things

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


def test_images_of_the_chart_have_the_versions_of_the_compose_file() -> None:
    values = yaml.safe_load((CHART / "values.yaml").read_text(encoding="utf-8"))
    assert values["servers"]["temporal"]["adminTools"] == compose()["temporal-namespace"]["image"]
    assert values["gateway"]["image"] == compose()["gateway"]["image"]


def test_every_file_that_is_named_is_there_and_every_engine_is_named() -> None:
    named = set(re.findall(r"\bdeploy/[\w/.-]+\.yaml", PAGE))
    assert {name for name in named if not (CHECKOUT / name).exists()} == set()
    engines = {f"deploy/engines/{file.name}" for file in (CHECKOUT / "deploy/engines").iterdir()}
    assert engines <= named


def test_every_outbox_is_looked_at_after_a_restore() -> None:
    [listed] = re.findall(r"for name in ([\w ]+); do", PAGE)
    assert listed.split() == [*SERVICES]


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
