"""Every page of every service in a real browser: it fits, everybody may use it, nothing of it is missing."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kit.session import COOKIE
from tests.access.ground import Place
from tests.access.pages import Look, looks
from tests.access.table import BRACES, EVERYBODY
from tests.browser.chromium import PC, PHONE, chromium, profile
from tests.browser.window import Window
from tests.fixtures.running import listening, serving, url_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
Sites = Mapping[str, str]
PAGE_OF_A_FILE = re.compile(r"/pages/\d+\.png$")
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg" width="210" height="297"/>'


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as launched:
        yield launched


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def sites(places: Mapping[str, Place]) -> AsyncIterator[Sites]:
    """Each service on a port of its own, with its objects as they were made."""
    async with AsyncExitStack() as opened:
        found = {}
        for name, place in places.items():
            await place.rewind()
            own = opened.enter_context(listening())
            app = place.app if name == "documents" else _with_pictures(place.app)
            await opened.enter_async_context(serving(app, own))
            found[name] = url_of(own)
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def windows(browser: Browser, sites: Sites) -> AsyncIterator[Mapping[str, Window]]:
    """One at each service, kept from look to look: to open one takes longer than to show a page."""
    opened = {}
    for name, url in sites.items():
        context = await profile(browser, url, PHONE)
        opened[name] = await Window.open(context, PHONE, url, others=[PC])
    yield opened
    for window in opened.values():
        await window.page.context.close()


@pytest.mark.parametrize("look", looks(), ids=str)
async def test_a_page_is_in_order(
    places: Mapping[str, Place], windows: Mapping[str, Window], look: Look
) -> None:
    place, window = places[look.service], windows[look.service]
    await window.leave()
    objects: Mapping[str, str] = place.objects.get(look.who, {})
    if look.who != EVERYBODY:
        person = place.people[look.who]
        await window.carry(person.cookies[COOKIE])
        objects = objects or place.objects.get(person.role, {})

    def filled_in(address: str) -> str:
        return BRACES.sub(lambda found: objects[look.named.get(found[1], found[1])], address)

    answer = await window.page.goto(filled_in(look.address))
    assert answer is not None
    assert answer.headers["content-type"].startswith("text/html"), "no page: tests/access/pages.py, NO_PAGE"
    if "refresh" in answer.headers:
        await window.page.evaluate("window.stop()")  # it would go on while it is looked at
    if look.pressed:
        await _press(window, filled_in(look.pressed.split(" ")[1]))
        await place.rewind()
    assert window.status in look.statuses
    assert look.says in await window.text()
    await window.look()
    assert not window.complaints, "\n".join(window.complaints)


def _with_pictures(app: ASGIApp) -> ASGIApp:
    """With the pages of files, which documents alone can show.

    Not by the browser, which keeps no style sheet any more as soon as it has to ask before it asks.
    """

    async def answering(scope: Scope, receive: Receive, send: Send) -> None:
        answer = app
        if PAGE_OF_A_FILE.search(scope["path"]):
            answer = Response(PICTURE, media_type="image/svg+xml")
        await answer(scope, receive, send)

    return answering


async def _press(window: Window, action: str) -> None:
    """The form that leads there is sent as it stands: the browser is not asked what is missing."""
    form = window.page.locator(f"form[method=post][action^='{action}']").first
    async with window.page.expect_navigation():
        await form.evaluate("(form) => HTMLFormElement.prototype.submit.call(form)")
