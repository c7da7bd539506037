"""One part of a backup is older than all others: what docs/runbook/restore.md says of it comes true.

The world goes on between two backups. Every part in turn is then put back as it was at the first, and
everything else as it was at the second; the payment channel and the SMS centre forget nothing.
"""

import asyncio
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import pytest

from cli.found import Kind
from deploy.backup import engine, making, objects, restoring
from deploy.backup.folder import Manifest
from deploy.demo.journey import Journey
from deploy.local import postgres
from deploy.local.ports import HOST
from deploy.local.services import SERVICES
from deploy.local.site import Site
from deploy.local.surroundings import surroundings
from tests.chaos import invariants, steps
from tests.chaos.back import Back
from tests.chaos.books import rows
from tests.chaos.faults import World
from tests.chaos.walk import STUCK_SECONDS, Walk, a_cast

pytestmark = [pytest.mark.chaos, pytest.mark.parts, pytest.mark.stack]

# What `reconcile` leaves to somebody.
LEFT = (
    *(Kind.READ_MODEL_BEHIND, Kind.WORKFLOW_BEHIND, Kind.WORKFLOW_MISSING, Kind.CASE_MISSING),
    *(Kind.TASK_UNAWAITED, Kind.PERSON_UNKNOWN, Kind.SECTION_MISSING),
)
BEGUN, DONE = "begun since", "decided, paid and printed since"


@dataclass(frozen=True)
class Way:
    """The step that came next at the first backup, and at the second."""

    earlier: str
    later: str


WAYS: Mapping[str, Way] = {
    BEGUN: Way(steps.START, steps.EXAMINE),
    "submitted since": Way(steps.FORM, steps.EXAMINE),
    "passed by its employer since": Way(steps.PASS, steps.DEPARTMENT),
    DONE: Way(steps.DEPARTMENT, ""),
}
# Part → what is named when it is older. The cases go to their ends as the last of them has left them.
PARTS: Mapping[str, frozenset[Kind]] = {
    engine.FOLDER: frozenset(),
    "declaration": frozenset({Kind.CASE_MISSING}),  # of the one that had not begun
    "review": frozenset(),
    "payment": frozenset(),
    "archive": frozenset(),
    "identity": frozenset(),
    "notification": frozenset(),
    "operations": frozenset(),
    "documents": frozenset(),
}


@dataclass(frozen=True)
class Backups:
    """Two of one stack, and each database of the first by itself."""

    site: Site
    place: Path

    def make(self, world: World, name: str) -> None:
        making.make(world.stack, self.place / name)

    def copy(self, service: str) -> None:
        """One database as it is now."""
        self._run("pg_dump", "--format=custom", f"--file={self.place / service}", service)

    def put_back(self, service: str) -> None:
        words = (
            "--clean",
            "--if-exists",
            "--exit-on-error",
            f"--dbname={service}",
            str(self.place / service),
        )
        self._run("pg_restore", *words)

    def mixed(self, part: str) -> Path:
        """The second one, with a part of the first."""
        earlier, later, folder = self.place / "earlier", self.place / "later", self.place / f"older-{part}"
        old, new = Manifest.read(earlier), Manifest.read(later)
        shutil.copytree(later, folder)
        if part != engine.FOLDER:
            moments = new.moments | {f"databases.{part}": old.moments["databases"]}
            replace(new, moments=moments).write(folder)
            return folder
        shutil.rmtree(folder / part)
        shutil.copytree(earlier / part, folder / part)
        files = (
            *(file for file in new.files if not file.path.startswith(f"{part}/")),
            *(file for file in old.files if file.path.startswith(f"{part}/")),
        )
        moments = new.moments | {"workflows": old.moments["workflows"]}
        replace(new, files=files, moments=moments).write(folder)
        return folder

    def _run(self, program: str, *words: str) -> None:
        where = ("-h", HOST, "-p", str(self.site.ports.of("postgres")), "-U", postgres.SUPERUSER)
        password = {"PGPASSWORD": self.site.credentials.postgres[postgres.SUPERUSER]}
        done = subprocess.run(
            [str(postgres.programs() / program), *where, *words],
            env=surroundings(self.site, "postgres") | password,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.timeout(5400)
async def test_what_comes_of_a_part_that_is_older(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = Backups(world.stack.site, tmp_path)
    async with AsyncExitStack() as opened:
        journeys = {
            name: await opened.enter_async_context(await Journey.begin(world.house, a_cast()))
            for name in WAYS
        }
        walks = {name: Walk(journey) for name, journey in journeys.items()}
        for name, way in WAYS.items():
            await walks[name].to(way.earlier)
        await asyncio.to_thread(backups.make, world, "earlier")
        for service in SERVICES:
            await asyncio.to_thread(backups.copy, service)
        for name, way in WAYS.items():
            await walks[name].to(way.later)
        await invariants.hold(world, [journeys[DONE]])
        await asyncio.to_thread(backups.make, world, "later")
        before = {name: await status(world, journey) for name, journey in journeys.items()}

        for part, named in PARTS.items():
            began = monotonic()
            with monkeypatch.context() as patch:
                said = await asyncio.to_thread(restored, world, backups, part, patch)
            print(f"{part} is older: restored within {monotonic() - began:.0f} s", said, sep="\n")
            assert set(left(said)) == named, part
            gone = {BEGUN: None} if Kind.CASE_MISSING in named else {}
            assert {name: await status(world, one) for name, one in journeys.items()} == before | gone, part
            async with await Back.after(journeys[DONE], was_paid=True) as done:
                await invariants.hold(world, [done])

        back = {name: await Back.after(one, was_paid=name == DONE) for name, one in journeys.items()}
        async with asyncio.timeout(STUCK_SECONDS * len(back)):
            for name, way in WAYS.items():
                walk = Walk(await opened.enter_async_context(back[name]))
                walk.skip_to(way.later)
                await walk.rest()
        await invariants.hold(world, list(back.values()))


def restored(world: World, backups: Backups, part: str, patch: pytest.MonkeyPatch) -> str:
    """All is put back, a part of it as it was earlier; what was found."""
    said: list[str] = []
    put_back, folder = objects.put_back, backups.mixed(part)

    def first_the_database(source: Path, site: Site) -> None:
        if part in SERVICES and source.parent == folder:
            backups.put_back(part)
        put_back(source, site)

    patch.setattr(objects, "put_back", first_the_database)
    try:
        restoring.restore(world.stack, folder, say=said.append)
    except restoring.NotLevel:
        said.append(restoring.LEFT)
    finally:
        shutil.rmtree(folder)
    return "".join(said)


def left(said: str) -> Iterator[Kind]:
    """What was named, and needs somebody."""
    lines = [line.split() for line in said.splitlines() if line.strip()]
    counted = {words[0]: words[1] for words in lines if len(words) > 1}
    yield from (kind for kind in LEFT if counted.get(kind, "0") != "0")


async def status(world: World, journey: Journey) -> str | None:
    """What the applicant is shown; none of a case that nobody knows."""
    query = "select status from declarations where id = $1"
    found = await rows(world.stack, "declaration", query, journey.application_id)
    return str(found[0]["status"]) if found else None
