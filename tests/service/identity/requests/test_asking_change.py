"""The chief clerk asks for another name or department, and an administrator decides it (M2.5, M2.6)."""

import pytest

from kit.db import Pool
from tests.service.identity.browser import Browser
from tests.service.identity.conftest import Browsers
from tests.service.identity.factories import events, second_of

PAGE = "/employers/mine/changes"
RENAME, MOVE = f"{PAGE}/rename", f"{PAGE}/move"
OLD, NAME = "绍兴市环境监测中心", "绍兴市生态环境监测中心"
WHY = "绍编〔2026〕12 号批复，2026 年 3 月更名"


async def the_request(pool: Pool) -> str:
    request_id = await pool.fetchval("select id from requests where kind <> 'registration'")
    return f"/admin/requests/{request_id}"


async def asked(chief: Browser, pool: Pool) -> str:
    """The administrator's page of a request for another name."""
    answer = await chief.fill(PAGE, form=RENAME, new_name=NAME, why=WHY)
    assert answer.status_code == 303, chief.text
    return await the_request(pool)


@pytest.mark.rule("M2.5")
async def test_a_name_that_was_asked_for_holds_once_it_is_approved(
    chief: Browser, admin: Browser, pool: Pool
) -> None:
    page = await asked(chief, pool)
    assert await pool.fetchval("select name from employers") == OLD
    assert "正在审核您提交的变更申请" in (await chief.open(PAGE)).text
    await admin.open("/admin/requests")
    assert "单位更名" in admin.text
    await admin.open(page)
    for words in (OLD, NAME, WHY, "李敏"):
        assert words in admin.text
    assert "授权期限" not in admin.text
    for _ in range(2):
        assert (await admin.send(f"{page}/approve")).status_code == 303, admin.text
    told = (await events(pool, "identity.employer_changed"))[-1]
    assert (told["name"], told["former_names"]) == (NAME, [OLD])
    assert await pool.fetchval("select count(*) from employer_names") == 1
    (message,) = [
        one for one in await events(pool, "identity.employer_decided") if one["subject"] == "request"
    ]
    assert message["is_approved"] is True
    assert f"{OLD} → {NAME}" in (await chief.open(PAGE)).text.replace("\n", " ")


@pytest.mark.rule("M2.6")
async def test_a_department_that_was_asked_for_holds_once_it_is_approved(
    chief: Browser, admin: Browser, pool: Pool
) -> None:
    answer = await chief.fill(PAGE, form=MOVE, department="keqiao-ecology", move_why=WHY)
    assert answer.status_code == 303, chief.text
    page = await the_request(pool)
    assert "柯桥区" in (await admin.open(page)).text
    assert (await admin.send(f"{page}/approve")).status_code == 303
    told = (await events(pool, "identity.employer_changed"))[-1]
    assert (told["level"], told["place"]) == ("county", "柯桥区")


@pytest.mark.rule("M2.5")
async def test_a_refusal_says_why_and_changes_nothing(chief: Browser, admin: Browser, pool: Pool) -> None:
    page = await asked(chief, pool)
    await admin.open(page)
    assert (await admin.send(f"{page}/refuse", reason="")).status_code == 422
    assert (await admin.send(f"{page}/refuse", reason="批文与申请的名称不一致")).status_code == 303
    assert "批文与申请的名称不一致" in (await chief.open(PAGE)).text
    assert await pool.fetchval("select name from employers") == OLD
    assert (await chief.fill(PAGE, form=RENAME, new_name=NAME, why=WHY)).status_code == 303


async def test_the_same_form_asks_once_a_second_one_waits_and_what_waits_is_withdrawn(
    chief: Browser, pool: Pool
) -> None:
    await chief.open(PAGE)
    rename = chief.hidden(RENAME) | {"new_name": NAME, "why": WHY}
    move = chief.hidden(MOVE) | {"department": "keqiao-ecology", "move_why": WHY}
    for _ in range(2):
        assert (await chief.send(RENAME, **rename)).status_code == 303
        assert (await chief.send(MOVE, **move)).status_code == 303
    assert await pool.fetchval("select count(*) from requests where kind <> 'registration'") == 2
    again = await chief.fill(PAGE, form=RENAME, new_name="绍兴市监测总站", why=WHY)
    assert again.status_code == 409
    assert "绍兴市监测总站" in again.text
    request_id = await pool.fetchval("select id from requests where kind = 'renaming'")
    answer = await chief.send(f"/employers/requests/{request_id}/withdraw")
    assert answer.headers["location"] == PAGE
    assert (await chief.fill(PAGE, form=RENAME, new_name="绍兴市监测总站", why=WHY)).status_code == 303


@pytest.mark.rule("M2.5")
async def test_what_changed_meanwhile_is_not_overwritten(chief: Browser, admin: Browser, pool: Pool) -> None:
    page = await asked(chief, pool)
    await pool.execute("update employers set name = '绍兴市监测总站'")
    answer = await admin.send(f"{page}/approve")
    assert answer.status_code == 409
    assert "请退回" in admin.text
    assert await pool.fetchval("select state from requests where kind = 'renaming'") == "submitted"
    assert await pool.fetchval("select name from employers") == "绍兴市监测总站"


async def test_everything_that_is_wrong_is_told_at_once_and_what_was_typed_stays(chief: Browser) -> None:
    answer = await chief.fill(PAGE, form=RENAME, new_name=OLD, why="")
    assert (answer.status_code, len(chief.errors)) == (422, 2)
    answer = await chief.fill(PAGE, form=MOVE, department="", move_why="批复")
    assert (answer.status_code, len(chief.errors)) == (422, 2)
    assert "批复" in answer.text


async def test_only_the_chief_of_an_approved_employer_asks(
    chief: Browser, browsers: Browsers, pool: Pool
) -> None:
    second = await second_of(chief, browsers(address="10.0.0.2"))
    assert (await second.open(PAGE)).status_code == 404
    assert (await second.send(RENAME, new_name=NAME, why=WHY)).status_code == 404
    await pool.execute("update employers set status = 'expired'")
    assert (await chief.open(PAGE)).status_code == 404
    assert not await pool.fetchval("select count(*) from requests where kind <> 'registration'")
