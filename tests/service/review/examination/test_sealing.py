"""The workflow's questions: told twice is told once, and a decision becomes a section of the case file."""

from datetime import date
from typing import Any

import pytest
from prometheus_client import REGISTRY
from temporalio.testing import ActivityEnvironment

from contracts.application import Verdict
from contracts.case import Role
from contracts.review import CloseTask, PublicityNotice, SealDecision
from contracts.sections.decision import DecisionSection, ItemFinding, Mend, Reason
from contracts.sections.publicity import Publicity
from kit.ids import new_id
from kit.temporal import activities_of
from services.review.examination.operations.sealing import NotDecided
from services.review.tasks.operations import NoSuchTask
from tests.service.review.world import (
    DUE,
    ITEMS,
    OPENED,
    OPINION,
    World,
    decide,
    department,
    employer,
    examine,
    passing,
    publicise,
    returning,
)


async def test_a_pass_is_sealed_with_findings_opinion_and_publicity(world: World) -> None:
    office, case = employer(), await world.a_case()
    task = await case.task(office)
    browser = world.browser(office)
    await examine(browser, task)
    await publicise(world, browser, task)
    await decide(browser, task, **passing(office))
    previous = case.manifest[-1].sha256
    ref = await case.sealed(task, previous)
    section = await world.file.open(case.id, ref, DecisionSection)
    assert (ref.name, section.section, section.previous) == (
        "decision-1-employer",
        "decision-1-employer",
        previous,
    )
    data = section.data
    assert (data.stage, data.office, data.role) == ("employer", "绍兴市环境监测中心站", Role.EMPLOYER)
    assert (data.round, data.verdict, data.reason, data.changes) == (1, Verdict.PASSED, "", ())
    assert data.items == tuple(
        ItemFinding(item=item, name=name, finding="ok", remark="")
        for item, name in zip(ITEMS, ["基本信息", "业绩档案", "申报信息", "附件", "证件照"], strict=True)
    )
    assert (data.opinion, data.signed_by) == (OPINION, "王五")
    assert data.decided_at.isoformat().endswith("+08:00")
    assert data.attestation
    assert data.attestation.by == "王五"
    assert data.publicity == Publicity(
        place="单位一楼公告栏张贴",
        posted_on=date(2022, 9, 28),
        ended_on=date(2022, 10, 10),
        days=5,
        objections="无异议",
        result="于2022年9月28日至10月11日公示5个工作日，无异议。",
    )


@pytest.mark.rule("E4.3")
async def test_a_return_is_sealed_with_what_to_change(world: World) -> None:
    office, case = employer(), await world.a_case()
    task = await case.task(office)
    changes = returning("photo", "records", text="请更换照片")
    await decide(world.browser(office), task, **changes)
    data = (await world.file.open(case.id, await case.sealed(task), DecisionSection)).data
    assert (data.verdict, data.reason) == (
        Verdict.RETURNED,
        "业绩档案：请更换照片\n证件照：请更换照片",
    )
    assert data.changes == ("业绩档案", "证件照")
    assert data.form == 5
    photo = Reason(code="photo-quality", item="photo", words="照片底色、清晰度不符合要求")
    assert data.mends[1] == Mend(
        item="photo",
        name="证件照",
        reasons=(photo,),
        text="请更换照片",
        remedy="重新上传白底、清晰的证件照。",
    )
    assert (data.publicity, data.attestation) == (None, None)


async def test_sealing_twice_is_sealing_once(world: World) -> None:
    office, case = employer(), await world.a_case()
    task = await case.task(office)
    returned = returning("photo", text="请更换照片")
    await decide(world.browser(office), task, **returned)
    request = SealDecision(task_id=task.id, name="decision-1-employer", previous="p")
    assert await world.activities.seal_decision(request) == await world.activities.seal_decision(request)


async def test_how_long_a_decision_took_to_reach_the_next_office_is_counted_once(world: World) -> None:
    office, case = employer(), await world.a_case()
    task = await case.task(office)
    before = reached()
    await decide(world.browser(office), task, **returning("photo", text="请更换照片"))
    decided = SealDecision(task_id=task.id, name="decision-1-employer", previous="p")
    opened = await case.task(department(), decided=decided)
    await world.activities.open_task(opened)
    await (await world.a_case()).task(office)
    assert reached() == before + 1


def reached() -> float:
    """How many decisions reached the next office."""
    return REGISTRY.get_sample_value("decision_to_task_seconds_count", {"city": "shaoxing"}) or 0.0


async def test_what_is_not_decided_cannot_be_sealed(world: World) -> None:
    task = await (await world.a_case()).task(employer())
    with pytest.raises(NotDecided):
        await world.activities.seal_decision(
            SealDecision(task_id=task.id, name="decision-1-employer", previous="")
        )


async def test_questions_about_a_task_that_was_never_opened_are_refused(world: World) -> None:
    nothing = new_id()
    with pytest.raises(NoSuchTask):
        await world.activities.close_task(CloseTask(task_id=nothing, at=OPENED))
    with pytest.raises(NoSuchTask):
        await world.activities.note_publicity(
            PublicityNotice(task_id=nothing, due_at=DUE, is_provisional=False, is_over=False)
        )


DECISIONS: dict[str, dict[str, Any]] = {
    "returned": returning("photo", text="请更换照片"),
    "refused": {
        "verdict": "refused",
        "codes": "form-not-this-plan",
        "reason_refused": "不符合申报的学历条件",
        "confirmed": "yes",
    },
}


@pytest.mark.parametrize("verdict", DECISIONS)
async def test_a_decision_at_the_moment_of_a_withdrawal_has_no_effect_and_the_list_says_so(
    world: World, verdict: str
) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await decide(browser, task, **DECISIONS[verdict])
    assert "已作出决定" in (await browser.get(f"/review/{task.id}/decision")).text
    for _ in range(2):
        await world.activities.close_task(CloseTask(task_id=task.id, at=OPENED))
    listed = (await browser.get("/review?state=done")).text
    assert "已撤回" in listed
    assert "不通过" not in listed
    page = (await browser.get(f"/review/{task.id}/decision")).text
    assert "这项决定没有生效" in page
    assert "通知申报人。决定作出后" not in page
    entries = await world.rows("select event from timeline where event in ('decided', 'closed')")
    assert sorted(entry["event"] for entry in entries) == ["closed", "decided"]


async def test_the_activities_are_those_of_the_contract(world: World) -> None:
    found = activities_of(world.activities)
    names = {getattr(activity, "__temporal_activity_definition").name for activity in found}
    contracts = type(world.activities).__bases__
    promised = [verb for contract in contracts for verb in activities_of(contract)]
    assert names == {getattr(verb, "__temporal_activity_definition").name for verb in promised}
    assert not {verb.__qualname__ for verb in found} & {verb.__qualname__ for verb in promised}
    case = await world.a_case()
    task = await case.task(employer())
    await ActivityEnvironment().run(world.activities.open_task, task)
