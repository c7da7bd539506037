"""Processes die in the middle of a roster, a vote, its results: nothing is lost, doubled or stuck."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack, nullcontext

import pytest

from deploy.demo.journey import Journey
from deploy.demo.season import Play
from deploy.demo.seasons import SENIORS, Row, Season
from deploy.demo.seed import create_seats
from kit.process import together
from tests.chaos import invariants, meetings
from tests.chaos.faults import Fault, World, killed, killed_writing, unanswered
from tests.chaos.meetings import OF_PUBLIC_RESULTS, Met, each_elected_is_recommended_once
from tests.chaos.sitting import Sitting
from tests.chaos.steps import AT_A_MEETING, FREEZE, RECOMMEND, RECOMMENDING, UNANSWERED
from tests.chaos.walk import Walk, a_cast

pytestmark = [pytest.mark.chaos, pytest.mark.stack]

STUCK_SECONDS = 780.0
PEOPLE = 3  # of whom the last is not elected
MID_LEVEL, SENIOR = "committee", "senior-committee"
OF_THE_CITY = Season(
    plan=SENIORS.plan,
    archive=SENIORS.archive,
    units={"city": SENIORS.units["city"]},
    rows=(Row(what="一次通过", unit="city", times=PEOPLE),),
)
Deaths = Mapping[str, Fault]  # by the step in the middle of which they come


def dying(name: str, table: str) -> Fault:
    return killed_writing(name, table) if table else killed(name)


CASES: dict[str, Deaths] = {
    "unanswered": {step: unanswered(table) for step, table in UNANSWERED.items()},
    **{
        f"killed-{name}": {step: dying(name, table) for step, table in steps.items()}
        for name, steps in AT_A_MEETING.items()
    },
}


@pytest.mark.parametrize("deaths", CASES.values(), ids=CASES)
async def test_a_meeting_ends_well(world: World, deaths: Deaths) -> None:
    async with asyncio.timeout(STUCK_SECONDS), AsyncExitStack() as opened:
        journeys = [
            await opened.enter_async_context(await Journey.begin(world.house, a_cast()))
            for _ in range(PEOPLE)
        ]
        await together(*(Walk(journey).rest() for journey in journeys))
        sitting = Sitting(met=journeys, not_elected=journeys[-1:])
        walk, frozen, come = Walk(sitting), meetings.Numbers(), set()
        while words := walk.next:
            async with deaths[words](world) if words in deaths else nullcontext():
                await walk.step()
            come.add(words)
            if words == FREEZE:
                frozen = await meetings.numbers(world, journeys)
        assert come >= set(deaths)  # a step that has another name now would have nobody die
        assert await meetings.numbers(world, journeys) == frozen
        met = Met(meeting=sitting.meeting, elected=sitting.elected, not_elected=sitting.not_elected)
        await meetings.hold(world, met, *OF_PUBLIC_RESULTS)
        await invariants.hold(world, sitting.elected, invariants.WITH_THE_TITLE)
        await invariants.hold(world, sitting.not_elected, invariants.WITHOUT_IT)


@pytest.fixture
def season(world: World) -> Season:
    """Of people who declare for a senior title, with somebody in each office on their way."""
    create_seats(world.house, OF_THE_CITY.seats)
    return OF_THE_CITY


@pytest.mark.parametrize(("name", "table"), RECOMMENDING.items(), ids=RECOMMENDING)
async def test_a_batch_to_the_senior_office_goes_once(
    world: World, season: Season, name: str, table: str
) -> None:
    async with asyncio.timeout(STUCK_SECONDS), Play.begin(world.house, season) as play:
        walk = Walk(play)
        await walk.up_to(RECOMMEND)
        frozen = await meetings.numbers(world, play.every)
        async with dying(name, table)(world):
            await walk.step()
        await walk.rest()
        assert await meetings.numbers(world, play.every) == frozen
        mid_level = Met(meeting=play.meetings[MID_LEVEL], elected=play.every)
        await meetings.hold(world, mid_level, each_elected_is_recommended_once)
        senior = Met(meeting=play.meetings[SENIOR], elected=play.every, stage=SENIOR)
        await meetings.hold(world, senior, *OF_PUBLIC_RESULTS)
        await invariants.hold(world, play.every, invariants.WITH_THE_SENIOR_TITLE)
