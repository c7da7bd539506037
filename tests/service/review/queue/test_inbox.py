"""The inbox: what waits at an office, and a case as it was submitted."""

from base64 import b64decode
from dataclasses import replace
from datetime import timedelta
from http import HTTPStatus

import pytest
from bs4 import BeautifulSoup

from contracts.access import Shown
from contracts.case import SectionRef
from contracts.review import CloseTask
from contracts.sections.names import SectionKind
from kit.ids import new_id
from kit.reference import reference
from kit.web import filters
from tests.service.review.world import (
    OPENED,
    World,
    decide,
    department,
    employer,
    examine,
    passing,
    publicise,
)
from tests.unit.sections.written import DEPARTMENT, ID_NUMBER, MOBILE, documents

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.mark.rule("E3.1")
async def test_an_employer_finds_what_was_submitted_in_its_queue(world: World) -> None:
    office = employer()
    await (await world.a_case(name="张三")).task(office)
    page = (await world.browser(office).get("/review")).text
    assert "<h1" in page
    assert "职称申报资格审查" in page
    assert "张三" in page
    assert "待审查（1）" in page
    assert "已审查（0）" in page
    assert "已等待" in page


async def test_officials_have_the_same_queue_under_their_own_name(world: World) -> None:
    office = department()
    await (await world.a_case()).task(office)
    page = (await world.browser(office).get("/review")).text
    assert "职称评审资格审查" in page
    assert "绍兴市环境监测中心站" in page


async def test_opening_a_task_twice_is_opening_it_once(world: World) -> None:
    office, case = employer(), await world.a_case()
    task = await case.task(office)
    await world.activities.open_task(task)
    assert "待审查（1）" in (await world.browser(office).get("/review")).text
    assert [row["event"] for row in await world.rows("select event from timeline")] == ["opened"]


async def test_who_waited_longest_comes_first(world: World) -> None:
    office = employer()
    for number, name in enumerate(["后来的", "先来的", "中间的"]):
        opened_at = OPENED + timedelta(days=[3, 1, 2][number])
        await (await world.a_case(name=name)).task(office, opened_at=opened_at)
    page = (await world.browser(office).get("/review")).text
    assert page.index("先来的") < page.index("中间的") < page.index("后来的")


async def test_a_filter_by_plan_holds_for_list_and_counts(world: World) -> None:
    office = employer()
    first = await world.a_case(name="甲计划的人")
    await first.task(office)
    other = await world.a_case(name="乙计划的人")
    task = await other.task(office)
    async with world.pool.acquire() as conn:
        await conn.execute("update tasks set plan = 'other', plan_title = '另一计划' where id = $1", task.id)
    browser = world.browser(office)
    assert "待审查（2）" in (await browser.get("/review")).text
    page = (await browser.get("/review?plan=other")).text
    assert "待审查（1）" in page
    assert "乙计划的人" in page
    assert "甲计划的人" not in page


async def test_a_case_shows_everything_that_was_submitted_with_masked_numbers(world: World) -> None:
    office, case = employer(), await world.a_case(statement="<script>alert(1)</script>")
    task = await case.task(office)
    page = (await world.browser(office).get(f"/review/{task.id}")).text
    for text in (
        "张三",
        "1988年8月",
        "博士研究生",
        "工作业绩：工作业绩之专业技术工作名称",
        "2016年1月",
        "主持",
        "环境监测",
        "助理工程师",
        "11 年",
    ):
        assert text in page
    assert ID_NUMBER not in page
    assert MOBILE not in page
    assert "<script>alert" not in page


