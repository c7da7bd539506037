"""Checks that the platform computes: recorded, overruled only with a reason, in the way of passing."""

from typing import Any

import httpx2
import pytest

from contracts.review import Task
from contracts.sections.checks import Result
from contracts.sections.decision import DecisionSection
from tests.service.review.world import (
    Case,
    Office,
    World,
    decide,
    department,
    employer,
    examine,
    passing,
    post,
    publicise,
    returning,
    version_of,
)

pytestmark = pytest.mark.rule("C2.1")

YOUNG: dict[str, Any] = {  # the title is three years old
    "current_title_on": "201809",
    "appointed_on": "201810",
    "basic": {"title_obtained_on": "201809", "appointed_on": "201810"},
}
WHY = "符合破格申报条件，已核对批复原件。"
HR = Office("绍兴市人力资源和社会保障局", department().role, "city_hr", person="孙八")


async def overrule(browser: httpx2.AsyncClient, task: Task, **reasons: str) -> httpx2.Response:
    """Every item is in order, and checks are not gone by."""
    path = f"/review/{task.id}/findings"
    items = [row["item"] for row in await _rows_of(browser, path)]
    typed = {f"mark-{item}": "ok" for item in items}
    typed |= {f"overrule-{code}": reason for code, reason in reasons.items()}
    return await browser.post(path, data={"version": await version_of(browser, path), **typed})


async def _rows_of(browser: httpx2.AsyncClient, path: str) -> list[dict[str, str]]:
    page = (await browser.get(path)).text
    return [{"item": part.split('"')[0]} for part in page.split('name="mark-')[1:]]


async def sealed(case: Case, task: Task) -> DecisionSection:
    ref = await case.sealed(task)
    return (await case.world.file.open(case.id, ref, DecisionSection)).data


async def test_every_check_is_recorded_once_with_what_was_found_and_what_is_wanted(world: World) -> None:
    office = department()
    case = await world.a_case()
    task = await case.task(office)
    await world.activities.open_task(task)
    rows = await world.rows("select code, result, measured, wanted from checks order by place")
    assert {row["result"] for row in rows} == {"met"}
    assert len(rows) == 16
    page = (await world.browser(office).get(f"/review/{task.id}/findings")).text
    for row in rows:
        assert row["measured"] in page
        assert row["wanted"] in page
    assert 'name="overrule-' not in page


