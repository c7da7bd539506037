"""The letter of commission: asked for once, without it nothing goes to the office that accepts (M1.1)."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest

from contracts.case import Role
from contracts.commission import Facts, People
from contracts.files import FILE_PAGE, PDF, UPLOAD_PAGE, UploadGrant, ViewGrant
from contracts.sections.decision import DecisionSection
from kit.ids import new_id
from services.review.batches.operations import running
from tests.service.review.world import (
    Office,
    World,
    a_passed_case,
    decide,
    department,
    employer,
    examine,
    give_commission,
    more_passed,
    on_day,
    passing,
    receipt_of,
    yesterday,
)
from tests.unit.services.declaration.plans import a_plan

pytestmark = pytest.mark.rule("M1.1")
OFFICE = department(stage="city-hr", role=Role.HR, name="绍兴市人力资源和社会保障局")
PLAN = "2022-engineer"
PATH = f"/review/commissions/{PLAN}"
SENT = "select body from outbox where topic = 'review.decided'"


async def ask(world: World, ids: list[UUID], **more: str) -> httpx2.Response:
    data: dict[str, Any] = {"tasks": [str(one) for one in ids], **more}
    return await world.browser(OFFICE).post("/review/batches", data=data)


async def run_all(world: World) -> None:
    while await running.run_next(world.pool, world.app.state.cipher, world.app.state.cities):
        pass


def grant_of(world: World, kind: type[Any], answer: httpx2.Response) -> Any:
    return world.app.state.grants.open(kind, answer.headers["location"].partition("grant=")[2])


async def test_nothing_is_sent_without_the_letter_and_the_pages_say_so_beforehand(world: World) -> None:
    task = await a_passed_case(world, OFFICE)
    browser = world.browser(OFFICE)
    for page in ("/review/passed", f"/review/{task.id}/decision"):
        seen = (await browser.get(page)).text
        assert "还没有评审委托书" in seen
        assert PATH in seen
    assert f"/review/{task.id}/send" not in seen
    refused = await browser.post(f"/review/{task.id}/send")
    assert refused.status_code == 409
    assert "还没有提交这一申报计划的评审委托书" in refused.text
    assert not await world.rows(SENT)
    assert [row["state"] for row in await world.rows("select state from tasks")] == ["passed"]


async def test_a_batch_is_refused_as_a_whole_without_the_letter(world: World) -> None:
    task = await a_passed_case(world, OFFICE)
    ids = [task.id, *await more_passed(world, task.id, 2)]
    for refused in (await ask(world, ids), await ask(world, [], scope="all")):
        assert refused.status_code == 422
        assert "还没有提交评审委托书" in refused.text
    assert not await world.rows("select from batches")
    await give_commission(world, OFFICE)
    assert (await ask(world, ids)).status_code == 303
    await run_all(world)
    assert len(await world.rows(SENT)) == 3
    letters = await world.rows("select distinct commission_id from tasks")
    assert letters == await world.rows("select id as commission_id from commissions")


async def test_a_case_that_needs_none_goes_without(world: World) -> None:
    task = await a_passed_case(world, department(stage="city-department", id=OFFICE.id))
    assert (await world.browser(OFFICE).post(f"/review/{task.id}/send")).status_code == 303
    assert (await world.browser(OFFICE).get(PATH)).status_code == 404
    assert not await world.rows("select from tasks where commission_id is not null")


async def test_whether_one_is_needed_goes_by_the_plan_with_which_the_case_began(world: World) -> None:
    began = a_plan(level="高级")  # today's is of another level, which another office sends on
    await (await world.a_case()).task(OFFICE, terms=began.terms)
    await (await world.a_case()).task(OFFICE, terms=a_plan().terms)
    found = await world.rows("select needs_commission from tasks order by needs_commission")
    assert [row["needs_commission"] for row in found] == [False, True]


async def test_the_letter_is_given_once_with_scan_number_and_date(world: World) -> None:
    await a_passed_case(world, OFFICE)
    account = new_id()
    browser = world.browser(OFFICE, account_id=account)
    upload = await browser.get(f"{PATH}/upload")
    assert upload.headers["location"].startswith(UPLOAD_PAGE)
    grant = grant_of(world, UploadGrant, upload)
    assert (grant.account_id, grant.accepts, grant.most, grant.back) == (account, (PDF,), 1, PATH)
    file_id = new_id()
    receipt = receipt_of(world, account, file_id=file_id)
    came = await browser.get(PATH, params={"receipt": receipt})
    assert "盖章的评审委托书.pdf" in came.text
    given = await give_commission(world, OFFICE, account_id=account, receipt=receipt, number="绍人社函1号")
    assert (given.status_code, given.headers["location"]) == (303, PATH)
    page = (await browser.get(PATH)).text
    assert "绍人社函1号" in page
    assert "按下面的步骤更换" in page
    assert "绍人社函1号" in (await browser.get("/review/passed")).text
    seen = await browser.get(f"{PATH}/scan")
    assert seen.headers["location"].startswith(f"{FILE_PAGE}/{file_id}/view")
    assert grant_of(world, ViewGrant, seen).file_id == file_id
    (kept,) = await world.rows("select body from outbox where topic = 'review.files_kept'")
    assert kept["body"]["file_ids"] == [str(file_id)]


async def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(world: World) -> None:
    await a_passed_case(world, OFFICE)
    browser = world.browser(OFFICE)
    refused = await browser.post(PATH, data={})
    assert refused.status_code == 422
    for words in ("请填写委托书编号", "请填写委托书上的日期", "请上传加盖公章的评审委托书扫描件"):
        assert words in refused.text
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"number": "长" * 41}, "最多 40 个字"),
        (on_day("dated_on", yesterday() + timedelta(days=3)), "不能晚于今天"),
        (on_day("dated_on", yesterday() - timedelta(days=400)), "一年以前"),
        ({"dated_on-month": "13"}, "真实的日期"),
    )
    for typed, words in wrong:
        refused = await give_commission(world, OFFICE, **typed)
        assert refused.status_code == 422
        assert words in refused.text
    assert not await world.rows("select from commissions")


async def test_a_scan_of_somebody_else_or_for_something_else_is_refused_and_an_old_one_comes_again(
    world: World,
) -> None:
    await a_passed_case(world, OFFICE)
    account = new_id()
    for receipt in (receipt_of(world, new_id()), receipt_of(world, account, purpose="evidence"), "forged"):
        refused = await give_commission(world, OFFICE, account_id=account, receipt=receipt)
        assert refused.status_code == 403
    old = receipt_of(world, account, lasts=timedelta(seconds=-5))
    refused = await give_commission(world, OFFICE, account_id=account, receipt=old)
    assert refused.status_code == 422
    assert "请上传加盖公章" in refused.text
    assert not await world.rows("select from commissions")


async def test_it_is_replaced_until_something_was_sent_with_it(world: World) -> None:
    task = await a_passed_case(world, OFFICE)
    await more_passed(world, task.id, 1)
    await give_commission(world, OFFICE, number="2022-1")
    assert (await give_commission(world, OFFICE, number="2022-2")).status_code == 303
    (letter,) = await world.rows("select number from commissions")
    assert letter["number"] == "2022-2"
    browser = world.browser(OFFICE)
    await browser.post(f"/review/{task.id}/send")
    assert "不能再更换" in (await browser.get(PATH)).text
    refused = await give_commission(world, OFFICE, number="2022-3")
    assert refused.status_code == 409
    assert "不能再更换" in refused.text
    (letter,) = await world.rows("select number from commissions")
    assert letter["number"] == "2022-2"


async def test_the_same_given_several_times_at_once_is_one_and_another_is_told(world: World) -> None:
    await a_passed_case(world, OFFICE)
    account, other = new_id(), new_id()
    receipt = receipt_of(world, account)
    answers = await asyncio.gather(
        *(give_commission(world, OFFICE, account_id=account, receipt=receipt) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {303}
    assert len(await world.rows("select from outbox where topic = 'review.files_kept'")) == 1
    late = await give_commission(world, OFFICE, account_id=other, instead_of="", number="2022-9")
    assert late.status_code == 409
    assert "刚刚提交了" in late.text
    (letter,) = await world.rows("select number from commissions")
    assert letter["number"] == "2022-1"


async def test_the_letter_lists_everybody_who_lies_passed(world: World) -> None:
    task = await a_passed_case(world, OFFICE)
    await more_passed(world, task.id, 44)
    account = new_id()
    browser = world.browser(OFFICE, account_id=account)
    page = await browser.get(f"{PATH}/letter")
    assert "共 45 人" in page.text
    assert 'action="/documents/commission-letter.pdf"' in page.text
    found = [one.split('"')[0] for one in page.text.split('value="')[1:]]
    facts: Facts = world.app.state.grants.open(Facts, found[0])
    assert (facts.account_id, facts.total, facts.parts) == (account, 45, 2)
    assert facts.unit == OFFICE.name
    assert facts.committee == "绍兴市环境保护工程技术人员中级专业技术职务任职资格评审委员会"
    parts = [world.app.state.grants.open(People, one) for one in found[1:3]]
    assert [(part.letter_id, part.number) for part in parts] == [(facts.letter_id, n) for n in range(2)]
    (first, *_), people = parts[0].people, [one for part in parts for one in part.people]
    assert len(people) == 45
    assert (first.name, first.employer, first.department) == (
        "张三",
        "绍兴市环境监测中心站",
        "浙江省生态环境厅",
    )


async def test_an_empty_list_is_not_printed(world: World) -> None:
    task = await a_passed_case(world, OFFICE)
    browser = world.browser(OFFICE)
    await browser.post(f"/review/{task.id}/take-back")
    page = await browser.get(f"{PATH}/letter")
    assert "没有审查通过、待报送的申报" in page.text
    assert "commission-letter.pdf" not in page.text


async def test_who_accepts_reads_number_date_and_scan_of_what_was_sent(world: World) -> None:
    case = await world.a_case()
    task = await case.task(OFFICE)
    browser = world.browser(OFFICE)
    await examine(browser, task)
    await decide(browser, task, **passing(OFFICE))
    await give_commission(world, OFFICE, number="绍人社函1号")
    await browser.post(f"/review/{task.id}/send")
    ref = await case.sealed(task)
    sealed = (await world.file.open(case.id, ref, DecisionSection)).data
    assert sealed.commission is not None
    assert (sealed.commission.number, sealed.commission.unit) == ("绍人社函1号", OFFICE.name)
    assert sealed.commission.dated_on == yesterday()
    committee = department(stage="committee", role=Role.COMMITTEE)
    there = await case.task(committee)
    reader = world.browser(committee)
    page = (await reader.get(f"/review/{there.id}")).text
    assert "绍人社函1号" in page
    scan = f"/review/{there.id}/commissions/{sealed.commission.file_id}"
    assert scan in page
    assert grant_of(world, ViewGrant, await reader.get(scan)).file_id == sealed.commission.file_id
    assert (await reader.get(f"/review/{there.id}/commissions/{new_id()}")).status_code == 404
    assert (await world.browser(department()).get(scan)).status_code == 404


@pytest.mark.parametrize("path", [PATH, f"{PATH}/letter", f"{PATH}/upload", f"{PATH}/scan"])
async def test_nobody_opens_or_gives_another_units_letter(world: World, path: str) -> None:
    await a_passed_case(world, OFFICE)
    await give_commission(world, OFFICE)
    stranger: Office = department(stage="city-hr")
    assert (await world.browser(stranger).get(path)).status_code == 404
    assert (await give_commission(world, stranger)).status_code == 404
    assert (await world.browser(employer()).get(path)).status_code == 403


async def test_without_a_letter_there_is_no_scan(world: World) -> None:
    await a_passed_case(world, OFFICE)
    missing = await world.browser(OFFICE).get(f"{PATH}/scan")
    assert missing.status_code == 404
    assert "还没有提交评审委托书" in missing.text
