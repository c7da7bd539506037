"""Two hundred processes of the whole stack are killed, several at once: all come back, nothing is left."""

import asyncio
import random

import pytest

from deploy.demo.journey import Journey
from deploy.local.control import Control
from tests.chaos import invariants
from tests.chaos.faults import World
from tests.chaos.walk import STUCK_SECONDS, Walk, a_cast
from tests.deploy import killing
from tests.deploy.killing import Held

pytestmark = [pytest.mark.chaos, pytest.mark.stack]

KILLS = 200
BACK_WITHIN_SECONDS = 300.0  # a server that comes back first, the longest pause, a busy machine
SETTLED_SECONDS = 30.0


@pytest.mark.timeout(3600)
async def test_two_hundred_kills(world: World) -> None:
    supervisor = Control(world.stack.site).supervisor()
    assert supervisor
    before = Held.by(supervisor)

    await asyncio.to_thread(
        killing.kill,
        world.stack,
        KILLS,
        BACK_WITHIN_SECONDS,
        random.Random(KILLS),  # noqa: S311  # not a secret
    )

    killing.until(
        lambda: Held.by(supervisor) == before, SETTLED_SECONDS, lambda: (before, Held.by(supervisor))
    )
    assert killing.run_once(world.stack, supervisor)
    async with asyncio.timeout(STUCK_SECONDS), await Journey.begin(world.house, a_cast()) as journey:
        await Walk(journey).rest()
        await invariants.hold(world, [journey])
