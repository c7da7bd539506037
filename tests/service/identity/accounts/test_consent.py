"""Nobody gets an account without having agreed to the privacy notice; to which version is kept."""

import pytest
from fastapi import FastAPI

from kit.db import Pool
from services.identity.access.domain.notice import CONSENT, NEWS, VERSION
from services.identity.accounts.domain.consent import NOT_AGREED
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    CODE,
    PASSWORD,
    a_clerk,
    a_person,
    an_admin,
    an_employer,
    registered_employer,
    request_of,
    second_of,
    signed_in,
)
from tests.service.identity.officials import activated, assigned

FORMS = {
    "/register": a_person(),
    "/register/employer": an_employer() | a_clerk(),
    "/register/clerk": a_clerk() | {"credit_code": CODE},
}


@pytest.mark.parametrize("path", FORMS)
async def test_who_does_not_agree_gets_no_account_and_no_code(
    browser: Browser, pool: Pool, path: str
) -> None:
    before = await pool.fetchval("select count(*) from accounts")
    typed = {name: value for name, value in FORMS[path].items() if name != "agreed"}
    answer = await browser.register(path, **(typed | {"mobile": "1"}))
    assert answer.status_code == 422
    assert browser.soup.select_one("#agreed-error") is not None
    assert browser.soup.select_one("#mobile-error") is not None
    assert NOT_AGREED in browser.text
    assert (await browser.register(path, **typed)).status_code == 422
    assert await pool.fetchval("select count(*) from accounts") == before
    assert not await pool.fetchval("select count(*) from outbox where topic = 'identity.mobile_change_asked'")
    assert not await pool.fetchval("select count(*) from consents")


async def test_account_version_and_time_are_kept_and_are_in_the_own_copy(
    browser: Browser, pool: Pool
) -> None:
    await browser.register("/register", **a_person())
    kept = await pool.fetchrow("select c.*, a.role from consents c join accounts a on a.id = c.account_id")
    assert kept is not None
    assert (kept["version"], kept["role"], kept["city"]) == (VERSION, "applicant", "shaoxing")
    own = (await browser.open("/account/data/account.json")).json()
    assert own["privacy_notices"][0]["notice_version"] == VERSION


async def test_a_clerk_who_registers_has_agreed_too(browser: Browser, pool: Pool) -> None:
    await browser.register("/register/employer", **(an_employer() | a_clerk()))
    assert await pool.fetchval("select version from consents") == VERSION


async def test_who_activates_an_assigned_account_agrees_then(
    admin: Browser, browsers: Browsers, pool: Pool
) -> None:
    official_id, code = await assigned(admin, pool)
    holder = browsers(address="10.2.0.1")
    typed = {"login": "ecology.shen", "code": code}
    assert (await holder.fill("/activate", **typed, password="short")).status_code == 422
    assert holder.soup.select_one("#agreed-error") is not None
    assert holder.soup.select_one("#password-error") is not None
    assert (await holder.fill("/activate", **typed, password=PASSWORD)).status_code == 422
    assert holder.errors == [NOT_AGREED]
    assert not await pool.fetchval("select count(*) from consents where account_id = $1", official_id)
    await activated(holder, "ecology.shen", code)
    kept = await pool.fetchrow(
        "select version, city, agreed_at from consents where account_id = $1", official_id
    )
    assert kept is not None
    assert (kept["version"], kept["city"], kept["agreed_at"] is None) == (VERSION, "shaoxing", False)


async def test_a_clerk_whom_a_chief_added_agrees_at_activation(
    browser: Browser, admin: Browser, browsers: Browsers, pool: Pool
) -> None:
    employer_id = await registered_employer(browser, pool)
    page = await request_of(pool, employer_id)
    await admin.fill(page, form=f"{page}/approve", years="3")
    await browser.open("/")
    await second_of(browser, browsers(address="10.2.0.2"))
    agreed = "select count(*) from consents join accounts on accounts.id = account_id where role = 'clerk'"
    assert await pool.fetchval(agreed) == 2


@pytest.mark.parametrize("wanted", ["/", "/account/messages?told=1"])
async def test_who_never_agreed_is_asked_after_signing_in_and_led_on(
    browser: Browser, pool: Pool, wanted: str
) -> None:
    await registered_employer(browser, pool)
    await pool.execute("delete from consents")
    await browser.open(f"/sign-in?next={wanted}")
    typed = browser.hidden("/sign-in") | {"login": "hr.jiance", "password": PASSWORD}
    led = (await browser.send("/sign-in", **typed)).headers["location"]
    assert led.startswith(CONSENT)
    assert (await browser.open(led)).status_code == 200
    sent = browser.hidden(CONSENT)
    assert (await browser.send(CONSENT, **sent)).status_code == 422
    assert browser.errors == [NOT_AGREED]
    assert browser.hidden(CONSENT)["next"] == wanted
    assert not await pool.fetchval("select count(*) from consents")
    for _ in range(2):
        assert (await browser.send(CONSENT, **sent, agreed="yes")).headers["location"] == wanted
    assert await pool.fetchval("select count(*) from consents where agreed_at is not null") == 1
    assert (await browser.send("/sign-in", **typed)).headers["location"] == wanted


async def test_who_proves_a_second_factor_and_never_agreed_is_asked_too(
    browsers: Browsers, app: FastAPI, pool: Pool
) -> None:
    await an_admin(pool, app)
    await pool.execute("delete from consents")
    admin = await signed_in(browsers(), "admin.zj")
    assert admin.soup.find("a", href=CONSENT) is not None
    assert (await admin.open(f"{CONSENT}?next=https://evil.example")).status_code == 200
    assert admin.hidden(CONSENT)["next"] == "/"


async def test_a_newer_version_is_told_once_after_the_next_sign_in_on_the_way_to_what_was_wanted(
    browser: Browser, pool: Pool
) -> None:
    await registered_employer(browser, pool)
    await pool.execute("update consents set version = version - 1")
    assert (await browser.open("/")).status_code == 200
    assert "有新版本" not in browser.text
    wanted = "/account/messages?told=1"
    await browser.open(f"/sign-in?next={wanted}")
    typed = browser.hidden("/sign-in") | {"login": "hr.jiance", "password": PASSWORD}
    led = (await browser.send("/sign-in", **typed)).headers["location"]
    assert led.startswith(NEWS)
    for _ in range(2):  # the way back is there again
        assert (await browser.open(led)).status_code == 200
        assert "有新版本" in browser.text
        assert browser.soup.select_one('main a[href="/privacy"]') is not None
        assert browser.soup.find("a", role="button", href=wanted) is not None
    assert await pool.fetchval("select count(*) from consents where told_at is not null") == 1
    assert (await browser.send("/sign-in", **typed)).headers["location"] == wanted


async def test_who_proves_a_second_factor_is_told_of_a_newer_version_too(
    browsers: Browsers, app: FastAPI, pool: Pool
) -> None:
    await an_admin(pool, app)
    await pool.execute("update consents set version = version - 1")
    admin = await signed_in(browsers(), "admin.zj")
    assert admin.soup.find("a", href=NEWS) is not None
    assert (await admin.open(f"{NEWS}?next=https://evil.example")).status_code == 200
    assert admin.soup.find("a", role="button", href="/") is not None


async def test_everybody_may_read_the_notice(browser: Browser) -> None:
    assert (await browser.open("/privacy")).status_code == 200
    assert f"第 {VERSION} 版" in browser.text
    for words in ("身份证件号码和证件照是敏感个人信息", "您的权利", "12333"):
        assert words in browser.text
