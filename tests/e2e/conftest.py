"""The whole platform, driven by HTTP only, by the people of the demo."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.kinds import REGULAR, Way

Begin = Callable[..., Awaitable[Journey]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "e2e" in item.nodeid:
            item.add_marker(pytest.mark.stack)


@pytest.fixture
async def begin(house: House) -> AsyncIterator[Begin]:
    """`journey = await begin()`: an application of new people, who have joined already; of this kind."""
    async with AsyncExitStack() as opened:

        async def joined(way: Way = REGULAR) -> Journey:
            journey = await opened.enter_async_context(await Journey.begin(house, way=way))
            await journey.go(journey.joining())
            return journey

        yield joined
