"""What the image's processes are told and find is what the embedded stack's are told and find."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.containers import image as trial
from deploy.containers.image import Unfit, told, within
from deploy.containers.places import RUN
from deploy.local.ports import Ports
from deploy.local.process import Process
from deploy.local.site import CHECKOUT, Site
from deploy.local.table import programs
from deploy.setup.progress import Progress
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


def test_what_takes_too_long_is_ended_with_all_that_it_started() -> None:
    with (
        pytest.raises(Unfit, match=r"it took more than 0\.1 s"),
        within(0.1),
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as started,
    ):
        started.wait()
    assert started.returncode


def test_what_is_wrong_is_said_and_the_time_with_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: Progress) -> None:
        raise Unfit("review.api does not get ready")

    monkeypatch.setattr(sys, "argv", ["image", "60"])
    monkeypatch.setattr(trial, "_build_and_try", fail)
    assert trial.main() == 1
    said = capsys.readouterr()
    assert said.err == "image: review.api does not get ready\n"
    assert re.search(r"\d+ s in all", said.out)


def test_ci_builds_the_image_by_the_verb() -> None:
    script = CHECKOUT / ".ci/image"
    assert script.stat().st_mode & 0o111
    assert "make image" in script.read_text(encoding="utf-8")
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    assert re.search(
        r"^image:.*\n\t@\$\(SET_UP\) up\n\t@.*deploy\.containers\.image \$\(WITHIN\)\n",
        makefile,
        re.MULTILINE,
    )
