"""An office makes the results of its meeting public, or recommends those who were elected (B6.1)."""

import asyncio
import re

import pytest

from contracts.results import Onward
from kit.db import transaction
from kit.errors import Invalid
from services.review.results.domain import Vote
from services.review.results.operations import recording
from services.review.results.operations.recording import RecordedBefore
from tests.service.review.results.electing import (
    FAILS,
    PLAN,
    a_candidate,
    announce,
    committee,
    elected,
    token_of,
)
from tests.service.review.world import World, department, employer, give_commission

PUBLISHED = "select body from outbox where topic = 'review.result_published' order by position"
JUDGED = "select body, heard_at is not null as heard from outbox where topic = 'review.judged'"
RECOMMENDED = "select body from outbox where topic = 'review.recommended' order by position"


async def test_a_result_is_recorded_once_and_the_same_again_does_nothing(world: World) -> None:
    one = await a_candidate(world, committee())
    await one.voted(world)
    await one.voted(world)
    with pytest.raises(RecordedBefore):
        await one.voted(world, FAILS)
    (row,) = await world.rows("select present, yes, outcome, text, recorded_by from results")
    assert tuple(row.values()) == (15, 10, "elected", "", "钱七、孙八")
    (told,) = [row["body"] for row in await world.rows(JUDGED)]
    assert (told["candidate_id"], told["outcome"]) == (str(one.candidate.id), "elected")


@pytest.mark.parametrize(
    "vote",
    [Vote(present=0, yes=0), Vote(present=15, yes=16), Vote(present=15, yes=9), Vote(present=3, yes=None)],
)
async def test_a_vote_that_cannot_be_is_refused_and_nothing_is_written(world: World, vote: Vote) -> None:
    one = await a_candidate(world, committee())
    async with transaction(world.pool) as conn:
        with pytest.raises(Invalid):
            await recording.record(conn, one.candidate, vote, by="钱七")
    assert await world.rows("select 1 from results") == []
    assert await world.rows(JUDGED) == []


async def test_a_vote_is_heard_when_the_workflow_asks_for_what_follows(world: World) -> None:
    passed, failed = [await a_candidate(world, committee(), place) for place in (1, 2)]
    await passed.voted(world)
    await failed.voted(world, FAILS)
    assert [row["heard"] for row in await world.rows(JUDGED)] == [False, False]
    await passed.opened(world)
    assert [row["heard"] for row in await world.rows(f"{JUDGED} order by position")] == [True, False]
    await failed.sealed(world)
    assert [row["heard"] for row in await world.rows(JUDGED)] == [True, True]


async def test_those_who_were_elected_are_made_public_in_roster_order(world: World) -> None:
    office = committee()
    found = await elected(world, office, ["张三", "李四", "周五"])
    browser = world.browser(office)
    overview = (await browser.get("/review/results")).text
    assert "待公示" in overview
    page = (await browser.get(PLAN)).text
    assert re.findall("张三|李四|周五", page) == ["张三", "李四", "周五"]
    done = await announce(browser)
    assert done.status_code == 303
    told = [row["body"]["release_id"] for row in await world.rows(PUBLISHED)]
    assert told == [str(one.release_id) for one in found]
    serials = await world.rows("select serial from releases order by serial")
    assert [row["serial"] for row in serials] == [1, 2, 3]
    assert "0575-88880000" in (await browser.get(done.headers["location"])).text
    assert "最近办理的" in (await browser.get("/review/results")).text


async def test_pressed_four_times_at_once_it_is_announced_once(world: World) -> None:
    office = committee()
    await elected(world, office, ["张三", "李四"])
    browser = world.browser(office)
    answers = await asyncio.gather(*(announce(browser) for _ in range(4)))
    (row,) = await world.rows("select id from announcements")
    assert {answer.headers["location"] for answer in answers} == {f"/review/results/{row['id']}"}
    assert len(await world.rows(PUBLISHED)) == 2


async def test_pressed_again_it_leads_to_what_was_announced_and_a_colleague_is_told(world: World) -> None:
    """Whose answer was lost presses again, and must not read that there is no such plan."""
    office = committee()
    await elected(world, office)
    browser = world.browser(office)
    first, again = await announce(browser), await announce(browser)
    assert again.headers["location"] == first.headers["location"]
    assert (await announce(browser, telephone="0575-88881111")).status_code == 409
    late = await announce(world.browser(office, person="孙八"))
    assert late.status_code == 409
    assert "可能已经由他人办理" in late.text
    assert len(await world.rows(PUBLISHED)) == 1


