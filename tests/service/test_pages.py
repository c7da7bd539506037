"""Every page of every service in a real browser: it fits, everybody may use it, nothing of it is missing."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Route

from kit.session import COOKIE
from tests.access.ground import Place
from tests.access.pages import Look, looks
from tests.access.table import BRACES, EVERYBODY
from tests.browser.chromium import PC, PHONE, chromium, profile
from tests.browser.window import Window
from tests.fixtures.running import listening, serving, url_of

pytestmark = pytest.mark.asyncio(loop_scope="session")
Sites = Mapping[str, str]
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
            await opened.enter_async_context(serving(place.app, own))
            found[name] = url_of(own)
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def windows(browser: Browser, sites: Sites) -> AsyncIterator[Mapping[str, Window]]:
    """One at each service, kept from look to look: to open one takes longer than to show a page."""
    opened = {}
    for name, url in sites.items():
        context = await profile(browser, url, PHONE)
        if name != "documents":
            await context.route("**/pages/*.png", _picture)  # of a file: documents alone can show it
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


async def _picture(asked: Route) -> None:
    await asked.fulfill(body=PICTURE, content_type="image/svg+xml")


async def _press(window: Window, action: str) -> None:
    """The form that leads there is sent as it stands: the browser is not asked what is missing."""
    form = window.page.locator(f"form[method=post][action^='{action}']").first
    async with window.page.expect_navigation():
        await form.evaluate("(form) => HTMLFormElement.prototype.submit.call(form)")
