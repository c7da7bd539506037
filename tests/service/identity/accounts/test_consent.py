"""Nobody gets an account without having agreed to the privacy notice; to which version is kept."""

import pytest

from kit.db import Pool
from services.identity.accounts.domain.consent import NOT_AGREED, VERSION
from tests.service.identity.browser import Browser
from tests.service.identity.factories import CODE, a_clerk, a_person, an_employer

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


async def test_a_newer_version_is_told_once_and_blocks_nobody(browser: Browser, pool: Pool) -> None:
    await browser.register("/register", **a_person())
    assert (await browser.open("/")).status_code == 303
    await pool.execute("update consents set version = version - 1")
    assert (await browser.open("/account")).status_code == 200
    assert (await browser.open("/")).status_code == 200
    assert "有新版本" in browser.text
    assert browser.soup.select_one('main a[href="/privacy"]') is not None
    assert (await browser.open("/")).headers["location"] == "/home"


async def test_everybody_may_read_the_notice(browser: Browser) -> None:
    assert (await browser.open("/privacy")).status_code == 200
    assert f"第 {VERSION} 版" in browser.text
    for words in ("身份证件号码和证件照是敏感个人信息", "您的权利", "12333"):
        assert words in browser.text
