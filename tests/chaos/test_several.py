"""Two of everything (`make doubled`): one of two dies in the middle of a case, and later the other."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from deploy.demo.journey import Journey
from kit.process import together
from tests.chaos import invariants
from tests.chaos.faults import World, killed
from tests.chaos.steps import AT_WORK
from tests.chaos.walk import STUCK_SECONDS, Walk, a_cast

pytestmark = [pytest.mark.chaos, pytest.mark.stack, pytest.mark.doubled]

KINDS = ("review.api", "review.worker", "review.relay", "workflows.worker", "workflows.intake")


@pytest.mark.parametrize("kind", KINDS)
async def test_one_of_two_dies_and_then_the_other(world: World, kind: str) -> None:
    assert world.stack.site.scale.of(kind) > 1, "ZHICHENG_SCALE=all=2 has two of everything"
    async with asyncio.timeout(STUCK_SECONDS), AsyncExitStack() as opened:
        journeys = [
            await opened.enter_async_context(await Journey.begin(world.house, a_cast())) for _ in range(2)
        ]
        walks = [Walk(journey) for journey in journeys]
        for walk, name, step in zip(walks, (kind, f"{kind}.2"), AT_WORK[kind], strict=True):
            await walk.up_to(step)
            async with killed(name)(world):
                await walk.step()
        await together(*(walk.rest() for walk in walks))
        await invariants.hold(world, journeys)
