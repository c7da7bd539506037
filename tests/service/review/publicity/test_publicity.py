"""The employer's publicity: posted, counted by the workflow, over, recorded; and the public page."""

import asyncio
from datetime import timedelta

import httpx2
import pytest

from contracts.review import CloseTask, Task
from contracts.sections.decision import DecisionSection
from tests.service.review.world import (
    DUE,
    OPENED,
    Case,
    Office,
    World,
    date_posting,
    decide,
    department,
    employer,
    examine,
    notice,
    passing,
    post,
    publicise,
    record_result,
    returning,
)


async def examined(world: World, office: Office, case: Case | None = None) -> tuple[Task, httpx2.AsyncClient]:
    case = case or await world.a_case()
    task = await case.task(office, sheet=await case.sheet())
    browser = world.browser(office)
    await examine(browser, task)
    return task, browser


@pytest.mark.rule("E4.5")
async def test_posting_tells_the_workflow_once(world: World) -> None:
    office = employer()
    task, browser = await examined(world, office)
    answers = await asyncio.gather(*(post(browser, task) for _ in range(3)))
    assert {answer.status_code for answer in answers} == {303}
    (event,) = await world.rows(
        "select topic, about, body from outbox where topic = 'review.publicity_posted'"
    )
    assert event["about"] == task.application_id
    assert event["body"]["task_id"] == str(task.id)
    page = (await browser.get(f"/review/{task.id}/publicity")).text
    assert "正在计算截止时间" in page
    assert "data-refresh" in page


@pytest.mark.rule("E4.5")
async def test_the_page_says_until_when_and_that_the_day_is_provisional(world: World) -> None:
    task, browser = await examined(world, employer())
    await post(browser, task)
    await notice(world, task, is_provisional=True)
    page = (await browser.get(f"/review/{task.id}/publicity")).text
    assert "2022年10月10日 24:00" in page
    assert "（暂定）" in page
    assert "data-refresh" not in page
    await notice(world, task, due_at=DUE - timedelta(days=1))
    assert "2022年10月9日 24:00" in (await browser.get(f"/review/{task.id}/publicity")).text


@pytest.mark.rule("E4.5")
async def test_nothing_is_made_public_before_it_was_examined(world: World) -> None:
    office, case = employer(), await world.a_case()
    task = await case.task(office)
    browser = world.browser(office)
    refused = await post(browser, task)
    assert refused.status_code == 409
    assert "请先完成逐项审查" in refused.text
    await examine(browser, task, photo="unmet")
    assert (await post(browser, task)).status_code == 409
    assert await world.rows("select 1 from publicities") == []


