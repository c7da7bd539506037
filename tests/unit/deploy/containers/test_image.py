"""What the image's processes are told and find is what the embedded stack's are told and find."""

import re
from pathlib import Path

import pytest

from deploy.containers.image import told
from deploy.containers.places import RUN
from deploy.local.ports import Ports
from deploy.local.process import Process
from deploy.local.site import CHECKOUT, Site
from deploy.local.table import programs
from tests.architecture.tree import PRODUCT

DOCKERFILE = (CHECKOUT / "deploy/Dockerfile").read_text(encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site.open(tmp_path, Ports(26000))


@pytest.fixture
def table(site: Site) -> tuple[Process, ...]:
    return programs(site)


def test_no_place_of_the_machine_is_told(site: Site, table: tuple[Process, ...]) -> None:
    for process in table:
        values = told(process)
        prefix = f"{process.name.partition('.')[0]}_".upper()
        assert values[f"{prefix}READY_FILE"] == f"{RUN}/{process.name}"
        assert not [name for name, value in values.items() if str(site.state) in value]


def test_every_part_of_the_product_is_in_the_image() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    assert copied == {*PRODUCT} - {"deploy"}


def test_processes_find_the_surroundings_that_the_embedded_stack_gives(table: tuple[Process, ...]) -> None:
    [line] = re.findall(r"^ENV (PATH=.*)$", DOCKERFILE.partition("AS runtime")[2], re.MULTILINE)
    given = dict(word.split("=", 1) for word in line.split())
    for process in table:
        for name in ("LANG", "MALLOC_ARENA_MAX", "PYTHONUNBUFFERED"):
            assert process.environment[name] == given[name]
