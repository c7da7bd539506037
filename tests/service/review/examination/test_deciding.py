"""One decision closes a task, whoever clicks how often."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from bs4 import BeautifulSoup

from cities import Cities
from contracts.case import Role
from contracts.sections.decision import DecisionSection
from kit.ids import derived, new_id
from tests.service.review.world import (
    OPINION,
    Office,
    World,
    decide,
    department,
    employer,
    examine,
    passing,
    publicise,
    returning,
    version_of,
)

RETURN: dict[str, Any] = returning("records", text="聘任证书缺第二页，请补充上传")
REFUSE = {
    "verdict": "refused",
    "codes": "form-not-this-plan",
    "reason_refused": "任现职年限不足四年，不具备申报条件",
}
AUTHORITIES = [
    department(),
    Office("绍兴市人力资源和社会保障局", Role.HR, "city_hr", person="孙八"),
    Office("绍兴市生态环境专业工程师评委会办公室", Role.COMMITTEE, "committee", person="周九"),
]


async def events(world: World) -> list[dict[str, object]]:
    rows = await world.rows("select id, body from outbox where topic = 'review.decided' order by position")
    return [
        {"id": row["id"], **{key: row["body"][key] for key in ("task_id", "verdict", "stage", "round")}}
        for row in rows
    ]


@pytest.mark.rule("E4.4")
async def test_an_employer_passes_after_publicity_with_an_attested_opinion(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await examine(browser, task)
    await publicise(world, browser, task)
    passed = await decide(browser, task, **passing(office))
    assert (passed.status_code, passed.headers["location"]) == (303, f"/review/{task.id}/decision")
    page = (await browser.get(f"/review/{task.id}/decision")).text
    for text in ("通过", "王五", OPINION, "真实性、准确性"):
        assert text in page
    assert await events(world) == [
        {
            "id": derived("review.decided", task.id),
            "task_id": str(task.id),
            "verdict": "passed",
            "stage": "employer",
            "round": 1,
        }
    ]
    (row,) = await world.rows("select signed_by, attestation, opinion from decisions")
    assert row["signed_by"] == "王五"
    assert "真实性、准确性" in row["attestation"]
    assert [
        entry["event"] for entry in await world.rows("select event from timeline order by created_at")
    ] == [
        "opened",
        "posted",
        "due_known",
        "publicity_over",
        "result_recorded",
        "decided",
    ]


@pytest.mark.rule("B3.3")
@pytest.mark.parametrize("office", AUTHORITIES, ids=lambda office: office.role)
async def test_an_authority_passes_with_its_signed_opinion(world: World, office: Office) -> None:
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await examine(browser, task)
    for unsigned in ({"signature": ""}, {"signature": "别人"}, {"opinion": ""}, {"opinion": "同意"}):
        assert (await decide(browser, task, **passing(office, **unsigned))).status_code == 422
    assert await events(world) == []
    assert (await decide(browser, task, **passing(office))).status_code == 303
    assert "审查通过" in (await browser.get(f"/review/{task.id}/decision")).text
    assert (await world.rows("select signed_by from decisions"))[0]["signed_by"] == office.person


@pytest.mark.rule("E4.3")
async def test_an_employer_returns_with_a_reason_and_what_to_change(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    refused = await decide(browser, task, verdict="returned")
    assert refused.status_code == 422
    assert "请选择需要修改的项目和理由" in refused.text
    assert (await decide(browser, task, **RETURN)).status_code == 303
    page = (await browser.get(f"/review/{task.id}/decision")).text
    for text in ("退回", RETURN["text-records"], "业绩档案"):
        assert text in page
    assert [event["verdict"] for event in await events(world)] == ["returned"]


@pytest.mark.rule("B3.2")
@pytest.mark.parametrize("office", AUTHORITIES, ids=lambda office: office.role)
async def test_an_authority_returns_naming_what_to_change(world: World, office: Office) -> None:
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    unnamed = await decide(browser, task, **{**RETURN, "reasons-records": []})
    assert "请选择“业绩档案”退回的理由" in unnamed.text
    assert (await decide(browser, task, **RETURN)).status_code == 303
    assert "退回修改" in (await browser.get(f"/review/{task.id}/decision")).text


@pytest.mark.rule("E4.2")
async def test_an_employer_refuses_only_after_a_second_confirmation(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    unsaid = (await decide(browser, task, verdict="refused")).text
    assert "请选择不通过的理由" in unsaid
    assert "请填写不通过的理由" in unsaid
    asked = await decide(browser, task, **REFUSE)
    assert asked.status_code == 200
    assert "将结束本次申报" in asked.text
    assert REFUSE["reason_refused"] in asked.text
    assert await events(world) == []
    edited = await decide(browser, task, **REFUSE, act="edit")
    assert REFUSE["reason_refused"] in edited.text
    assert await events(world) == []
    assert (await decide(browser, task, **REFUSE, confirmed="yes")).status_code == 303
    assert [event["verdict"] for event in await events(world)] == ["refused"]
    assert "不通过" in (await browser.get("/review?state=done")).text


@pytest.mark.rule("B3.1")
@pytest.mark.parametrize("office", AUTHORITIES, ids=lambda office: office.role)
async def test_an_authority_refuses_with_a_reason(world: World, office: Office) -> None:
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    unsaid = await decide(browser, task, verdict="refused", confirmed="yes")
    assert unsaid.status_code == 422
    assert (await decide(browser, task, **REFUSE, confirmed="yes")).status_code == 303
    assert "评审不通过" in (await browser.get(f"/review/{task.id}/decision")).text


async def test_all_faults_are_listed_at_once_and_what_was_typed_is_kept(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    answer = await decide(world.browser(office), task, verdict="passed", opinion="太短了", signature="别人")
    assert answer.status_code == 422
    assert "<title>错误：" in answer.text
    for text in (
        "“基本信息”还没有审查",
        "“业绩档案”还没有审查",
        "“申报信息”还没有审查",
        "“证件照”还没有审查",
        "还没有公示",
        "审查意见过于简单",
        "请确认已对基本信息和业绩档案",
        "签署的姓名应与登录账号的姓名一致：王五",
        "太短了",
    ):
        assert text in answer.text


async def test_an_unmet_or_unclear_item_stops_the_pass(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await examine(browser, task, education="unmet", appraisal="unclear")
    answer = await decide(browser, task, **passing(office))
    assert answer.status_code == 422
    assert "“继续教育”不符合要求，不能通过" in answer.text
    assert "“年度考核”材料不清，不能通过" in answer.text


async def test_many_clicks_at_once_are_one_decision(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    version = await version_of(browser, f"/review/{task.id}/decision")
    answers = await asyncio.gather(*(decide(browser, task, **RETURN, version=version) for _ in range(5)))
    assert [answer.status_code for answer in answers] == [303] * 5
    assert len(await events(world)) == 1
    assert len(await world.rows("select 1 from decisions")) == 1


async def test_of_two_clerks_at_once_one_decides_and_the_other_is_told(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    first = world.browser(office, person="王五")
    second = world.browser(office, person="钱七")
    answers = await asyncio.gather(
        decide(first, task, **RETURN, version="1"),
        decide(second, task, **REFUSE, confirmed="yes", version="1"),
    )
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    winner, loser = (
        ("王五", REFUSE["reason_refused"]) if refused is answers[1] else ("钱七", RETURN["text-records"])
    )
    assert f"已由 绍兴市环境监测中心站 {winner} 于" in refused.text
    assert loser in refused.text  # what was typed in vain can be copied
    assert len(await events(world)) == 1


@pytest.mark.parametrize(
    "other", [{**REFUSE, "confirmed": "yes"}, {**RETURN, "text-records": "另外一个理由"}]
)
async def test_a_different_decision_on_a_decided_task_is_refused(
    world: World, other: dict[str, object]
) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office, account_id=new_id())
    await decide(browser, task, **RETURN)
    refused = await decide(browser, task, **other, version="1")
    assert refused.status_code == 409
    assert "作出决定" in refused.text
    assert len(await events(world)) == 1


async def test_the_opinion_is_given_on_findings_that_were_seen(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await examine(browser, task)
    old = await version_of(browser, f"/review/{task.id}/decision")
    await examine(world.browser(office, person="钱七"), task, form="unclear")
    stale = await decide(browser, task, **passing(office), version=old)
    assert stale.status_code == 409
    assert "钱七" in stale.text
    assert OPINION in stale.text
    assert await events(world) == []


async def test_after_a_decision_the_next_case_is_offered(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    following = await (await world.a_case(name="下一位")).task(office)
    browser = world.browser(office)
    await decide(browser, task, **RETURN)
    assert f"/review/{following.id}" in (await browser.get(f"/review/{task.id}/decision")).text
    page = (await browser.get("/review")).text
    assert "待审查（1）" in page
    assert "已审查（1）" in page


@pytest.mark.rule("E4.3", "B3.2")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reasons-records": "nonsense"}, "“业绩档案”没有所选的理由"),
        ({"reasons-records": "photo-quality"}, "“业绩档案”没有所选的理由"),
        ({"reasons-records": "records-false"}, "“业绩档案”没有所选的理由"),  # only for a refusal
        ({"text-records": "缺" * 1001}, "“业绩档案”的具体情况最多 1000 个字"),
        ({"remedy-records": "改" * 501}, "“业绩档案”的办理要求最多 500 个字"),
        (
            {"reasons-education": "education-missing", "text-education": "缺少证明"},
            "不由本单位审查",
        ),
        ({"text-photo": "照片是十年前的"}, "请选择“证件照”退回的理由"),
    ],
)
async def test_a_return_that_names_what_is_not_there_is_refused_and_kept(
    world: World, wrong: dict[str, str], words: str
) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    answer = await decide(browser, task, **{**RETURN, **wrong})
    assert answer.status_code == 422
    assert words in answer.text
    assert wrong.get("text-records", RETURN["text-records"]) in answer.text
    assert await events(world) == []


@pytest.mark.rule("E4.1", "E4.3", "C2.2")
async def test_what_was_found_is_offered_as_the_text_of_the_return_and_none_of_it_is_left_out(
    world: World,
) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await examine(browser, task, education="unclear", **{"remark-education": "2021 年的证明看不清"})
    page = BeautifulSoup((await browser.get(f"/review/{task.id}/decision")).text, "html.parser")
    unfolded = [one.get_text(" ", strip=True) for one in page.select("details[open] > summary")]
    assert unfolded == ["继续教育（材料不清）"]
    offered = page.select_one("#text-education")
    assert offered
    assert offered.get_text(strip=True) == "2021 年的证明看不清"
    left_out = await decide(browser, task, **RETURN)
    assert left_out.status_code == 422
    assert "“继续教育”材料不清，退回时应一并告知申报人" in left_out.text
    named = {"reasons-education": "education-missing", "text-education": "2021 年的证明看不清"}
    assert (await decide(browser, task, **RETURN, **named)).status_code == 303
    page = BeautifulSoup((await browser.get(f"/review/{task.id}/decision")).text, "html.parser")
    told = page.get_text(" ", strip=True)
    for words in ("继续教育证明不全或不清", "2021 年的证明看不清", "补传各年度继续教育学时证明。"):
        assert words in told
    given = await world.rows("select item, code from given_reasons order by code")
    assert [(one["item"], one["code"]) for one in given] == [
        ("education", "education-missing"),
        ("records", "records-other"),
    ]


async def test_another_tabs_findings_leave_what_was_ticked_for_a_return(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    old = await version_of(browser, f"/review/{task.id}/decision")
    await examine(world.browser(office, person="钱七"), task, form="unclear")
    stale = await decide(browser, task, **RETURN, version=old)
    assert stale.status_code == 409
    page = BeautifulSoup(stale.text, "html.parser")
    assert page.select_one('[name="reasons-records"][value="records-other"][checked]')
    assert RETURN["text-records"] in page.get_text()


@pytest.fixture
def two_returns(world: World) -> Iterator[None]:
    """The plan of the case allows two returns."""
    known = world.app.state.cities
    city = known.city("shaoxing")
    plans = tuple(plan.model_copy(update={"most_returns": 2}) for plan in city.plans)
    world.app.state.cities = Cities({"shaoxing": replace(city, plans=plans)})
    yield
    world.app.state.cities = known


@pytest.mark.rule("E4.3", "B3.2")
@pytest.mark.usefixtures("two_returns")
@pytest.mark.parametrize(
    ("submission", "told", "is_last"), [(1, "还可以退回 2 次", False), (2, "这是最后一次退回", True)]
)
async def test_the_last_return_is_said_so(world: World, submission: int, told: str, *, is_last: bool) -> None:
    office, case = employer(), await world.a_case(round=submission)
    task = await case.task(office)
    browser = world.browser(office)
    assert told in (await browser.get(f"/review/{task.id}/decision")).text
    assert (await decide(browser, task, **RETURN)).status_code == 303
    section = await world.file.open(case.id, await case.sealed(task), DecisionSection)
    assert section.data.is_last_return is is_last
    assert ("最后一次退回" in (await browser.get(f"/review/{task.id}/decision")).text) is is_last


@pytest.mark.rule("E4.3", "B3.2")
@pytest.mark.usefixtures("two_returns")
async def test_a_return_beyond_what_the_plan_allows_is_refused_with_what_to_do_instead(
    world: World,
) -> None:
    office = employer()
    task = await (await world.a_case(round=3)).task(office)
    browser = world.browser(office)
    answer = await decide(browser, task, **RETURN)
    assert answer.status_code == 422
    assert "不能再退回：符合条件的通过，不符合条件的写明理由不予通过" in answer.text
    assert RETURN["text-records"] in answer.text
    assert await events(world) == []
    assert (await decide(browser, task, **REFUSE, confirmed="yes")).status_code == 303
