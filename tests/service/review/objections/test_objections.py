"""Anybody objects while a publicity runs; the employer investigates; nothing passes over it (E4.4, E4.5)."""

import asyncio
import re
from datetime import timedelta

import httpx2
import pytest

from contracts.erasure import PersonRequest
from contracts.review import CloseTask, Task
from contracts.sections.decision import DecisionSection
from kit.clock import SHANGHAI, now
from kit.ids import new_id
from tests.service.review.world import (
    DUE,
    OBJECTION,
    OPENED,
    Case,
    Office,
    World,
    answer,
    date_posting,
    decide,
    department,
    employer,
    examine,
    lodge,
    notice,
    passing,
    post,
    record_result,
    returning,
    token_of,
)

pytestmark = pytest.mark.rule("E4.5")
NAMED = {"named": "yes", "name": "周知情", "mobile": "139 0013 9001"}


async def public(world: World, office: Office, case: Case) -> tuple[Task, httpx2.AsyncClient, str]:
    """A case whose publicity runs."""
    task, browser = await case.task(office, sheet=await case.sheet()), world.browser(office)
    await examine(browser, task)
    await post(browser, task)
    await date_posting(world)
    await notice(world, task)
    return task, browser, await token_of(world, task)


async def test_anybody_objects_and_reads_the_answer_with_the_number(world: World) -> None:
    task, clerk, token = await public(world, employer(), await world.a_case())
    visitor = world.visitor()
    assert f"/publicity/{token}/objection" in (await visitor.get(f"/publicity/{token}")).text
    lodged = await lodge(visitor, token)
    assert lodged.status_code == 303
    receipt = lodged.headers["location"]
    page = (await world.visitor().get(receipt)).text
    code = re.search(r"[0-9A-F]{4}(-[0-9A-F]{4}){3}", page)
    assert code
    assert "正在核查" in page
    assert OBJECTION not in page
    until = world.app.state.objecting.calendar.add(now().astimezone(SHANGHAI).date(), 10).last_day
    assert f"{until.year}年{until.month}月{until.day}日" in page
    (told,) = await answer(world, clerk, task)
    assert told.status_code == 303
    found = await world.visitor().get("/publicity/objections", params={"code": code[0].lower()})
    assert found.headers["location"] == receipt
    page = (await world.visitor().get(receipt)).text
    assert "不成立" in page
    assert "公示内容属实" in page
    for wrong in ("0000-0000-0000-0000", "x" * 300, "%00", str(task.id)):
        assert (await world.visitor().get(f"/publicity/objections/{wrong}")).status_code == 404


@pytest.mark.parametrize("phase", ["counting", "running", "provisional"])
async def test_an_objection_is_taken_at_every_phase_of_the_period(world: World, phase: str) -> None:
    office, case = employer(), await world.a_case()
    task, browser = await case.task(office), world.browser(office)
    await examine(browser, task)
    await post(browser, task)
    if phase != "counting":
        await notice(world, task, is_provisional=phase == "provisional")
    assert (await lodge(world.visitor(), await token_of(world, task))).status_code == 303


@pytest.mark.parametrize("end", ["over", "withdrawn", "returned"])
async def test_after_the_period_it_is_refused_with_where_to_turn(world: World, end: str) -> None:
    task, browser, token = await public(world, employer(), await world.a_case())
    visitor, path = world.visitor(), f"/publicity/{token}/objection"
    form = re.search(r'name="form" value="([^"]+)"', (await visitor.get(path)).text)
    assert form
    if end == "over":
        await notice(world, task, is_over=True)
    elif end == "withdrawn":
        await world.activities.close_task(CloseTask(task_id=task.id, at=OPENED))
    else:
        await decide(browser, task, **returning("photo"))
    late = await visitor.post(path, data={"form": form[1], "text": OBJECTION, "named": "no"})
    assert late.status_code == 410
    assert "/acceptance-points" in late.text
    assert await world.rows("select 1 from objections") == []


