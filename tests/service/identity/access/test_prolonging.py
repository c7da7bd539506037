"""A session that ends is announced before, and goes on with one press, as long as its role allows (A.5)."""

from datetime import timedelta

import pytest

from kit.clock import now
from kit.db import Pool
from kit.session import COOKIE, LEFT, PROLONGING, read_account, read_token
from services.identity.settings import Settings
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import a_person, session_of, signed_in
from tests.service.identity.people.test_openid_tabs import leads_on

TOLD = "登录即将到期"
HOURS = timedelta(hours=1)


@pytest.fixture
async def person(browser: Browser) -> Browser:
    await browser.register("/register", **a_person())
    return browser


async def began(pool: Pool, before: timedelta, *, ends_in: timedelta) -> None:
    """All sessions began so long ago and end so soon."""
    await pool.execute(
        "update sessions set created_at = $1, expires_at = $2", now() - before, now() + ends_in
    )


async def left(browser: Browser, settings: Settings) -> timedelta:
    ends_at = session_of(browser, settings).ends_at
    assert ends_at is not None
    return ends_at - now()


async def test_people_are_told_before_and_one_press_prolongs_it(
    person: Browser, pool: Pool, settings: Settings
) -> None:
    assert TOLD not in (await person.open("/account")).text
    await began(pool, 7 * HOURS, ends_in=timedelta(minutes=9))
    await person.open("/sign-in/renewed?next=/account")
    await person.open("/account")
    assert TOLD in person.text
    form = person.soup.select_one(f'form[action="{PROLONGING}"]')
    assert form is not None
    assert form["target"] == "_blank"  # the page that is being filled in stays
    answer = await person.send(PROLONGING)
    await person.open(answer.headers["location"])
    assert "登录已延长到" in person.text
    assert TOLD not in person.text
    assert timedelta(hours=7, minutes=59) < await left(person, settings) <= 8 * HOURS
    assert TOLD not in (await person.open("/account")).text


@pytest.mark.parametrize(("before", "ends_in", "most"), [(17, 2, 7), (24, 0.1, 0.1), (1, 7.5, 8)])
async def test_it_never_lasts_longer_than_a_day_in_all_and_never_shorter_than_before(
    person: Browser, pool: Pool, settings: Settings, before: float, ends_in: float, most: float
) -> None:
    await began(pool, before * HOURS, ends_in=ends_in * HOURS)
    await person.open((await person.send(PROLONGING)).headers["location"])
    assert abs(await left(person, settings) - most * HOURS) < timedelta(minutes=1)
    assert ("不能再延长" in person.text) == (most < 0.25)


async def test_who_decides_gives_the_second_factor_again_after_twelve_hours(
    admin: Browser, pool: Pool, settings: Settings
) -> None:
    await began(pool, 7 * HOURS, ends_in=1 * HOURS)
    await admin.send(PROLONGING)
    assert abs(await left(admin, settings) - 5 * HOURS) < timedelta(minutes=1)


@pytest.mark.parametrize("how", ["revoked_at = now()", "expires_at = now()"])
async def test_what_has_ended_is_not_prolonged(person: Browser, pool: Pool, how: str) -> None:
    kept = person.client.cookies[COOKIE]
    await pool.execute(f"update sessions set {how}")  # noqa: S608 - ours
    assert (await person.send(PROLONGING)).headers["location"].startswith("/sign-in?")
    assert person.client.cookies[COOKIE] == kept
    assert (await person.open(PROLONGING)).headers["location"].startswith("/sign-in")


async def test_a_form_sent_from_another_tab_after_signing_out_comes_back(
    admin: Browser, browsers: Browsers
) -> None:
    page = "/admin/officials/new"
    await admin.open(page)
    typed = admin.page.fields(page) | {"name": "沈国平", "login": "ecology.shen"}
    await admin.send("/sign-out")
    answer = await admin.send(page, **typed)
    assert answer.headers["location"] == f"/sign-in?next={page}&why=kept"
    other = browsers(address="10.0.0.5")
    other.client.cookies = admin.client.cookies
    await other.register("/register", **a_person())  # somebody else at this browser
    assert "沈国平" not in (await other.open(page)).text
    await other.send("/sign-out")
    await signed_in(admin, "admin.zj")
    await admin.open(page)
    assert "已放回下面的表单" in admin.text
    assert admin.page.value("name") == "沈国平"


async def test_what_stays_after_signing_out_opens_nothing_and_names_nobody(
    person: Browser, settings: Settings
) -> None:
    account_id = session_of(person, settings).account_id
    await person.send("/sign-out")
    token, keys = person.client.cookies[LEFT], person.app.state.kept.keys
    assert read_account(token, keys) == account_id
    assert read_token(token, keys) is None
    person.client.cookies.set(COOKIE, token)
    assert (await person.open("/account")).headers["location"].startswith("/sign-in")
    assert COOKIE not in dict(person.seen.cookies)


async def test_a_session_that_ended_elsewhere_keeps_what_was_typed_before_that_is_heard(
    admin: Browser, pool: Pool
) -> None:
    await admin.open("/admin/officials/new")
    typed = admin.page.fields("/admin/officials/new") | {"name": "沈国平"}
    await pool.execute("update sessions set revoked_at = now()")
    answer = await admin.send("/admin/officials/new", **typed)
    assert answer.headers["location"] == "/sign-in?next=/admin/officials/new&why=kept"
    await admin.open(answer.headers["location"])
    assert leads_on(admin) == ""  # not signed in, whatever the token says
    assert "已保留一小时" in admin.text
