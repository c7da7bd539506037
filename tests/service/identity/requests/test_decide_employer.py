import asyncio
import re
from uuid import UUID

import pytest
from fastapi import FastAPI

from kit.db import Pool
from kit.ids import new_id
from services.identity.settings import Settings
from tests.fixtures.people import SignIn
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import (
    CODE,
    OTHER_CODE,
    an_admin,
    an_employer,
    events,
    hand_in_letter,
    registered_employer,
    request_of,
    session_of,
    signed_in,
)

REASON = "单位全称与公章不一致，请核对后修改"


@pytest.fixture
async def clerk(browsers: Browsers) -> Browser:
    return browsers(address="10.0.0.2")


async def decide(admin: Browser, pool: Pool, employer_id: UUID, verb: str, **values: str) -> int:
    values = ({"years": "3"} if verb == "approve" else {}) | values
    page = await request_of(pool, employer_id)
    return (await admin.fill(page, form=f"{page}/{verb}", **values)).status_code


@pytest.mark.rule("E2.2")
async def test_approval_lets_the_employer_act_tells_the_others_and_needs_no_new_sign_in(
    admin: Browser, clerk: Browser, pool: Pool, settings: Settings
) -> None:
    employer_id = await registered_employer(clerk, pool)
    assert await decide(admin, pool, employer_id, "approve") == 303
    assert "单位注册：已通过" in (await admin.open(admin.seen.headers["location"])).text
    *before_it, approved = await events(pool, "identity.employer_changed")
    assert [(one["status"], one["version"]) for one in before_it] == [("pending_letter", 1), ("submitted", 2)]
    told = ("employer_id", "about", "status", "version", "city", "level", "place", "department")
    assert {key: approved[key] for key in told} == {
        "employer_id": str(employer_id),
        "status": "approved",
        "version": 3,
        "about": str(employer_id),
        "city": "shaoxing",
        "level": "city",
        "place": "市本级",
        "department": "绍兴市生态环境局",
    }
    assert (approved["name"], approved["credit_code"]) == ("绍兴市环境监测中心", CODE)
    (decided,) = await events(pool, "identity.employer_decided")
    assert decided["is_approved"] is True
    assert decided["clerk_id"] == str(await pool.fetchval("select account_id from clerkships"))
    before = session_of(clerk, settings)
    await clerk.open("/")
    assert clerk.soup.find("a", href="/archive/verification") is not None
    after = session_of(clerk, settings)
    assert (before.org_id, after.org_id) == (None, employer_id)
    assert before.session_id == after.session_id
    assert "set-cookie" not in (await clerk.open("/")).headers


@pytest.mark.rule("E2.2")
async def test_a_refusal_says_why_can_be_mended_and_then_waits_again(
    admin: Browser, clerk: Browser, pool: Pool, settings: Settings
) -> None:
    employer_id = await registered_employer(clerk, pool)
    assert await decide(admin, pool, employer_id, "refuse", reason=f" {REASON}\r\n请附说明 ") == 303
    (decided,) = await events(pool, "identity.employer_decided")
    assert decided["is_approved"] is False
    assert (await events(pool, "identity.employer_changed"))[-1]["status"] == "refused"
    for path in ("/", "/employers/mine"):
        await clerk.open(path)
        assert REASON in clerk.text
    await clerk.open("/employers/mine/mend")
    assert REASON in clerk.text
    assert 'value="绍兴市环境监测中心"' in clerk.seen.text
    mended = an_employer(employer_name="绍兴市生态环境监测中心", department="keqiao-ecology")
    form = clerk.hidden("/employers/mine/mend") | mended
    for _ in range(2):
        answer = await clerk.send("/employers/mine/mend", **form)
        assert answer.headers["location"] == "/employers/mine/letter"
    await hand_in_letter(clerk)
    assert "正在审核" in (await clerk.open("/")).text
    assert await decide(admin, pool, employer_id, "approve") == 303
    approved = (await events(pool, "identity.employer_changed"))[-1]
    assert (approved["name"], approved["level"], approved["place"]) == (
        "绍兴市生态环境监测中心",
        "county",
        "柯桥区",
    )
    assert len(await events(pool, "identity.employer_decided")) == 2
    await clerk.open("/employers/mine")
    assert session_of(clerk, settings).org_id == employer_id
    assert REASON in clerk.text