async def test_who_objects_is_known_to_the_employer_alone_and_encrypted(world: World) -> None:
    task, clerk, token = await public(world, employer(), await world.a_case())
    await lodge(world.visitor(), token, **NAMED)
    (row,) = await world.rows("select * from objections")
    stored = " ".join(map(str, row.values()))
    told = " ".join(str(one["body"]) for one in await world.rows("select body from outbox"))
    for secret in ("周知情", "13900139001", OBJECTION):
        assert secret not in stored + told
    path = f"/review/{task.id}/objections/{row['id']}"
    page = (await clerk.get(path)).text
    assert "周知情" in page
    assert OBJECTION in page
    assert "13900139001" not in page
    whole = (await clerk.post(f"{path}/mobile")).text
    assert "13900139001" in whole
    assert "本人可以看到" not in whole  # who objected has no list of looks
    neighbour = world.browser(employer())
    for address in (path, f"/review/{task.id}/objections"):
        assert (await neighbour.get(address)).status_code == 404
    assert (await neighbour.post(path, data={"result": "dismissed"})).status_code == 404
    assert (await neighbour.post(f"{path}/mobile")).status_code == 404


async def test_a_case_has_no_objections_of_another(world: World) -> None:
    office = employer()
    _, _, token = await public(world, office, await world.a_case())
    await lodge(world.visitor(), token)
    other, clerk, _ = await public(world, office, await world.a_case())
    (row,) = await world.rows("select id from objections")
    assert (await clerk.get(f"/review/{other.id}/objections/{row['id']}")).status_code == 404
    assert "没有收到异议" in (await clerk.get(f"/review/{other.id}/objections")).text


async def test_what_is_wrong_is_told_at_once_and_what_was_typed_stays(world: World) -> None:
    _, _, token = await public(world, employer(), await world.a_case())
    refused = await lodge(world.visitor(), token, text="太短", named="yes", name="", mobile="12345")
    assert refused.status_code == 422
    for told in ("异议内容过于简单", "请填写您的姓名", "请填写您的 11 位手机号码", "太短"):
        assert told in refused.text
    assert "请选择实名或匿名" in (await lodge(world.visitor(), token, named="perhaps")).text
    assert await world.rows("select 1 from objections") == []


async def test_the_same_page_sends_one_objection(world: World) -> None:
    _, _, token = await public(world, employer(), await world.a_case())
    visitor, path = world.visitor(), f"/publicity/{token}/objection"
    form = re.search(r'name="form" value="([^"]+)"', (await visitor.get(path)).text)
    assert form
    typed = {"form": form[1], "text": OBJECTION, "named": "no"}
    answers = await asyncio.gather(*(visitor.post(path, data=typed) for _ in range(4)))
    assert {one.status_code for one in answers} == {303}
    assert len({one.headers["location"] for one in answers}) == 1
    other = await visitor.post(path, data={**typed, "text": f"{OBJECTION}补充一项。"})
    assert other.status_code == 409
    assert "补充一项" in other.text
    assert len(await world.rows("select 1 from objections")) == 1


async def test_a_page_of_another_publicity_or_none_is_not_taken(world: World) -> None:
    office = employer()
    _, _, first = await public(world, office, await world.a_case())
    _, _, second = await public(world, office, await world.a_case())
    form = re.search(
        r'name="form" value="([^"]+)"', (await world.visitor().get(f"/publicity/{first}/objection")).text
    )
    assert form
    for forged in (form[1], "", "x.y.z"):
        typed = {"form": forged, "text": OBJECTION, "named": "no"}
        refused = await world.visitor().post(f"/publicity/{second}/objection", data=typed)
        assert refused.status_code == 409
        assert "请核对填写的内容后再次提交" in refused.text
    assert await world.rows("select 1 from objections") == []


