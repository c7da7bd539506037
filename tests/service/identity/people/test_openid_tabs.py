"""Signing in at the provider in several tabs, twice, too late; where one wanted to go is kept (case 25)."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from kit.clock import now
from kit.db import Pool
from kit.session import COOKIE as SESSION
from services.identity.people.web import openid_attempts as attempts
from services.identity.people.web.openid import FIRST, MINE, PERSON
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import MOBILE, PASSWORD, a_person, session_of
from tests.service.identity.openid import say_who
from tests.service.identity.people.test_openid import ME, OPENID, join

pytestmark = pytest.mark.rule("A1.1")


@pytest.fixture
def app(with_provider: Settings, pool: Pool) -> FastAPI:
    return create(with_provider, pool)


async def leave(browser: Browser, then: str) -> str:
    """Go to the provider in a tab, say who one is; the address at which one comes back."""
    answer = await browser.open(f"{OPENID}?next={then}")
    return await say_who(answer.headers["location"], **ME)


async def leads_to(browser: Browser, address: str) -> tuple[int, str]:
    answer = await browser.open(address)
    return answer.status_code, answer.headers.get("location", "")


def leads_on(browser: Browser) -> str:
    """Where somebody who is signed in goes on to from the page."""
    link = browser.soup.select_one("main .govuk-notification-banner a.govuk-button")
    return str(link["href"]) if link else ""


@pytest.fixture
async def known(browsers: Browsers) -> Browser:
    """The browser of somebody who joined elsewhere before."""
    await join(browsers(), **ME)
    return browsers()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
async def test_two_tabs_both_come_back_to_where_they_were_to_lead(
    known: Browser, order: tuple[int, int]
) -> None:
    wanted = ("/plans", "/archive")
    backs = [await leave(known, then) for then in wanted]
    for tab in order:
        assert await leads_to(known, backs[tab]) == (303, wanted[tab])


async def test_what_fails_in_one_tab_does_not_end_the_other(known: Browser) -> None:
    first = await known.open(f"{OPENID}?next=/plans")
    other = await leave(known, "/archive")
    await known.open(await say_who(first.headers["location"], act="cancel"))
    assert known.seen.status_code == 409
    assert known.soup.select_one('a[href="/sign-in/openid?next=/plans"]') is not None
    assert (await known.open(f"{OPENID}/return?state=x&code=y")).status_code == 403
    assert await leads_to(known, other) == (303, "/archive")


async def test_who_comes_back_twice_goes_on(known: Browser, settings: Settings) -> None:
    back = await leave(known, "/plans")
    assert await leads_to(known, back) == (303, "/plans")
    session = session_of(known, settings)
    for _ in range(2):
        assert await leads_to(known, back) == (303, "/plans")
    assert session_of(known, settings).session_id == session.session_id


async def test_back_from_the_first_page_leads_to_it_again(browser: Browser) -> None:
    back = await leave(browser, "/plans")
    assert await leads_to(browser, back) == (303, FIRST)
    assert await leads_to(browser, back) == (303, MINE)
    assert await leads_to(browser, MINE) == (303, FIRST)
    await browser.fill(FIRST, mobile=MOBILE, agreed="yes")
    assert browser.seen.headers["location"] == "/plans"


async def test_the_first_page_sent_twice_leads_on(browser: Browser) -> None:
    await browser.open(await leave(browser, "/plans"))
    for _ in range(2):
        await browser.send(FIRST, mobile=MOBILE, agreed="yes")
    await browser.open(browser.seen.headers["location"])
    assert leads_on(browser) == "/plans"


async def test_who_comes_too_late_begins_again_with_one_click_to_the_same_place(
    known: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    back = await leave(known, "/plans?kind=senior")
    at = now() + timedelta(minutes=16)
    monkeypatch.setattr("services.identity.people.web.openid_attempts.now", lambda: at)
    assert (await known.open(back)).status_code == 403
    assert "重新登录" in known.text
    link = known.soup.select_one('a[href^="/sign-in/openid"]')
    assert link is not None
    monkeypatch.undo()
    answer = await known.open(str(link["href"]))
    assert await leads_to(known, await say_who(answer.headers["location"], **ME)) == (
        303,
        "/plans?kind=senior",
    )


async def test_the_first_page_left_open_too_long_begins_again_to_the_same_place(browser: Browser) -> None:
    await browser.open(await leave(browser, "/plans"))
    browser.client.cookies.delete(PERSON)
    assert await leads_to(browser, FIRST) == (303, "/sign-in?next=/plans")


async def test_many_tabs_keep_the_latest_and_send_little(known: Browser) -> None:
    backs = [await leave(known, f"/plans?q={number}{'长' * 400}") for number in range(12)]
    kept = [cookie for cookie in known.client.cookies.jar if cookie.name.startswith(attempts.COOKIE)]
    assert len(kept) == attempts.MOST
    assert sum(len(str(cookie.value)) for cookie in kept) < 8000
    assert await leads_to(known, backs[-1]) == (303, "/plans")
    assert (await known.open(backs[0])).status_code in {303, 403}


async def test_the_way_back_is_of_the_browser_that_left(known: Browser, browsers: Browsers) -> None:
    back = await leave(known, "/plans")
    other = browsers(address="10.0.0.7")
    assert (await other.open(back)).status_code == 403
    assert SESSION not in other.client.cookies


async def test_who_is_signed_in_goes_on_from_the_sign_in_page(known: Browser) -> None:
    await known.open(await leave(known, "/plans"))
    await known.open("/sign-in?next=/archive")
    assert leads_on(known) == "/archive"
    await known.send("/sign-out")
    await known.open("/sign-in?next=/archive")
    assert leads_on(known) == ""


@pytest.mark.parametrize("then", ["/plans?kind=senior", "//evil.example"])
async def test_registration_leads_to_where_one_wanted(browser: Browser, then: str) -> None:
    await browser.open(f"/sign-in?who=person&next={then}")
    link = browser.soup.select_one('main a[href^="/register"]')
    assert link is not None
    await browser.open(str(link["href"]))
    await browser.send("/register", **browser.hidden("/register"), **a_person())
    answer = await browser.prove()
    assert answer.headers["location"] == (then if then.startswith("/plans") else "/")


@pytest.mark.usefixtures("known")
async def test_a_forgotten_password_leads_back_to_where_one_wanted(browsers: Browsers) -> None:
    registered = browsers(address="10.0.0.8")
    await registered.register("/register", **a_person(mobile="13900139009", id_number="330602199001010028"))
    await registered.send("/sign-out")
    await registered.forget_codes()
    await registered.open("/sign-in?next=/plans")
    link = registered.soup.select_one('main a[href^="/recover"]')
    assert link is not None
    await registered.open(str(link["href"]))
    await registered.send("/recover", **registered.hidden("/recover"), login="13900139009")
    hidden = registered.hidden("/recover/password")
    assert hidden["next"] == "/plans"
    await registered.send("/recover/password", **hidden, code="000000", password=PASSWORD)
    assert registered.hidden("/recover/password")["next"] == "/plans"
