"""A backup in the middle, a day that goes on, a disk that is lost: what came back goes on to its end.

The payment channel and the SMS centre are not ours and forget nothing: nothing is paid or sent twice.
"""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import pytest

from deploy.backup import making, restoring, verifying
from deploy.demo.cast import Cast
from deploy.demo.journey import Journey
from deploy.demo.people import Person
from tests.chaos import invariants, steps
from tests.chaos.back import Back
from tests.chaos.faults import World
from tests.chaos.walk import STUCK_SECONDS, Walk, a_cast
from tests.e2e.leaving import ask, left, pass_the_wait, person_asking

pytestmark = [pytest.mark.chaos, pytest.mark.stack]

RTO_SECONDS = 30 * 60


@dataclass(frozen=True)
class Way:
    """The step that came next when the backup was made, when all was lost, and when it was back."""

    backed_up: str
    lost: str
    restored: str


WAYS: Mapping[str, Way] = {
    "not begun": Way(steps.START, steps.EXAMINE, steps.START),
    "a draft": Way(steps.FORM, steps.EXAMINE, steps.FORM),
    "publicity": Way(steps.PERIOD, steps.DEPARTMENT, steps.PERIOD),
    "at an office": Way(steps.DEPARTMENT, steps.COMMITTEE, steps.COMMITTEE),  # decisions are sealed
    "to be accepted": Way(steps.COMMITTEE, "", steps.ISSUE),  # and paid, before it was lost
    "to be paid": Way(steps.PAY, "", steps.ISSUE),  # what was paid is found
    "printed": Way("", "", ""),
}


@pytest.mark.timeout(3600)
async def test_a_restore_into_the_middle(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    async with AsyncExitStack() as opened:
        journeys = {
            name: await opened.enter_async_context(await Journey.begin(world.house, a_cast()))
            for name in WAYS
        }
        leaver = await opened.enter_async_context(await Journey.begin(world.house, Cast()))
        walks = {name: Walk(journey) for name, journey in journeys.items()}
        for name, way in WAYS.items():
            await walks[name].to(way.backed_up)
        await leaver.applicant.register(leaver.cast)
        await asyncio.to_thread(making.make, world.stack, folder)
        for name, way in WAYS.items():
            await walks[name].to(way.lost)
        await ask(leaver.applicant, leaver.cast.password)
        erasure_id, person_id = await person_asking(world.stack, "waiting")
        await pass_the_wait(leaver.client, erasure_id)
        assert all([await is_signed_in(one.applicant) for one in journeys.values()])

        took, said = await _restored(world, folder)
        print(said, f"restored within {took:.0f} s", sep="\n")

        assert not any([await is_signed_in(one.applicant) for one in journeys.values()])
        assert not await left(world.stack, person_id)
        back = {
            name: await Back.after(
                journeys[name], was_paid=not way.lost, is_begun=way.restored != steps.START
            )
            for name, way in WAYS.items()
        }
        async with asyncio.timeout(STUCK_SECONDS * len(back)):
            for name, way in WAYS.items():
                await opened.enter_async_context(back[name])
                walk = Walk(back[name])
                walk.skip_to(way.restored)
                await walk.rest()
        await invariants.hold(world, list(back.values()))
    assert took < RTO_SECONDS


async def is_signed_in(person: Person) -> bool:
    return (await person.open("/")).soup.select_one('form[action="/sign-out"]') is not None


async def _restored(world: World, folder: Path) -> tuple[float, str]:
    """Everything is put back; how long nobody could work, and what was found."""
    said: list[str] = []
    began = monotonic()
    assert not await asyncio.to_thread(verifying.verify, folder)
    await asyncio.to_thread(restoring.restore, world.stack, folder, say=said.append)
    return monotonic() - began, "".join(said)