@pytest.mark.rule("E4.4")
@pytest.mark.parametrize("verdict", ["passed", "returned", "refused"])
async def test_nothing_is_recorded_or_decided_over_an_open_objection(world: World, verdict: str) -> None:
    office = employer()
    task, clerk, token = await public(world, office, await world.a_case())
    await lodge(world.visitor(), token)
    await notice(world, task, is_over=True)
    page = (await clerk.get(f"/review/{task.id}/publicity")).text
    assert "还有 1 件异议没有核查" in page
    refused = await clerk.post(f"/review/{task.id}/publicity/result", data={"version": "1"})
    assert refused.status_code == 409
    typed = {**passing(office), **returning("photo"), "reason_refused": "不符合申报条件"}
    told = await decide(clerk, task, **{**typed, "verdict": verdict, "confirmed": "yes"})
    assert told.status_code == 422
    assert "还有 1 件异议没有核查，请先核查并答复" in told.text


@pytest.mark.rule("E4.4", "C1.1")
async def test_the_outcome_is_computed_from_the_objections(world: World) -> None:
    office, case = employer(), await world.a_case()
    task, clerk, token = await public(world, office, case)
    for _ in range(2):
        await lodge(world.visitor(), token)
    assert {one.status_code for one in await answer(world, clerk, task)} == {303}
    await notice(world, task, due_at=DUE + timedelta(seconds=3), is_over=True)
    page = (await clerk.get(f"/review/{task.id}/publicity")).text
    handled = "公示期间收到异议2件，经核查2件不成立，已答复异议人。"
    sentence = "进行了5个工作日的公示（单位一楼公告栏张贴），收到异议2件，经核查均不成立。"
    assert handled in page
    assert sentence in page
    denied = await record_result(clerk, task)
    assert denied.status_code == 422
    assert "公示期间收到异议 2 件，请选择“有异议”" in denied.text
    outcome = {"objections": "yes", "handling": handled, "result": sentence}
    assert (await record_result(clerk, task, **outcome)).status_code == 303
    assert (await decide(clerk, task, **passing(office))).status_code == 303
    section = await world.file.open(case.id, await case.sealed(task), DecisionSection)
    assert section.data.publicity
    assert section.data.publicity.objections == handled


@pytest.mark.rule("E4.4")
async def test_an_upheld_objection_is_followed_by_return_or_refusal(world: World) -> None:
    office = employer()
    task, clerk, token = await public(world, office, await world.a_case())
    await lodge(world.visitor(), token)
    await answer(world, clerk, task, result="upheld", answer="经查阅项目合同，排名有误。")
    await notice(world, task, is_over=True)
    typed = {
        "objections": "yes",
        "handling": "收到异议一件，经核查成立。",
        "result": "收到异议一件，经核查成立。",
    }
    assert (await record_result(clerk, task, **typed)).status_code == 303
    refused = await decide(clerk, task, **passing(office))
    assert refused.status_code == 422
    assert "有 1 件异议经核查成立，不能通过" in refused.text
    assert (await decide(clerk, task, **returning("records"))).status_code == 303


@pytest.mark.rule("E4.4")
async def test_what_was_mended_after_an_upheld_objection_can_pass(world: World) -> None:
    office, case = employer(), await world.a_case()
    task, clerk, token = await public(world, office, case)
    await lodge(world.visitor(), token)
    await answer(world, clerk, task, result="upheld", answer="经查阅项目合同，排名有误。")
    await notice(world, task, is_over=True)
    await decide(clerk, task, **returning("records"))
    again = await world.a_case(round=2, case_id=case.id)
    later = await again.task(office, publicity_stands=True, opened_at=OPENED + timedelta(days=30))
    await examine(clerk, later)
    page = (await clerk.get(f"/review/{later.id}/publicity")).text
    assert "收到异议1件，经核查1件成立" in page
    typed = {
        "objections": "yes",
        "handling": "收到异议一件，成立，已更正。",
        "result": "收到异议一件，成立，已更正。",
    }
    assert (await record_result(clerk, later, **typed)).status_code == 303
    assert (await decide(clerk, later, **passing(office))).status_code == 303