async def test_photo_and_sheet_come_from_the_sealed_file(world: World) -> None:
    office, case = employer(), await world.a_case()
    task = await case.task(office, sheet=await case.sheet())
    browser = world.browser(office)
    picture = await browser.get(f"/review/{task.id}/photo.jpg")
    assert picture.headers["content-type"] == "image/jpeg"
    assert picture.content == b64decode(documents().photo.base64)
    sheet = await browser.get(f"/review/{task.id}/publicity-sheet.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.content == b"%PDF-1.7 sheet"


@pytest.mark.rule("A5.1")
async def test_offices_see_that_the_pledge_is_signed_and_its_paper(world: World) -> None:
    office, case = department(), await world.a_case()
    task, pledge = await case.task(office), documents().pledge
    assert pledge is not None
    browser = world.browser(office)
    page = BeautifulSoup((await browser.get(f"/review/{task.id}")).text, "html.parser")
    told = " ".join(page.get_text().split())
    assert f"签署情况 已签署 保证人 {pledge.name} 签署时间 {filters.moment(pledge.signed_at)}" in told
    (link,) = page.select(f'a[href="/review/{task.id}/pledge.pdf"]')
    assert "保证书" in link.get_text()
    paper = await browser.get(f"/review/{task.id}/pledge.pdf")
    assert paper.headers["content-type"] == "application/pdf"
    assert paper.content == b64decode(pledge.pdf)
    assert [look.shown for look in await world.looks()] == [Shown.CASE, Shown.PLEDGE]


async def test_what_was_submitted_before_there_was_a_pledge_has_none(world: World) -> None:
    office, case = department(), await world.a_case()
    before = replace(documents(), form=1, pledge=None)
    ref = await world.file.seal(case.id, SectionKind.DOCUMENTS, before)
    case.manifest += (SectionRef(name=SectionKind.DOCUMENTS, key=ref.key, sha256=ref.sha256),)
    task, browser = await case.task(office), world.browser(office)
    assert "提交的材料中没有保证书" in (await browser.get(f"/review/{task.id}")).text
    assert (await browser.get(f"/review/{task.id}/pledge.pdf")).status_code == 404


async def test_an_office_without_a_sheet_says_so(world: World) -> None:
    office, case = department(), await world.a_case()
    task = await case.task(office)
    answer = await world.browser(office).get(f"/review/{task.id}/publicity-sheet.pdf")
    assert answer.status_code == 404
    assert "没有公示表" in answer.text


async def test_an_office_sees_what_was_decided_before_it(world: World) -> None:
    office, case = employer(), await world.a_case()
    task = await case.task(office)
    clerk = world.browser(office)
    await examine(clerk, task)
    await publicise(world, clerk, task)
    await decide(clerk, task, **passing(office))
    await case.sealed(task)
    after = department()
    later = await case.task(after, opened_at=OPENED + timedelta(days=20))
    page = (await world.browser(after).get(f"/review/{later.id}")).text
    for text in (
        "此前各环节的审查意见",
        "绍兴市环境监测中心站：通过",
        "同意报送",
        "王五",
        "无异议",
        "5 个工作日",
    ):
        assert text in page
    before = (await clerk.get(f"/review/{task.id}")).text
    assert "收到材料" in before
    assert DEPARTMENT in before.split("办理经过")[0]  # in the employer's facts
    assert "绍兴市生态环境局" not in before.split("办理经过")[1]  # later offices' doings are theirs


async def test_every_look_at_a_case_is_told(world: World) -> None:
    office, case = employer(), await world.a_case()
    task = await case.task(office)
    account_id = new_id()
    browser = world.browser(office, account_id=account_id)
    for path in ("", "/photo.jpg", "/findings", "/decision", "/publicity"):
        assert (await browser.get(f"/review/{task.id}{path}")).status_code == 200
    looks = await world.looks()
    assert [look.shown for look in looks] == ["case", "photo", "case", "case", "case"]
    assert {(look.occasion, look.account_id, look.org_id, look.person_ids) for look in looks} == {
        (task.application_id, account_id, office.id, (task.person_id,))
    }


async def test_a_list_tells_of_everybody_on_it_once_per_look(world: World) -> None:
    office = employer()
    tasks = [await (await world.a_case()).task(office) for _ in range(2)]
    browser = world.browser(office)
    await browser.get("/review?state=done")
    assert await world.looks() == []  # nobody was on it
    await browser.get("/review")
    (look,) = await world.looks()
    assert (look.shown, set(look.person_ids)) == ("case_list", {task.person_id for task in tasks})


async def test_a_withdrawn_case_leaves_the_inbox(world: World) -> None:
    office, case = employer(), await world.a_case()
    task = await case.task(office)
    await world.activities.close_task(CloseTask(task_id=task.id, at=OPENED + timedelta(days=1)))
    await world.activities.close_task(CloseTask(task_id=task.id, at=OPENED + timedelta(days=2)))
    browser = world.browser(office)
    assert "待审查（0）" in (await browser.get("/review")).text
    assert "已撤回" in (await browser.get("/review?state=done")).text
    assert "不需要再审查" in (await browser.get(f"/review/{task.id}")).text
    assert (await browser.get(f"/review/{task.id}/findings")).status_code == 303
    assert (await browser.get(f"/review/{task.id}/decision")).status_code == 303
    refused = await browser.post(
        f"/review/{task.id}/decision",
        data={"verdict": "refused", "codes": "form-not-this-plan", "reason_refused": "不符合"},
    )
    assert refused.status_code == 409
    assert "已撤回" in refused.text


async def test_the_applicants_name_is_not_stored_readably(world: World) -> None:
    await (await world.a_case(name="欧阳某某")).task(employer())
    rows = await world.rows("select to_jsonb(tasks)::text as row from tasks")
    assert "欧阳某某" not in rows[0]["row"]


@pytest.mark.rule("B1.1")
async def test_a_case_is_found_by_the_number_that_the_applicant_told(world: World) -> None:
    office, elsewhere = department(), department(name="诸暨市生态环境局")
    await (await world.a_case(name="别的人")).task(office)
    case, foreign = await world.a_case(name="张三"), await world.a_case(name="外地人")
    await case.task(office)
    await foreign.task(elsewhere)
    browser, number = world.browser(office), reference(case.id)
    for typed in (number, number.replace("-", ""), f" {number.replace('-', ' ')} ", number.translate(WIDE)):
        page = (await browser.get("/review", params={"number": typed, "state": "done"})).text
        assert "张三" in page
        assert "别的人" not in page

    answer = await browser.get("/review", params={"number": reference(foreign.id)})
    assert answer.status_code == HTTPStatus.OK
    assert "外地人" not in answer.text
    assert "没有找到这个编号的申报" in answer.text
    assert "外地人" in (await world.browser(elsewhere).get(f"/review?number={reference(foreign.id)}")).text


@pytest.mark.rule("B1.1")
async def test_a_number_with_a_wrong_digit_says_so_and_keeps_the_list(world: World) -> None:
    office, case = department(), await world.a_case(name="张三")
    await case.task(office)
    digits = reference(case.id).replace("-", "")
    for typed in (digits[:-1] + str((int(digits[-1]) + 1) % 10), digits[:-1], "张三", "0" * 400):
        answer = await world.browser(office).get("/review", params={"number": typed})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "申报编号是 10 位数字" in answer.text
        assert 'href="/review/' in answer.text


@pytest.mark.rule("E3.1")
async def test_what_came_back_is_found_as_it_is_now_and_what_was_decided_as_it_was(world: World) -> None:
    office, case = employer(), await world.a_case(name="张三")
    task = await case.task(office)
    browser, address = world.browser(office), f"/review?number={reference(case.id)}"
    await examine(browser, task)
    await publicise(world, browser, task)
    await decide(browser, task, **passing(office))
    page = (await browser.get(address)).text
    assert f"/review/{task.id}" in page
    assert "办结时间" in page

    again = await (await world.a_case(round=2, case_id=case.id)).task(office)
    page = (await browser.get(address)).text
    assert f"/review/{again.id}" in page
    assert f"/review/{task.id}" not in page


async def test_whoever_is_found_by_a_number_can_read_who_looked(world: World) -> None:
    office, case = department(), await world.a_case()
    await case.task(office)
    await world.browser(office).get(f"/review?number={reference(case.id)}")
    rows = await world.rows("select body from outbox where topic = 'review.read'")
    assert [row["body"]["access"]["shown"] for row in rows] == ["case_list"]


@pytest.mark.rule("E2.1")
async def test_a_clerk_whose_employer_may_not_act_is_led_to_why(world: World) -> None:
    assert "授权还没有通过审核" not in (await world.browser(employer()).get("/review")).text
    page = await world.visitor(world.sign_in("clerk")).get("/review")
    assert page.status_code == 200
    assert "授权还没有通过审核、已经到期或已暂停" in page.text
    assert '<a href="/employers/mine" role="button"' in page.text