@pytest.mark.rule("E2.2")
@pytest.mark.parametrize("reason", ["", "  ", "不行", "长" * 501])
async def test_a_refusal_without_a_reason_is_none(
    admin: Browser, clerk: Browser, pool: Pool, reason: str
) -> None:
    employer_id = await registered_employer(clerk, pool)
    assert await decide(admin, pool, employer_id, "refuse", reason=reason) == 422
    assert admin.soup.select_one("#reason-error") is not None
    term = admin.soup.select_one("#years option[selected]")
    assert term is not None
    assert term["value"] == "3", "the other form of the page keeps what it offered"
    assert not await events(pool, "identity.employer_decided")
    assert await pool.fetchval("select status from employers") == "submitted"


@pytest.mark.rule("E2.2")
@pytest.mark.parametrize(("verb", "values"), [("approve", {"years": "3"}), ("refuse", {"reason": REASON})])
async def test_a_double_click_decides_once_and_is_answered_alike(
    admin: Browser, clerk: Browser, pool: Pool, verb: str, values: dict[str, str]
) -> None:
    employer_id = await registered_employer(clerk, pool)
    page = await request_of(pool, employer_id)
    await admin.open(page)
    form = admin.hidden(f"{page}/{verb}") | values
    answers = await asyncio.gather(*(admin.send(f"{page}/{verb}", **form) for _ in range(3)))
    assert [(one.status_code, one.headers["location"]) for one in answers] == [(303, page)] * 3
    assert len(await events(pool, "identity.employer_decided")) == 1
    assert await pool.fetchval("select count(*) from requests where decided_by is not null") == 1


async def test_of_two_administrators_the_second_sees_what_the_first_decided_and_keeps_the_words(
    admin: Browser, clerk: Browser, browsers: Browsers, app: FastAPI, pool: Pool
) -> None:
    employer_id = await registered_employer(clerk, pool)
    await an_admin(pool, app, login="admin.two")
    second = await signed_in(browsers(), "admin.two")
    page = await request_of(pool, employer_id)
    await second.open(page)
    form = second.hidden(f"{page}/refuse")
    assert await decide(admin, pool, employer_id, "approve") == 303
    answer = await second.send(f"{page}/refuse", **form, reason=REASON)
    assert answer.status_code == 409
    assert "已通过" in second.text
    assert REASON in second.text
    assert len(await events(pool, "identity.employer_decided")) == 1


async def test_a_stale_tab_of_the_clerk_changes_nothing_and_keeps_what_was_typed(
    admin: Browser, clerk: Browser, pool: Pool
) -> None:
    employer_id = await registered_employer(clerk, pool)
    await decide(admin, pool, employer_id, "refuse", reason=REASON)
    await clerk.open("/employers/mine/mend")
    form = clerk.hidden("/employers/mine/mend")
    await clerk.send("/employers/mine/mend", **form, **an_employer())
    await hand_in_letter(clerk)
    answer = await clerk.send(
        "/employers/mine/mend", **form, **an_employer(employer_name="绍兴市另一监测中心")
    )
    assert answer.status_code == 409
    assert 'value="绍兴市另一监测中心"' in answer.text
    assert "绍兴市环境监测中心" in clerk.text
    assert clerk.soup.find("button", string=re.compile("下一步")) is None
    assert await pool.fetchval("select name from employers") == "绍兴市环境监测中心"


async def test_who_mended_in_a_tab_of_before_a_second_refusal_can_still_submit_after_looking(
    admin: Browser, clerk: Browser, pool: Pool
) -> None:
    employer_id = await registered_employer(clerk, pool)
    await decide(admin, pool, employer_id, "refuse", reason=REASON)
    await clerk.open("/employers/mine/mend")
    old = clerk.hidden("/employers/mine/mend")
    await clerk.send("/employers/mine/mend", **old, **an_employer())
    await hand_in_letter(clerk)
    await decide(admin, pool, employer_id, "refuse", reason=REASON)
    other = an_employer(employer_name="绍兴市另一监测中心")
    assert (await clerk.send("/employers/mine/mend", **old, **other)).status_code == 409
    again = clerk.hidden("/employers/mine/mend")
    assert (await clerk.send("/employers/mine/mend", **again, **other)).status_code == 303
    assert await pool.fetchval("select name from employers") == "绍兴市另一监测中心"


async def test_mending_tells_everything_that_is_wrong_and_respects_other_employers(
    admin: Browser, clerk: Browser, browsers: Browsers, pool: Pool
) -> None:
    employer_id = await registered_employer(clerk, pool)
    await registered_employer(browsers(), pool, credit_code=OTHER_CODE, login="hr.other")
    await decide(admin, pool, employer_id, "refuse", reason=REASON)
    answer = await clerk.fill("/employers/mine/mend", **an_employer(credit_code="", kind=""))
    assert (answer.status_code, len(clerk.errors)) == (422, 2)
    answer = await clerk.fill("/employers/mine/mend", **an_employer(credit_code=OTHER_CODE))
    assert answer.status_code == 422
    assert clerk.soup.select_one("#credit_code-error") is not None