async def test_an_employer_sees_the_checks_of_its_own_items(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    page = (await world.browser(office).get(f"/review/{task.id}/findings")).text
    assert "业绩取得时间" in page
    assert "现任资格年限" not in page


async def test_with_an_unmet_check_nothing_goes_up(world: World) -> None:
    office = department()
    task = await (await world.a_case(**YOUNG)).task(office)
    browser = world.browser(office)
    assert (await examine(browser, task)).status_code == 303
    assert "有不符合项" in (await browser.get(f"/review/{task.id}")).text
    assert "1 项系统核对未通过，不能选择" in (await browser.get(f"/review/{task.id}/decision")).text
    refused = await decide(browser, task, **passing(office))
    assert refused.status_code == 422
    assert "系统核对“现任资格年限”不符合：还差 1 年" in refused.text
    assert await world.rows("select 1 from outbox where topic = 'review.decided'") == []


@pytest.mark.parametrize("reason", ["可以", "长" * 501])
async def test_a_reason_that_says_nothing_is_refused_beside_its_field(world: World, reason: str) -> None:
    office = department()
    task = await (await world.a_case(**YOUNG)).task(office)
    browser = world.browser(office)
    refused = await overrule(browser, task, title_years=reason)
    assert refused.status_code == 422
    assert 'id="overrule-title_years-error"' in refused.text
    assert await world.rows("select 1 from checks where overruled_at is not null") == []


async def test_an_overruled_check_goes_up_and_every_later_office_reads_by_whom_and_why(world: World) -> None:
    office = department()
    case = await world.a_case(**YOUNG)
    task = await case.task(office)
    browser = world.browser(office)
    assert (await overrule(browser, task, title_years=WHY)).status_code == 303
    assert WHY in (await browser.get(f"/review/{task.id}/findings")).text
    passed = await decide(browser, task, **passing(office))
    assert passed.status_code == 303
    check = next(one for one in (await sealed(case, task)).checks if one.result is not Result.MET)
    assert check.overruled
    assert (check.code, check.overruled.by, check.overruled.reason) == ("title_years", office.person, WHY)
    then = await case.task(HR)
    page = (await world.browser(HR).get(f"/review/{then.id}")).text
    told = page.split(f"{office.name}不采用的系统核对结果")[1].split("</table>")[0]
    assert WHY in told
    assert office.person in told
    refused = await decide(world.browser(HR), then, **passing(HR))
    assert "系统核对“现任资格年限”不符合" in refused.text  # it is theirs to judge anew


async def test_what_is_overruled_can_be_taken_back_and_the_same_again_keeps_who_it_was(world: World) -> None:
    office = department()
    task = await (await world.a_case(**YOUNG)).task(office)
    first, second = world.browser(office), world.browser(office, person="钱七")
    await overrule(first, task, title_years=WHY)
    await overrule(second, task, title_years=WHY)
    assert await world.rows("select overruled_by from checks where code = 'title_years'") == [
        {"overruled_by": office.person}
    ]
    await overrule(second, task)
    refused = await decide(second, task, **passing(office, signature="钱七"))
    assert "系统核对“现任资格年限”不符合" in refused.text


async def test_two_tabs_are_shown_each_others_reasons(world: World) -> None:
    office = department()
    task = await (await world.a_case(**YOUNG)).task(office)
    browser = world.browser(office)
    await overrule(browser, task, title_years=WHY)
    path = f"/review/{task.id}/findings"
    stale = await browser.post(path, data={"version": "1", "overrule-title_years": "另有依据，见会议纪要。"})
    assert stale.status_code == 409
    differences = stale.text.split("不同之处")[1].split("</table>")[0]
    assert WHY in differences
    assert "另有依据，见会议纪要。" in differences


async def test_what_cannot_be_told_stands_in_the_way_too(world: World) -> None:
    office = employer()
    case = await world.a_case(basic={"employer": "绍兴市环境监测中心"})
    task = await case.task(office)
    browser = world.browser(office)
    await examine(browser, task)
    assert (await post(browser, task)).status_code == 409  # nothing is made public either
    refused = await decide(browser, task, **passing(office))
    assert "系统核对“用人单位”材料不足，无法判断" in refused.text
    await overrule(browser, task, employer="单位已更名，营业执照已核对。")
    await publicise(world, browser, task)
    assert (await decide(browser, task, **passing(office))).status_code == 303


@pytest.mark.rule("C2.2")
async def test_what_is_unclear_is_returned_and_not_passed(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await examine(browser, task, education="unclear")
    page = (await browser.get(f"/review/{task.id}/decision")).text
    assert "1 项材料不清，不能选择；请先处理，或退回申报人" in page
    refused = await decide(browser, task, **passing(office))
    assert refused.status_code == 422
    assert "“继续教育”材料不清，不能通过，应退回申报人补充" in refused.text
    named = {"reasons-education": "education-missing", "text-education": "学时证明看不清，请重新上传。"}
    back = {"verdict": "returned", **named}
    assert (await decide(browser, task, **back)).status_code == 303


async def next_round(world: World, **changes: Any) -> list[dict[str, Any]]:
    """What is still overruled when the case comes back with these changes."""
    office = department()
    case = await world.a_case(**YOUNG)
    task = await case.task(office)
    browser = world.browser(office)
    await overrule(browser, task, title_years=WHY)
    back = returning("form", text="本人述职过于简单，请补充。")
    assert (await decide(browser, task, **back)).status_code == 303
    then = await (await world.a_case(round=2, case_id=case.id, **{**YOUNG, **changes})).task(office)
    found = "select overruled_because from checks where task_id = $1 and overruled_at is not null"
    return await world.rows(found, then.id)


async def test_an_overruling_holds_in_the_next_round_where_the_check_found_the_same(world: World) -> None:
    assert await next_round(world, statement="补充了三项监测工作。") == [{"overruled_because": WHY}]


async def test_another_finding_of_a_check_is_judged_anew(world: World) -> None:
    basic = {"title_obtained_on": "201810", "appointed_on": "201810"}
    assert await next_round(world, current_title_on="201810", basic=basic) == []
