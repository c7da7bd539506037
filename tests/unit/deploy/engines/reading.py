"""The files of deploy/engines, as a cluster or a chart reads them."""

from functools import cache
from typing import Any

import yaml

from deploy.local.site import CHECKOUT
from tests.unit.deploy.chart.rendering import Strict

FOLDER = CHECKOUT / "deploy/engines"
MANIFESTS = ("namespaces", "postgres", "rabbitmq", "network")
VALUES = ("temporal", "seaweedfs")
Thing = dict[str, Any]


@cache
def applied() -> tuple[Thing, ...]:
    """What `kubectl apply` is given."""
    return tuple(
        one
        for name in MANIFESTS
        for one in yaml.load_all((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=Strict)
    )


@cache
def values(name: str) -> Thing:
    """What a chart of others is given."""
    [read] = yaml.load_all((FOLDER / f"{name}-values.yaml").read_text(encoding="utf-8"), Loader=Strict)
    found: Thing = read
    return found


def named(kind: str, name: str) -> Thing:
    """The one thing of a kind and name."""
    [found] = (one for one in applied() if one["kind"] == kind and one["metadata"]["name"] == name)
    return found


def compose() -> dict[str, Thing]:
    """The services of the compose file."""
    read: dict[str, dict[str, Thing]] = yaml.safe_load(
        (CHECKOUT / "deploy/compose.yaml").read_text(encoding="utf-8")
    )
    return read["services"]


def version(service: str) -> str:
    """The version of an engine in the compose file."""
    image: str = compose()[service]["image"]
    return image.rpartition(":")[2]


def leaves(thing: Any, way: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    """Every value that holds no others, with the names that lead to it."""
    if isinstance(thing, dict):
        return [leaf for key, value in thing.items() for leaf in leaves(value, (*way, str(key)))]
    if isinstance(thing, list):
        return [leaf for value in thing for leaf in leaves(value, way)]
    return [(way, thing)]
