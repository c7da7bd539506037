"""A committee's office sends a case back before its meeting: once, and never one that a meeting has."""

import asyncio
from uuid import UUID

import pytest

from contracts.candidates import SealReturn
from contracts.sections.decision import DecisionSection
from kit.ids import new_id
from tests.service.review.committee.test_experts import OFFICE, OTHER
from tests.service.review.meetings.gathering import accepted, voting
from tests.service.review.returns.waiting import WHY, page_of, waiting
from tests.service.review.rosters.test_desk import press, read
from tests.service.review.world import World, department, returning

PLAN = "2022-engineer"
MENDS = returning("attachments", text=WHY)
TOLD = "select body, heard_at from outbox where topic = 'review.candidate_returned'"


async def candidate_of(world: World, case: UUID) -> UUID:
    (row,) = await world.rows("select id from candidates where application_id = $1", case)
    return UUID(str(row["id"]))


async def sheet(world: World, version: int) -> list[list[str]]:
    """A version as it is taken away: number and name."""
    (row,) = await world.rows("select id from rosters where version = $1", version)
    answer = await world.browser(OFFICE).get(f"/review/rosters/{row['id']}/roster.xlsx")
    return [line[:2] for line in read(answer.content)]


@pytest.mark.rule("M1.2")
async def test_who_is_sent_back_leaves_the_next_version_and_nobody_gets_the_number(world: World) -> None:
    first, second = [await accepted(world, OFFICE, name=name) for name in ("张三", "李四")]
    browser, roster = world.browser(OFFICE), f"/review/rosters/{PLAN}"
    path = page_of(await candidate_of(world, first))
    assert path in (await browser.get(roster)).text
    assert "原序号 1 保留不用" in (await browser.get(path)).text
    (row,) = await world.rows("select person_id from candidates where application_id = $1", first)
    own = world.visitor(world.sign_in("official", org_id=OFFICE.id, person_id=row["person_id"]))
    assert [(await own.get(path)).status_code, (await own.post(path, data=MENDS)).status_code] == [403, 403]
    answers = await asyncio.gather(*(browser.post(path, data=MENDS) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [303] * 3
    (told,) = await world.rows(TOLD)
    assert WHY not in str(told["body"])
    assert WHY in (await browser.get(path)).text
    page = (await browser.get(roster)).text
    assert "有 1 人退回补正" in page
    assert (await browser.post(path, data=returning("attachments", text=WHY + "。"))).status_code == 409
    assert (await press(browser)).status_code == 303
    third = await accepted(world, OFFICE, name="王五")
    assert [await sheet(world, version) for version in (2, 3, 4)] == [
        [["1", "张三"], ["2", "李四"]],
        [["2", "李四"]],
        [["2", "李四"], ["3", "王五"]],
    ]
    meeting, _ = await voting(world, OFFICE, [second, third])
    assert "张三" not in (await browser.get(f"/review/meetings/{meeting}/voting")).text


async def test_what_is_to_be_mended_is_sealed_as_a_decision_of_the_office(world: World) -> None:
    candidate = await waiting(world, OFFICE)
    assert (await world.browser(OFFICE).post(page_of(candidate.id), data=MENDS)).status_code == 303
    request = SealReturn(candidate_id=candidate.id, name="decision-1-committee.2", previous="0" * 64)
    ref = await world.activities.seal_return(request)
    assert await world.activities.seal_return(request) == ref
    section = (await world.file.open(candidate.application_id, ref, DecisionSection)).data
    assert (section.verdict, section.office, section.round) == ("returned", OFFICE.name, 1)
    assert [(mend.item, mend.text) for mend in section.mends] == [("attachments", WHY)]
    (told,) = await world.rows(TOLD)
    assert told["heard_at"]
    (row,) = await world.rows("select return_encrypted from candidates")
    assert WHY not in row["return_encrypted"]


async def test_whoever_stands_before_a_meeting_is_not_sent_back(world: World) -> None:
    case = await accepted(world, OFFICE)
    path, browser = page_of(await candidate_of(world, case)), world.browser(OFFICE)
    await voting(world, OFFICE, [case])
    assert "不能退回" in (await browser.get(path)).text
    refused = await browser.post(path, data=MENDS)
    assert refused.status_code == 409
    assert "已经列入评审会议的投票" in refused.text
    assert await world.rows(TOLD) == []


async def test_everything_that_is_wrong_is_told_at_once_and_other_offices_find_nobody(world: World) -> None:
    path = page_of((await waiting(world, OFFICE)).id)
    browser = world.browser(OFFICE)
    assert (await browser.post(path, data={})).status_code == 422
    wrong = await browser.post(path, data={"text-attachments": "短", "text-form": "申报信息填写有误"})
    assert wrong.status_code == 422
    for field in ("reasons-attachments", "text-attachments", "reasons-form"):
        assert f'href="#{field}' in wrong.text
    for office in (OTHER, department()):
        assert (await world.browser(office).get(path)).status_code == 404
        assert (await world.browser(office).post(path, data=MENDS)).status_code == 404
    assert (await browser.get(page_of(new_id()))).status_code == 404
    assert await world.rows(TOLD) == []