async def test_an_answer_is_given_once_with_its_reason(world: World) -> None:
    task, clerk, token = await public(world, employer(), await world.a_case())
    await lodge(world.visitor(), token)
    for wrong in ({"answer": "好"}, {"result": ""}, {"result": "lapsed"}):
        (refused,) = await answer(world, clerk, task, **wrong)
        assert refused.status_code == 422
    (row,) = await world.rows("select id from objections")
    path = f"/review/{task.id}/objections/{row['id']}"
    typed = {"result": "dismissed", "answer": "经查阅项目合同，公示内容属实。"}
    for _ in range(2):
        assert (await clerk.post(path, data=typed)).status_code == 303
    other = await clerk.post(path, data={**typed, "result": "upheld"})
    assert other.status_code == 409
    assert "已经作出答复" in other.text
    happened = (await clerk.get(f"/review/{task.id}")).text
    assert "收到异议" in happened
    assert "异议已核查并答复" in happened


async def test_the_clock_is_told_of_each_objection_and_of_its_answer(world: World) -> None:
    task, clerk, token = await public(world, employer(), await world.a_case())
    await lodge(world.visitor(), token)
    await answer(world, clerk, task)
    await lodge(world.visitor(), token, text=f"{OBJECTION}另有一项。")
    await world.activities.close_task(CloseTask(task_id=task.id, at=OPENED))
    told = await world.rows(
        "select about, body from outbox where topic = 'review.objection_changed' order by position"
    )
    assert [one["body"]["is_open"] for one in told] == [True, False, True, False]
    assert {one["about"] for one in told} == {task.application_id}
    assert [one["body"]["objection_id"] for one in told[::2]] == [
        one["body"]["objection_id"] for one in told[1::2]
    ]


async def test_later_offices_read_and_do_not_answer(world: World) -> None:
    case = await world.a_case()
    _, _, token = await public(world, employer(), case)
    await lodge(world.visitor(), token, **NAMED)
    later = await case.task(department())
    official = world.browser(department(id=later.stop.office_id))
    assert "待核查" in (await official.get(f"/review/{later.id}/objections")).text
    (row,) = await world.rows("select id from objections")
    path = f"/review/{later.id}/objections/{row['id']}"
    assert OBJECTION in (await official.get(path)).text
    typed = {"result": "dismissed", "answer": "经查阅项目合同，公示内容属实。"}
    assert (await official.post(path, data=typed)).status_code == 409
    assert (await official.post(f"{path}/mobile")).status_code == 409


async def test_what_is_open_lapses_with_a_withdrawn_case(world: World) -> None:
    task, _, token = await public(world, employer(), await world.a_case())
    receipt = (await lodge(world.visitor(), token)).headers["location"]
    for _ in range(2):
        await world.activities.close_task(CloseTask(task_id=task.id, at=OPENED))
    assert "申报已结束，不再核查" in (await world.visitor().get(receipt)).text


async def test_who_objected_is_forgotten_with_the_person_and_all_with_the_case(world: World) -> None:
    task, clerk, token = await public(world, employer(), await world.a_case())
    objector = new_id()
    inside = world.visitor(world.sign_in("applicant", account_id=objector, name="周知情"))
    assert 'value="周知情"' in (await inside.get(f"/publicity/{token}/objection")).text
    await lodge(inside, token, **NAMED)
    await lodge(inside, token)
    kept = await world.rows("select account_id from objections order by account_id nulls last")
    assert [row["account_id"] for row in kept] == [objector, None]  # an anonymous one is nobody's
    await world.activities.erase_person(PersonRequest(person_id=objector))
    (row, _) = await world.rows("select id, account_id from objections order by lodged_at")
    assert row["account_id"] is None
    page = (await clerk.get(f"/review/{task.id}/objections/{row['id']}")).text
    assert "周知情" not in page
    assert OBJECTION in page
    await world.activities.erase_person(PersonRequest(person_id=task.person_id))
    assert await world.rows("select 1 from objections") == []


async def test_an_objection_makes_the_desk_act_while_the_publicity_runs(world: World) -> None:
    task, clerk, token = await public(world, employer(), await world.a_case())
    await lodge(world.visitor(), token)
    await answer(world, clerk, task)
    told = await world.rows("select body from outbox where topic = 'review.queue_changed' order by position")
    assert [one["body"]["resting"] for one in told][-3:] == [1, 0, 1]
