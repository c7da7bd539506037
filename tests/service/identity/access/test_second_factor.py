"""Officials and administrators need a second factor; without it they reach nothing (B0.1)."""

import asyncio
from contextvars import Context

import pytest
from fastapi import FastAPI

from kit.db import Pool, transaction
from kit.session import COOKIE
from services.identity.access.operations.passwords import replace_password
from tests.fixtures.database import until_waited_for
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    MOBILE,
    PASSWORD,
    a_person,
    an_admin,
    code_of,
    events,
    proven,
    signed_in,
)
from tests.service.identity.officials import activated, assigned

pytestmark = pytest.mark.rule("B0.1")
LOGIN = "admin.zj"


@pytest.fixture(autouse=True)
async def admin_account(pool: Pool, app: FastAPI) -> None:
    await an_admin(pool, app)


async def half(browser: Browser, login: str = LOGIN) -> Browser:
    """The password was right; nothing more."""
    await browser.fill("/sign-in", login=login, password=PASSWORD)
    return browser


async def code(browser: Browser, value: str) -> int:
    answer = await browser.fill("/sign-in/code", code=value)
    return answer.status_code


async def test_the_password_alone_opens_nothing(browser: Browser) -> None:
    await half(browser)
    assert browser.seen.headers["location"] == "/sign-in/code?next=%2F"
    assert COOKIE not in browser.client.cookies
    for path in ("/admin/employers", "/admin/officials", "/messages"):
        assert (await browser.open(path)).headers.get("location", "/sign-in").startswith("/sign-in")
    answer = await browser.open("/sign-in/code")
    assert answer.headers["location"] == "/sign-in/enrol?next=%2F"


async def test_nobody_comes_to_the_second_step_without_the_first(browser: Browser) -> None:
    for path in ("/sign-in/code", "/sign-in/enrol"):
        assert (await browser.open(path)).headers["location"].startswith("/sign-in?")
        assert (await browser.send(path, code="123456")).headers["location"].startswith("/sign-in?")


async def test_binding_shows_the_same_secret_until_it_is_proven_and_never_again(browsers: Browsers) -> None:
    first, second = await half(browsers()), await half(browsers())
    seen = []
    for browser in (first, second):
        answer = await browser.open("/sign-in/enrol")
        assert answer.headers["cache-control"] == "no-store"
        found = browser.soup.find(id="secret")
        assert found is not None
        seen.append(found.get_text())
    assert seen[0] == seen[1]
    assert (await first.fill("/sign-in/enrol", code="000000")).status_code == 422
    assert seen[0] in first.text
    await signed_in(first, LOGIN)
    assert (await first.open("/admin/employers")).status_code == 200
    assert (await second.open("/sign-in/enrol")).headers["location"].startswith("/sign-in/code")


async def test_a_code_is_taken_once(browsers: Browsers) -> None:
    await signed_in(browsers(), LOGIN)
    first, second = await half(browsers()), await half(browsers())
    right = await code_of(first, LOGIN)
    assert await code(first, right) == 303
    assert await code(second, right) == 422
    assert "已经用过" in second.text
    assert COOKIE not in second.client.cookies


async def test_a_password_that_is_replaced_meanwhile_opens_nothing(browsers: Browsers, pool: Pool) -> None:
    """Whoever is at the second step proved the old one."""
    await signed_in(browsers(), LOGIN)
    late = await half(browsers())
    await late.open("/sign-in/code")
    right = await code_of(late, LOGIN)
    async with transaction(pool) as conn:
        account_id = await conn.fetchval("select id from accounts")
        await replace_password(conn, account_id, "another hash")
        sent = late.send("/sign-in/code", **late.hidden("/sign-in/code"), code=right)
        signing_in = asyncio.create_task(sent, context=Context())
        await until_waited_for(pool)
    assert (await signing_in).status_code == 422
    assert COOKIE not in late.client.cookies
    assert not await pool.fetchval("select count(*) from sessions where revoked_at is null")


async def test_who_is_too_slow_for_the_second_step_begins_again_to_the_same_place(browser: Browser) -> None:
    await browser.fill("/sign-in?next=/admin/officials", form="/sign-in", login=LOGIN, password=PASSWORD)
    browser.client.cookies.clear()  # as after ten minutes
    for path in ("/sign-in/code", "/sign-in/enrol"):
        answer = await browser.open(f"{path}?next=/admin/officials")
        assert answer.headers["location"] == "/sign-in?next=/admin/officials"
        answer = await browser.send(path, code="123456", next="/admin/officials")
        assert answer.headers["location"] == "/sign-in?next=/admin/officials"


async def test_where_one_wanted_to_go_is_kept_over_both_steps(browser: Browser) -> None:
    await signed_in(browser, LOGIN)
    await browser.fill("/sign-in?next=/admin/officials", form="/sign-in", login=LOGIN, password=PASSWORD)
    answer = await browser.open(browser.seen.headers["location"])
    answer = await browser.send(
        "/sign-in/code", **browser.hidden("/sign-in/code"), code=await code_of(browser, LOGIN)
    )
    assert answer.headers["location"] == "/admin/officials"


