"""A new letter: another chief clerk, who may be a stranger so far, or another term of the same one."""

import asyncio

import pytest
from fastapi import FastAPI

from kit.db import Pool
from services.identity.requests.domain.letters import end_of_term
from services.identity.settings import Settings
from services.identity.web.parts import today
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    CODE,
    OTHER_CODE,
    OTHER_NUMBER,
    PASSWORD,
    a_receipt,
    an_admin,
    events,
    second_of,
    session_of,
    signed_in,
)

PAGE = "/employers/mine/letter"
REASON = "公章不清晰，请重新盖章"
NEWCOMER = {
    "credit_code": CODE,
    "clerk_name": "孙芳",
    "clerk_id_number": OTHER_NUMBER,
    "mobile": "13700137000",
    "login": "hr.newcomer",
    "password": PASSWORD,
    "agreed": "yes",
}

pytestmark = pytest.mark.rule("E2.1")


@pytest.fixture
async def chief(chief: Browser, pool: Pool) -> Browser:
    """The term is nearly over."""
    await pool.execute("update employers set valid_until = current_date + 40")
    return chief


@pytest.fixture
async def newcomer(chief: Browser, browsers: Browsers) -> Browser:
    """The old clerk is gone: somebody else of the unit comes with a new letter."""
    browser = browsers(address="10.0.0.3")
    answer = await browser.register("/register/clerk", **NEWCOMER)
    assert answer.headers.get("location") == PAGE, browser.text
    return browser


async def hand_in(clerk: Browser) -> None:
    account_id = session_of(clerk, clerk.app.state.parts.settings).account_id
    await clerk.open(f"{PAGE}/uploaded?receipt={a_receipt(clerk, account_id=account_id)}")
    answer = await clerk.fill(PAGE)
    assert answer.headers.get("location") == PAGE, clerk.text


async def page_of(pool: Pool) -> str:
    request_id = await pool.fetchval("select id from requests order by created_at desc limit 1")
    return f"/admin/requests/{request_id}"


async def decide(admin: Browser, pool: Pool, verb: str, **values: str) -> int:
    page = await page_of(pool)
    return (await admin.fill(page, form=f"{page}/{verb}", **values)).status_code


async def test_with_the_approval_the_old_clerk_acts_no_more_and_the_new_one_at_once(
    chief: Browser, newcomer: Browser, admin: Browser, pool: Pool, settings: Settings
) -> None:
    employer_id = session_of(chief, settings).org_id
    assert session_of(newcomer, settings).org_id is None
    await hand_in(newcomer)
    assert "正在审核" in (await newcomer.open(PAGE)).text
    assert (await chief.open("/employers/mine")).status_code == 200
    assert "1 件待审核" in (await admin.open("/")).text
    assert "孙芳" in (await admin.open("/admin/requests")).text
    assert await decide(admin, pool, "approve", years="2") == 303
    assert (await chief.open("/employers/mine")).headers["location"].startswith("/sign-in")
    (ended,) = await events(pool, "identity.session_ended")
    old, new = await pool.fetch("select * from clerkships where from_at is not null order by from_at")
    assert ended["account_id"] == str(old["account_id"])
    assert (old["until_at"], new["until_at"]) == (new["from_at"], None)
    await newcomer.open("/")
    assert session_of(newcomer, settings).org_id == employer_id
    assert "以往的经办人" in (await newcomer.open("/employers/mine/clerks")).text
    assert "李敏" in newcomer.text
    assert await pool.fetchval("select valid_until from employers") == end_of_term(today(), 2)
    told = (await events(pool, "identity.employer_decided"))[-2:]
    assert {one["subject"]: (one["clerk_id"], one["is_approved"]) for one in told} == {
        "request": (str(new["account_id"]), True),
        "clerkship": (str(old["account_id"]), False),
    }


async def test_a_further_clerk_takes_over_and_was_a_further_clerk_before(
    chief: Browser, admin: Browser, browsers: Browsers, pool: Pool, settings: Settings
) -> None:
    second = await second_of(chief, browsers())
    assert "接任主经办人" in (await second.open("/employers/mine")).text
    await hand_in(second)
    assert await decide(admin, pool, "approve", years="3") == 303
    assert (await second.open("/employers/mine/clerks")).status_code == 200
    rows = await pool.fetch(
        "select is_chief, until_at is null as acts from clerkships order by from_at, acts"
    )
    assert [tuple(row) for row in rows] == [(True, False), (False, False), (True, True)]
    await signed_in(chief, "hr.jiance")
    assert session_of(chief, settings).org_id is None


