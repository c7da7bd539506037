"""People in front of a real browser, on the whole platform."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from deploy.demo.cast import Cast
from deploy.demo.house import House
from deploy.demo.journey import Journey
from deploy.demo.kinds import REGULAR, Way
from deploy.demo.units import OF_THE_CITY, Unit
from deploy.demo.visitor import Visitor
from tests.browser.chromium import PC, Screen, chromium, profile
from tests.browser.window import Window

Begin = Callable[..., Awaitable[Journey]]
OpenWindow = Callable[..., Awaitable[Window]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.nodeid.split("/"):
            item.add_marker(pytest.mark.stack)
            # One loop for all: the browser is launched once.
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched


@pytest_asyncio.fixture(loop_scope="session")
async def open_window(house: House, browser: Browser) -> AsyncIterator[OpenWindow]:
    """`await open_window(PHONE, visitor)`: a window; in the end none of them may have complained."""
    windows: list[Window] = []

    async def opened(
        screen: Screen = PC,
        visitor: Visitor | None = None,
        *,
        java_script: bool = True,
    ) -> Window:
        context = await profile(browser, house.url, screen, java_script=java_script)
        window = await Window.open(context, screen, house.url, is_scrutinised=java_script)
        if visitor is not None:
            await window.be(visitor)
        windows.append(window)
        return window

    yield opened
    for window in windows:
        await window.page.context.close()
    complaints = [complaint for window in windows for complaint in window.complaints]
    assert not complaints, "\n".join(complaints)


@pytest_asyncio.fixture(loop_scope="session")
async def begin(house: House) -> AsyncIterator[Begin]:
    """`journey = await begin()`: an application of new people, who have joined already unless told."""
    async with AsyncExitStack() as opened:

        async def begun(way: Way = REGULAR, *, unit: Unit = OF_THE_CITY, joined: bool = True) -> Journey:
            journey = await opened.enter_async_context(await Journey.begin(house, Cast(unit=unit), way=way))
            await journey.go(journey.joining() if joined else [])
            return journey

        yield begun


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def drafting(house: House) -> AsyncIterator[Journey]:
    """An application with its photo, the form still open. Tests may save the form, never submit it."""
    async with await Journey.begin(house) as journey:
        await journey.go(journey.joining())
        await journey.start()
        await journey.applicant.give_photo()
        await journey.sign()
        yield journey
