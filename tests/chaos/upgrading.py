"""`make upgrade-drill FROM=<commit>`: open cases of an older version, upgraded, rolled back, upgraded again.

One stack, one state: first with the code of the commit, then with this checkout's, which migrates, then with
the old code on the new schema, then with ours for good. Between the changes every case goes on.
"""

import asyncio
import os
import shutil
import subprocess
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.local.ports import free_port_base
from deploy.local.site import CHECKOUT
from deploy.local.stack import Stack
from tests.chaos import invariants, steps
from tests.chaos.faults import World
from tests.chaos.walk import STUCK_SECONDS, Walk, a_cast

BUILT = "kit/web/static/build"
# Case → the steps that come next when the new version comes, when it is rolled back, and when it is back.
WAYS = {
    "a draft": (steps.FORM, steps.EXAMINE, steps.POST),
    "in publicity": (steps.PERIOD, steps.DEPARTMENT, steps.PERSONNEL),
    "at an office": (steps.DEPARTMENT, steps.COMMITTEE, steps.PAY),
    "to be paid": (steps.PAY, steps.ISSUE, ""),
    "finished": ("", "", ""),
    "begun with the new version": (None, steps.PHOTO, steps.EXAMINE),
}


@dataclass(frozen=True)
class Versions:
    """Two checkouts, one place with the data."""

    old: Path
    state: Path
    base: int

    def make(self, checkout: Path, verb: str) -> float:
        """Bring it up or down with one version's own code; how many seconds that takes."""
        began = monotonic()
        self.run(checkout, "-m", "deploy.local", verb)
        return monotonic() - began

    def run(self, checkout: Path, *words: str) -> str:
        done = subprocess.run(
            [checkout / ".venv/bin/python", *words],
            cwd=checkout,
            env={
                **os.environ,
                "ZHICHENG_STATE": str(self.state),
                "ZHICHENG_PORT_BASE": str(self.base),
                "ZHICHENG_ENV_FILE": str(self.state / "env"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(
                f"{checkout.name}: {' '.join(words)} ended with {done.returncode}:\n{done.stdout}"
            )
        return done.stdout


def main(commit: str) -> None:
    """Go all the way with a clone of this repository at the commit."""
    with TemporaryDirectory(prefix="upgrade-") as name:
        old, state = Path(name) / "old", Path(name) / "state"
        _git("clone", "--quiet", "--no-checkout", str(CHECKOUT), str(old))
        _git("-C", str(old), "checkout", "--quiet", commit)
        for packages in (".venv", "node_modules"):  # the same: another lock is another drill
            (old / packages).symlink_to(CHECKOUT / packages)
        shutil.copytree(CHECKOUT / BUILT, old / BUILT)
        versions = Versions(old, state, free_port_base())
        try:
            asyncio.run(_drill(versions))
        finally:
            if stack := Stack.existing(state):
                stack.down()


def _git(*words: str) -> None:
    subprocess.run(["git", *words], check=True)  # noqa: S607 - whatever git is here


async def _drill(versions: Versions) -> None:
    _say("the old version", versions.make(versions.old, "up"))
    house = House.at(versions.state)
    async with AsyncExitStack() as opened:
        begun = [await Journey.begin(house, a_cast()) for _ in WAYS]
        journeys = [await opened.enter_async_context(journey) for journey in begun]
        walks = dict(zip(WAYS, map(Walk, journeys), strict=True))
        await _go(walks, 0)
        print(await asyncio.to_thread(versions.run, CHECKOUT, "-m", "cli", "release", "check"))
        for number, (words, checkout) in enumerate(
            (("upgraded", CHECKOUT), ("rolled back", versions.old), ("upgraded again", CHECKOUT)), 1
        ):
            before = CHECKOUT if checkout is versions.old else versions.old
            down = await asyncio.to_thread(versions.make, before, "down")
            up = await asyncio.to_thread(versions.make, checkout, "up")
            _say(words, down + up)
            await _go(walks, number)
        stack = Stack.existing(versions.state)
        assert stack
        world = World(stack, house)
        await invariants.hold(world, journeys)
    print(f"{len(walks)} cases at their end; paid once, told once, every sealed file whole")


async def _go(walks: dict[str, Walk], number: int) -> None:
    """Each as far as it is to come with this version, or to the end."""
    began = monotonic()
    for name, walk in walks.items():
        async with asyncio.timeout(STUCK_SECONDS):
            to = WAYS[name][number] if number < len(WAYS[name]) else ""
            if to is not None and walk.next:
                await walk.to(to)
    _say("  the cases went on", monotonic() - began)


def _say(what: str, seconds: float) -> None:
    print(f"{what}: {seconds:.0f} s", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