async def test_half_a_meeting_is_not_announced(world: World) -> None:
    office = committee()
    await elected(world, office, ["张三"])
    late = await a_candidate(world, office, 2, name="李四")
    await late.voted(world)
    refused = await announce(world.browser(office))
    assert refused.status_code == 409
    assert "正在登记" in refused.text
    assert await world.rows(PUBLISHED) == []
    await late.opened(world)
    assert (await announce(world.browser(office))).status_code == 303
    assert len(await world.rows(PUBLISHED)) == 2


async def test_who_was_not_elected_stands_on_no_list(world: World) -> None:
    office = committee()
    await elected(world, office, ["张三"])
    failed = await a_candidate(world, office, 2, name="李四")
    await failed.voted(world, FAILS)
    assert (await announce(world.browser(office))).status_code == 303
    page = (await world.visitor().get(f"/publicity/results/{await token_of(world)}")).text
    assert "张三" in page
    assert "李四" not in page


async def test_without_a_number_to_call_nothing_is_public(world: World) -> None:
    office = committee()
    await elected(world, office)
    refused = await announce(world.browser(office), telephone="88")
    assert refused.status_code == 422
    assert "带区号" in refused.text
    assert await world.rows("select 1 from announcements") == []


async def test_another_office_sees_and_announces_nothing(world: World) -> None:
    await elected(world, committee())
    for other in (committee(), department()):
        browser = world.browser(other)
        assert (await browser.get(PLAN)).status_code == 404
        assert (await announce(browser)).status_code == 404
        assert "没有待办理的评审结果" in (await browser.get("/review/results")).text
    assert (await world.browser(employer()).get("/review/results")).status_code == 403
    assert await world.rows("select 1 from announcements") == []


@pytest.mark.rule("B6.1")
@pytest.mark.rule("P1.1")
async def test_a_mid_level_office_recommends_in_roster_order_with_the_roster(world: World) -> None:
    office = committee()
    found = await elected(world, office, ["张三", "李四", "周五"], onward=Onward.RECOMMEND)
    browser = world.browser(office)
    page = (await browser.get(PLAN)).text
    assert "花名册第 2 版" in page
    assert "推荐以上 3 人" in page
    assert (await browser.post(PLAN)).status_code == 303
    told = [row["body"]["release_id"] for row in await world.rows(RECOMMENDED)]
    assert told == [str(one.release_id) for one in found]
    (row,) = await world.rows("select token, onward from announcements")
    assert (row["token"], row["onward"]) == (None, "recommend")


@pytest.mark.rule("B6.1")
@pytest.mark.rule("M1.1")
async def test_nobody_is_recommended_without_the_letter_of_commission(world: World) -> None:
    office = committee()
    await elected(world, office, ["张三", "李四"], onward=Onward.RECOMMEND)
    async with world.pool.acquire() as conn:
        await conn.execute("update tasks set needs_commission = true")
    browser = world.browser(office)
    assert "还没有提交，提交后才能推荐" in (await browser.get(PLAN)).text
    refused = await browser.post(PLAN)
    assert refused.status_code == 409
    assert "还没有提交这一申报计划的评审委托书" in refused.text
    assert not await world.rows(RECOMMENDED)
    people = (await browser.get("/review/commissions/2022-engineer/letter")).text
    assert "张三" in people
    assert "李四" in people
    await give_commission(world, office)
    assert "已提交，编号" in (await browser.get(PLAN)).text
    assert (await browser.post(PLAN)).status_code == 303
    assert len(await world.rows(RECOMMENDED)) == 2
    letters = await world.rows("select distinct commission_id from tasks")
    assert letters == await world.rows("select id as commission_id from commissions")


@pytest.mark.rule("B6.1")
async def test_what_was_recommended_is_heard_when_the_next_office_has_it(world: World) -> None:
    office = committee()
    (one,) = await elected(world, office, onward=Onward.RECOMMEND)
    await world.browser(office).post(PLAN)
    heard = "select heard_at is not null as heard from outbox where topic = 'review.recommended'"
    assert [row["heard"] for row in await world.rows(heard)] == [False]
    await one.case.task(committee(stage="senior-committee"))
    assert [row["heard"] for row in await world.rows(heard)] == [True]