async def test_what_was_in_order_and_is_doubted_now_is_not_made_public(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await examine(browser, task)
    await examine(browser, task, photo="unclear")

    refused = await post(browser, task)

    assert refused.status_code == 409
    assert "请先完成逐项审查" in refused.text
    assert await world.rows("select 1 from publicities") == []

    await examine(browser, task)
    assert (await post(browser, task)).status_code == 303


async def test_a_posting_without_a_place_is_refused_beside_its_field(world: World) -> None:
    task, browser = await examined(world, employer())
    refused = await post(browser, task, place=" ")
    assert refused.status_code == 422
    assert "请填写公示地点和形式" in refused.text


async def test_a_posting_without_a_telephone_is_refused_beside_its_field(world: World) -> None:
    task, browser = await examined(world, employer())
    refused = await post(browser, task, telephone=" ")
    assert refused.status_code == 422
    assert "请填写受理异议的电话" in refused.text
    assert 'value="单位一楼公告栏张贴"' in refused.text
    assert (await post(browser, task, telephone="（0575）8888 0000")).status_code == 422
    assert (await post(browser, task, telephone="（0575）88880000")).status_code == 303


async def test_what_was_posted_before_telephones_were_asked_for_says_where_one_stands(world: World) -> None:
    task, browser = await examined(world, employer())
    await post(browser, task)
    await world.rows("update publicities set telephone = '' returning id")
    assert "见公示表" in (await world.visitor().get("/publicity")).text


async def test_a_second_posting_elsewhere_is_refused(world: World) -> None:
    task, browser = await examined(world, employer())
    await post(browser, task)
    refused = await post(browser, task, place="另一处")
    assert refused.status_code == 409
    assert "不能重复发布" in refused.text
    assert "单位一楼公告栏张贴" in refused.text


@pytest.mark.rule("E4.4", "E4.5")
async def test_a_pass_is_impossible_before_the_period_is_over_and_recorded(world: World) -> None:
    office = employer()
    task, browser = await examined(world, office)
    expected = [
        "还没有公示",
        "正在计算截止时间",
        "公示至 2022年10月10日 24:00，期满前不能通过",
        "请先登记公示结果",
    ]
    steps = [None, post(browser, task), notice(world, task), notice(world, task, is_over=True)]
    for step, words in zip(steps, expected, strict=True):
        if step:
            await step
        refused = await decide(browser, task, **passing(office))
        assert refused.status_code == 422
        assert words in refused.text
    assert await world.rows("select 1 from decisions") == []
    assert (await record_result(browser, task)).status_code == 303
    assert (await decide(browser, task, **passing(office))).status_code == 303


@pytest.mark.rule("E4.5")
async def test_our_own_clock_never_ends_a_publicity(world: World) -> None:
    office = employer()
    task, browser = await examined(world, office)
    await post(browser, task)
    await notice(world, task, due_at=OPENED)  # long ago, but the workflow has not said that it is over
    assert "期满前不能通过" in (await decide(browser, task, **passing(office))).text
    assert (
        await browser.post(f"/review/{task.id}/publicity/result", data={"version": "1"})
    ).status_code == 409


@pytest.mark.rule("E4.5")
async def test_what_is_said_again_of_a_publicity_that_is_over_changes_nothing(world: World) -> None:
    task, browser = await examined(world, employer())
    await post(browser, task)
    await notice(world, task)
    await notice(world, task, due_at=DUE + timedelta(seconds=3), is_over=True)
    kept = (
        "select t.due_at as queued, p.due_at, p.is_over from tasks t join publicities p on p.task_id = t.id"
    )
    before = await world.rows(kept), await world.rows("select * from timeline order by id")
    await notice(world, task)
    await notice(world, task, due_at=DUE + timedelta(seconds=3), is_over=True)
    assert (await world.rows(kept), await world.rows("select * from timeline order by id")) == before


@pytest.mark.rule("E4.4")
async def test_the_standard_sentence_has_the_dates_and_can_be_edited(world: World) -> None:
    office = employer()
    task, browser = await examined(world, office)
    await post(browser, task)
    await date_posting(world)
    await notice(world, task)
    await notice(world, task, due_at=DUE + timedelta(seconds=5), is_over=True)
    page = (await browser.get(f"/review/{task.id}/publicity")).text
    sentence = "于2022年9月28日至2022年10月10日进行了5个工作日的公示（单位一楼公告栏张贴），无异议。"
    assert sentence in page
    await record_result(browser, task, result=sentence)
    assert f"{sentence}同意报送。" in (await browser.get(f"/review/{task.id}/decision")).text


@pytest.mark.rule("E4.4")
async def test_objections_need_their_handling(world: World) -> None:
    task, browser = await examined(world, employer())
    await post(browser, task)
    await notice(world, task, is_over=True)
    refused = await record_result(browser, task, objections="yes")
    assert refused.status_code == 422
    assert "请填写异议及处理情况" in refused.text
    assert "不应写“无异议”" in refused.text
    handled = {
        "handling": "一人反映业绩排名有误，经核查属实，已更正。",
        "result": "公示期间收到一条异议，已处理。",
    }
    assert (await record_result(browser, task, objections="yes", **handled)).status_code == 303
    (row,) = await world.rows("select has_objections, handling, recorded_by_name from publicities")
    assert row == {"has_objections": True, "handling": handled["handling"], "recorded_by_name": "王五"}


async def test_a_stale_result_is_shown_and_nothing_is_overwritten(world: World) -> None:
    task, browser = await examined(world, employer())
    await post(browser, task)
    await notice(world, task, is_over=True)
    path = f"/review/{task.id}/publicity/result"
    typed = {"version": "1", "objections": "no", "result": "第一个人登记的公示结果，无异议。"}
    assert (await browser.post(path, data=typed)).status_code == 303
    assert (await browser.post(path, data=typed)).status_code == 303  # a second click
    refused = await browser.post(path, data={**typed, "result": "第二个标签页登记的结果，无异议。"})
    assert refused.status_code == 409
    assert "第一个人登记的公示结果" in refused.text
    assert "第二个标签页登记的结果" in refused.text
    assert (await world.rows("select result from publicities"))[0]["result"].startswith("第一个人")


async def test_only_the_employers_stop_has_a_publicity(world: World) -> None:
    office = department()
    task, browser = await examined(world, office)
    assert (await browser.get(f"/review/{task.id}/publicity")).status_code == 404
    assert (await post(browser, task)).status_code == 404
    assert (await browser.post(f"/review/{task.id}/publicity/result", data={})).status_code == 404


@pytest.mark.rule("E4.5")
async def test_a_publicity_that_stands_needs_no_second_posting(world: World) -> None:
    office, case = employer(), await world.a_case()
    task, browser = await examined(world, office, case)
    await publicise(world, browser, task)
    await decide(browser, task, **returning("photo"))
    again = await world.a_case(round=2, case_id=case.id)
    later = await again.task(office, publicity_stands=True, opened_at=OPENED + timedelta(days=30))
    await notice(world, later, is_over=True)  # the workflow says so although nothing was posted for this task
    await examine(browser, later)
    page = (await browser.get(f"/review/{later.id}/publicity")).text
    assert "不需要重新公示" in page
    assert (await decide(browser, later, **passing(office))).status_code == 303
    ref = await again.sealed(later)
    section = await world.file.open(case.id, ref, DecisionSection)
    assert section.data.publicity
    assert section.data.publicity.place == "单位一楼公告栏张贴"


@pytest.mark.rule("E4.5")
async def test_changed_content_is_made_public_again(world: World) -> None:
    office, case = employer(), await world.a_case()
    task, browser = await examined(world, office, case)
    await publicise(world, browser, task)
    await decide(browser, task, **returning("records"))
    again = await world.a_case(round=2, case_id=case.id)
    later = await again.task(office, opened_at=OPENED + timedelta(days=30))
    await examine(browser, later)
    assert "还没有公示" in (await decide(browser, later, **passing(office))).text
    assert (await post(browser, later)).status_code == 303


@pytest.mark.rule("E4.5")
async def test_the_public_sees_running_publicities_only_and_no_numbers(world: World) -> None:
    office = employer()
    task, browser = await examined(world, office, await world.a_case(name="公示的人"))
    public = world.visitor()
    assert "目前没有正在进行的公示" in (await public.get("/publicity")).text
    await post(browser, task)
    await notice(world, task, is_provisional=True)
    page = await public.get("/publicity")
    assert page.status_code == 200
    for text in (
        "公示的人",
        'href="tel:0575-88880000"',
        "绍兴市环境监测中心站",
        "监测与分析",
        "环境监测",
        "2022年10月10日 24:00",
        "（暂定）",
    ):
        assert text in page.text
    for secret in ("330602", "13800138000", "某路1号", str(task.application_id), str(task.id)):
        assert secret not in page.text
    await notice(world, task, is_over=True)
    assert "公示的人" not in (await public.get("/publicity")).text


async def page_of(world: World) -> str:
    (row,) = await world.rows("select token from publicities")
    return f"/publicity/{row['token']}"


@pytest.mark.rule("E4.5")
async def test_each_publicity_has_a_page_at_an_address_that_nobody_guesses(world: World) -> None:
    task, browser = await examined(world, employer(), await world.a_case(name="公示的人"))
    await post(browser, task)
    await notice(world, task)
    page, public = await page_of(world), world.visitor()
    assert f'href="{page}"' in (await public.get("/publicity")).text
    for known in (task.id, task.application_id, task.person_id):
        assert str(known).replace("-", "") not in page.replace("-", "")
    shown = await public.get(page)
    for text in ("公示的人", "绍兴市环境监测中心站", "单位一楼公告栏张贴", "2022年10月10日 24:00"):
        assert text in shown.text
    for secret in ("330602", "13800138000", "某路1号", str(task.application_id), str(task.id)):
        assert secret not in shown.text
    sheet = await public.get(f"{page}/sheet.pdf")
    assert sheet.content == b"%PDF-1.7 sheet"
    for answer in (shown, sheet, await public.get("/publicity")):
        assert "noindex" in answer.headers["x-robots-tag"]
        assert answer.headers["cache-control"] == "no-store"
    assert '<meta name="robots" content="noindex' in shown.text
    for wrong in (f"{page[:-1]}~", "/publicity/1", f"/publicity/{task.id}"):
        assert (await public.get(wrong)).status_code == 404


@pytest.mark.rule("E4.5")
@pytest.mark.parametrize("end", ["over", "withdrawn"])
async def test_the_page_of_a_publicity_is_gone_with_its_end(world: World, end: str) -> None:
    task, browser = await examined(world, employer(), await world.a_case(name="公示的人"))
    await post(browser, task)
    page, public = await page_of(world), world.visitor()
    assert (await public.get(page)).status_code == 200
    if end == "over":
        await notice(world, task, is_over=True)
    else:
        await world.activities.close_task(CloseTask(task_id=task.id, at=OPENED))
    for address in (page, f"{page}/sheet.pdf"):
        gone = await public.get(address)
        assert gone.status_code == 410
        assert "公示的人" not in gone.text
        assert "公示已经结束" in gone.text


@pytest.mark.rule("E4.5")
@pytest.mark.parametrize("end", ["returned", "withdrawn"])
async def test_a_case_that_goes_back_is_not_public_any_more(world: World, end: str) -> None:
    office = employer()
    task, browser = await examined(world, office)
    await post(browser, task)
    await notice(world, task)
    assert "张三" in (await world.visitor().get("/publicity")).text
    if end == "returned":
        await decide(browser, task, **returning("records"))
    else:
        await world.activities.close_task(CloseTask(task_id=task.id, at=OPENED))
    assert "张三" not in (await world.visitor().get("/publicity")).text