async def test_the_desk_lists_by_state_with_counts_and_finds_by_name_and_code(
    admin: Browser, clerk: Browser, browsers: Browsers, pool: Pool
) -> None:
    first = await registered_employer(clerk, pool)
    await registered_employer(
        browsers(), pool, employer_name="绍兴市柯桥环保科技有限公司", credit_code=OTHER_CODE, login="hr.other"
    )
    await admin.open("/")
    assert "2 家待审核" in admin.text
    await decide(admin, pool, first, "approve")
    await admin.open("/admin/employers")
    assert "待审核（1）" in admin.text
    assert "已通过（1）" in admin.text
    assert "已退回（0）" in admin.text
    assert "绍兴市环境监测中心" not in admin.text
    assert "绍兴市环境监测中心" in (await admin.open("/admin/employers?status=approved")).text
    assert "柯桥环保" in (await admin.open("/admin/employers?words=柯桥")).text
    assert "柯桥环保" in (await admin.open(f"/admin/employers?words={OTHER_CODE.lower()}")).text
    assert "没有符合条件的单位" in (await admin.open("/admin/employers?words=%25&page=9&status=x")).text
    assert (await admin.open("/admin/employers?page=99999999999999999999")).status_code == 200


async def test_an_administrator_of_one_city_sees_that_city_s_employers_only(
    browsers: Browsers, clerk: Browser, app: FastAPI, pool: Pool
) -> None:
    employer_id = await registered_employer(clerk, pool)
    await an_admin(pool, app, login="admin.jx", city="jiaxing")
    admin = await signed_in(browsers(), "admin.jx")
    assert "绍兴市环境监测中心" not in (await admin.open("/admin/employers")).text
    assert (await admin.open(f"/admin/employers/{employer_id}")).status_code == 404
    page = await request_of(pool, employer_id)
    assert (await admin.open(page)).status_code == 404
    answer = await admin.send(f"{page}/approve", years="1")
    assert answer.status_code == 404
    assert (await admin.open(f"/admin/employers/{new_id()}")).status_code == 404
    assert not await events(pool, "identity.employer_decided")


@pytest.mark.parametrize("role", ["applicant", "clerk", "official"])
async def test_nobody_else_comes_to_the_desk(
    browser: Browser, pool: Pool, clerk: Browser, sign_in: SignIn, role: str
) -> None:
    employer_id = await registered_employer(clerk, pool)
    page = await request_of(pool, employer_id)
    assert (await browser.open(page)).headers["location"] == f"/sign-in?next={page}"
    answer = await browser.send(f"{page}/approve", years="1")
    assert answer.headers["location"] == f"/sign-in?next={page}&why=lost"
    browser.client.cookies.update(sign_in(role))
    for answer in (
        await browser.open("/admin/employers"),
        await browser.open(f"/admin/employers/{employer_id}"),
        await browser.open("/admin/requests"),
        await browser.open(page),
        await browser.send(f"{page}/approve", years="1"),
        await browser.send(f"{page}/refuse", reason=REASON),
    ):
        assert answer.status_code == 403
    assert await pool.fetchval("select status from employers") == "submitted"


async def test_a_clerk_sees_and_mends_the_own_employer_only(
    admin: Browser, clerk: Browser, browsers: Browsers, pool: Pool
) -> None:
    first = await registered_employer(clerk, pool)
    other = browsers()
    await registered_employer(
        other, pool, employer_name="绍兴市柯桥环保科技有限公司", credit_code=OTHER_CODE, login="hr.other"
    )
    await decide(admin, pool, first, "refuse", reason=REASON)
    await other.open("/employers/mine")
    assert "绍兴市环境监测中心" not in other.text
    assert (await other.open("/employers/mine/mend")).status_code == 303
    await other.send("/employers/mine/mend", version="2", **an_employer(employer_name="绍兴市另一监测中心"))
    assert "绍兴市另一监测中心" not in [row["name"] for row in await pool.fetch("select name from employers")]


async def test_a_person_without_an_employer_of_the_own_has_no_such_page(
    browser: Browser, sign_in: SignIn
) -> None:
    browser.client.cookies.update(sign_in("applicant"))
    assert (await browser.open("/employers/mine")).status_code == 403