async def test_the_same_clerk_renews_the_term_and_goes_on_meanwhile(
    chief: Browser, admin: Browser, pool: Pool, settings: Settings
) -> None:
    await hand_in(chief)
    await chief.open("/")
    assert session_of(chief, settings).org_id is not None
    assert await decide(admin, pool, "approve", years="5") == 303
    assert await pool.fetchval("select valid_until from employers") == end_of_term(today(), 5)
    assert await pool.fetchval("select count(*) from clerkships") == 1
    assert not await events(pool, "identity.session_ended")
    letter = await pool.fetchval(
        "select letters.id from letters join requests using (file_id) where kind = 'letter'"
    )
    assert await pool.fetchval("select letter_id from employers") == letter


@pytest.mark.rule("E2.2")
async def test_a_refusal_says_why_changes_nothing_and_another_letter_may_come(
    chief: Browser, newcomer: Browser, admin: Browser, pool: Pool, settings: Settings
) -> None:
    await hand_in(newcomer)
    assert await decide(admin, pool, "refuse", reason="") == 422
    assert await decide(admin, pool, "refuse", reason=REASON) == 303
    assert REASON in (await newcomer.open(PAGE)).text
    await chief.open("/")
    assert session_of(chief, settings).org_id is not None
    await hand_in(newcomer)
    assert await decide(admin, pool, "approve", years="1") == 303
    await newcomer.open("/")
    assert session_of(newcomer, settings).org_id is not None


async def test_pressing_twice_asks_once_and_decides_once(
    newcomer: Browser, admin: Browser, pool: Pool
) -> None:
    await hand_in(newcomer)
    assert (await newcomer.send(PAGE)).status_code == 303
    assert await pool.fetchval("select count(*) from requests where kind = 'letter'") == 1
    page = await page_of(pool)
    answers = await asyncio.gather(*(admin.send(f"{page}/approve", years="3") for _ in range(3)))
    assert [one.status_code for one in answers] == [303] * 3
    assert await pool.fetchval("select count(*) from clerkships where until_at is null") == 1
    assert (await admin.send(f"{page}/refuse", reason=REASON)).status_code == 409
    assert REASON in admin.text


async def test_what_was_withdrawn_is_not_decided(newcomer: Browser, admin: Browser, pool: Pool) -> None:
    await hand_in(newcomer)
    request_id = await pool.fetchval("select id from requests where kind = 'letter'")
    for _ in range(2):
        answer = await newcomer.send(f"/employers/requests/{request_id}/withdraw")
        assert answer.status_code == 303
    assert (await admin.send(f"/admin/requests/{request_id}/approve", years="3")).status_code == 409
    assert "已撤回" in (await newcomer.open(PAGE)).text


async def test_nothing_is_asked_without_a_scan(newcomer: Browser, pool: Pool) -> None:
    assert (await newcomer.send(PAGE)).status_code == 422
    assert "还没有上传" in newcomer.text
    assert await pool.fetchval("select count(*) from requests where kind = 'letter'") == 0


async def test_a_newcomer_sees_nothing_of_the_unit_until_the_approval(
    chief: Browser, newcomer: Browser, pool: Pool
) -> None:
    letter = await pool.fetchval("select id from letters")
    for path in (
        "/employers/mine",
        "/employers/mine/clerks",
        f"/employers/mine/letters/{letter}",
    ):
        assert (await newcomer.open(path)).status_code == 404
    assert "李敏" not in (await newcomer.open(PAGE)).text


async def test_a_unit_that_is_not_registered_and_everything_wrong_is_told(browser: Browser) -> None:
    assert (
        await browser.register("/register/clerk", **(NEWCOMER | {"credit_code": OTHER_CODE}))
    ).status_code == 422
    assert "还没有注册" in browser.text
    answer = await browser.register("/register/clerk", **dict.fromkeys(NEWCOMER, ""))
    assert (answer.status_code, len(browser.errors)) == (422, 7)


async def test_an_administrator_of_another_city_decides_nothing(
    newcomer: Browser, browsers: Browsers, app: FastAPI, pool: Pool
) -> None:
    await hand_in(newcomer)
    await an_admin(pool, app, login="admin.jx", city="jiaxing")
    admin = await signed_in(browsers(), "admin.jx")
    page = await page_of(pool)
    assert "孙芳" not in (await admin.open("/admin/requests")).text
    assert (await admin.open(page)).status_code == 404
    assert (await admin.send(f"{page}/approve", years="3")).status_code == 404