async def test_each_recovery_code_opens_once_and_only_its_hash_is_stored(
    browsers: Browsers, pool: Pool
) -> None:
    browser = await signed_in(browsers(), LOGIN)
    codes = [one.get_text() for one in browser.soup.select("#recovery-codes code")]
    assert len(codes) == 10
    assert browser.seen.headers["cache-control"] == "no-store"
    stored = {
        row["code_fingerprint"] for row in await pool.fetch("select code_fingerprint from recovery_codes")
    }
    assert not stored & set(codes)
    assert await code(await half(browsers()), codes[0].lower()) == 303
    assert await code(await half(browsers()), codes[0]) == 422


RENEW = "/account/recovery-codes"


async def test_recovery_codes_are_renewed_with_a_fresh_code_and_the_old_die(browsers: Browsers) -> None:
    browser = await signed_in(browsers(), LOGIN)
    old = [one.get_text() for one in browser.soup.select("#recovery-codes code")]
    assert (await browser.fill(RENEW, code="000000")).status_code == 422
    assert "还有 10 个" in browser.text
    answer = await browser.fill(RENEW, code=await code_of(browser, LOGIN))
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    new = [one.get_text() for one in browser.soup.select("#recovery-codes code")]
    assert len(new) == 10
    assert not set(new) & set(old)
    assert await code(await half(browsers()), old[0]) == 422
    assert await code(await half(browsers()), new[0]) == 303
    assert (await browser.open(RENEW)).status_code == 200
    assert "还有 9 个" in browser.text


async def test_guessing_does_not_renew_recovery_codes(browsers: Browsers) -> None:
    browser = await signed_in(browsers(), LOGIN)
    for number in range(8):
        if (await browser.send(RENEW, code=f"{number:06d}")).status_code == 429:
            break
    assert browser.seen.status_code == 429
    assert int(browser.seen.headers["retry-after"]) > 0


async def test_those_without_a_second_factor_have_no_recovery_codes(browser: Browser) -> None:
    await browser.register("/register", **a_person())
    assert (await browser.open(RENEW)).status_code == 403
    assert "恢复码" not in (await browser.open("/account")).text


async def test_the_secret_is_stored_encrypted(browser: Browser, pool: Pool, app: FastAPI) -> None:
    await half(browser)
    await browser.open("/sign-in/enrol")
    found = browser.soup.find(id="secret")
    assert found is not None
    stored = await pool.fetchval("select secret_encrypted from second_factors")
    secret = found.get_text().replace(" ", "")
    assert secret not in stored
    assert app.state.parts.cipher.decrypt(stored) == secret


async def test_guessing_codes_takes_longer_and_longer_but_not_where_the_holder_is(browsers: Browsers) -> None:
    await signed_in(browsers(), LOGIN)
    stranger = await half(browsers(address="10.9.9.9"))
    for number in range(8):
        if await code(stranger, f"{number:06d}") == 429:
            break
    assert stranger.seen.status_code == 429
    assert int(stranger.seen.headers["retry-after"]) > 0
    holder = await half(browsers())
    assert await code(holder, await code_of(holder, LOGIN)) == 303


async def test_a_password_changed_meanwhile_voids_the_first_step(browser: Browser, pool: Pool) -> None:
    await half(browser)
    await pool.execute("update accounts set password_hash = 'another'")
    assert (await browser.open("/sign-in/enrol")).headers["location"].startswith("/sign-in?")


async def test_an_administrator_takes_a_second_factor_away_and_it_is_recorded(
    browsers: Browsers, pool: Pool
) -> None:
    admin = await signed_in(browsers(), LOGIN)
    official_id, given = await assigned(admin, pool)
    official = await activated(browsers(), "ecology.shen", given)
    page = f"/admin/officials/{official_id}"
    assert (await admin.fill(page, form=f"{page}/second-factor")).status_code == 303
    answer = await official.open("/deputies")
    assert answer.status_code == 303
    assert await pool.fetchval("select reset_by from second_factor_resets") == await pool.fetchval(
        "select id from accounts where role = 'admin'"
    )
    assert (await events(pool, "identity.session_ended"))[-1]["account_id"] == str(official_id)
    await half(official, "ecology.shen")
    await proven(official, "ecology.shen")
    assert await pool.fetchval("select count(*) from second_factors where id = $1", official_id) == 1


async def test_only_an_administrator_does_and_not_for_strangers(browsers: Browsers, pool: Pool) -> None:
    admin = await signed_in(browsers(), LOGIN)
    official_id, given = await assigned(admin, pool)
    official = await activated(browsers(), "ecology.shen", given)
    assert (await official.send(f"/admin/officials/{official_id}/second-factor")).status_code == 403
    own = await pool.fetchval("select id from accounts where role = 'admin'")
    assert (await admin.send(f"/admin/officials/{own}/second-factor")).status_code == 404


async def test_applicants_need_none(browser: Browser) -> None:
    await browser.register("/register", **a_person())
    await browser.send("/sign-out")
    answer = await browser.fill("/sign-in", login=MOBILE, password=PASSWORD)
    assert answer.headers["location"] == "/"
    assert COOKIE in browser.client.cookies
