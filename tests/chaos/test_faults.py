"""One fault at a time while two applications are on their way: neither is lost, doubled or stuck."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from deploy.demo.journey import Journey
from deploy.local.stack import Stack
from kit.process import together
from tests.chaos import invariants
from tests.chaos.faults import Fault, World, away, killed, told_twice
from tests.chaos.steps import AT_WORK, COMMITTEE, ISSUE, PAY, PERSONNEL, SUBMIT
from tests.chaos.walk import STUCK_SECONDS, Walk, a_cast

pytestmark = [pytest.mark.chaos, pytest.mark.stack]

SMOKE = {"killed-workflows.intake", "killed-postgres"}


def case(name: str, fault: Fault, first: str, second: str) -> object:
    marks = [pytest.mark.smoke] if name in SMOKE else []
    return pytest.param(fault, first, second, id=name, marks=marks)


CASES = [
    case("told-twice-on-the-way", told_twice(), SUBMIT, COMMITTEE),
    case("told-twice-at-the-end", told_twice(), PAY, ISSUE),
    *(case(f"killed-{name}", killed(name), *steps) for name, steps in AT_WORK.items()),
    *(case(f"away-{name}", away(name), SUBMIT, PERSONNEL) for name in ("postgres", "rabbitmq", "temporal")),
]


@pytest.mark.parametrize(("fault", "first", "second"), CASES)
async def test_an_application_arrives(world: World, fault: Fault, first: str, second: str) -> None:
    async with asyncio.timeout(STUCK_SECONDS), AsyncExitStack() as opened:
        journeys = [
            await opened.enter_async_context(await Journey.begin(world.house, a_cast())) for _ in range(2)
        ]
        one, other = (Walk(journey) for journey in journeys)
        await together(one.up_to(first), other.up_to(second))
        async with fault(world):
            await together(one.step(), other.step())
        await together(one.rest(), other.rest())
        await invariants.hold(world, journeys)


@pytest.mark.smoke
def test_every_process_is_killed_once(stack: Stack) -> None:
    assert set(AT_WORK) == set(stack.kinds())
