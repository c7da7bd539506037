"""What a closed meeting voted becomes the result of each case, once, with a reason for every refusal."""

import asyncio
from dataclasses import replace
from uuid import UUID

import pytest

from contracts.results import Outcome
from tests.service.review.committee.test_experts import OFFICE, OTHER
from tests.service.review.meetings.gathering import MEETINGS, Phone, accepted, drawn, votes, voting
from tests.service.review.world import World, department

WHY = "业绩成果的数量或质量尚未达到评审标准。"


async def closed(world: World, *cases: UUID, elected: int) -> str:
    """A meeting that elected so many of the cases."""
    meeting, phones = await voting(world, OFFICE, list(cases))
    for phone in phones[:9]:
        await vote_for(phone, cases[:elected], cases[elected:])
    assert (await phones[0].send("end")).status_code == 303
    return meeting


async def vote_for(phone: Phone, those: tuple[UUID, ...], not_those: tuple[UUID, ...]) -> None:
    ticked = {str(one): "yes" for one in those} | {str(one): "no" for one in not_those}
    assert (await phone.send("votes", **votes(**ticked))).status_code == 303


async def recorded(world: World) -> list[tuple[int, str, str]]:
    rows = await world.rows("select place, outcome, text from results order by place")
    return [(row["place"], row["outcome"], row["text"]) for row in rows]


async def judged(world: World) -> list[str]:
    rows = await world.rows("select body from outbox where topic = 'review.judged' order by position")
    return [row["body"]["outcome"] for row in rows]


@pytest.mark.rule("M1.2")
async def test_results_are_recorded_once_by_the_numbers_of_the_roster(world: World) -> None:
    first, second = [await accepted(world, OFFICE, name=name) for name in ("张三", "李四")]
    meeting = await closed(world, first, second, elected=1)
    browser = world.browser(OFFICE)
    page = await browser.get(f"{MEETINGS}/{meeting}/results")
    assert page.status_code == 200
    assert "9 / 11" in page.text
    assert "李四：未通过的说明" in page.text
    assert "张三：未通过的说明" not in page.text
    typed = {"case-2-chosen": WHY}
    answers = await asyncio.gather(
        *(browser.post(f"{MEETINGS}/{meeting}/results", data=typed) for _ in range(3))
    )
    assert [answer.status_code for answer in answers] == [303] * 3
    assert await recorded(world) == [(1, "elected", ""), (2, "not_elected", WHY)]
    assert await judged(world) == [Outcome.ELECTED, Outcome.NOT_ELECTED]
    after = (await browser.get(f"{MEETINGS}/{meeting}/results")).text
    assert "结果已经登记" in after
    assert WHY in after
    other = await browser.post(f"{MEETINGS}/{meeting}/results", data={"case-2-text": "另外的说明文字"})
    assert other.status_code == 409
    assert await recorded(world) == [(1, "elected", ""), (2, "not_elected", WHY)]


async def test_without_a_reason_for_everybody_nothing_is_recorded(world: World) -> None:
    cases = [await accepted(world, OFFICE, name=name) for name in ("张三", "李四", "王五")]
    meeting = await closed(world, *cases, elected=1)
    browser = world.browser(OFFICE)
    typed = {"case-2-text": "太少", "case-1-text": "对通过的人不作说明"}
    answer = await browser.post(f"{MEETINGS}/{meeting}/results", data=typed)
    assert answer.status_code == 422
    assert answer.text.count('href="#case-2-text"') == 1
    assert answer.text.count('href="#case-3-text"') == 1
    assert "太少" in answer.text
    assert not await recorded(world)
    assert not await judged(world)
    typed = {"case-2-text": "主要业绩不是本人完成的。", "case-2-chosen": WHY, "case-3-chosen": WHY}
    assert (await browser.post(f"{MEETINGS}/{meeting}/results", data=typed)).status_code == 303
    assert [text for _, _, text in await recorded(world)] == ["", "主要业绩不是本人完成的。", WHY]


async def test_an_open_vote_and_the_meeting_of_another_office_have_no_results(world: World) -> None:
    case = await accepted(world, OFFICE)
    meeting, phones = await voting(world, OFFICE, [case])
    path = f"{MEETINGS}/{meeting}/results"
    assert (await world.browser(OFFICE).get(path)).status_code == 404
    assert (await world.browser(OFFICE).post(path)).status_code == 404
    await phones[0].send("end")
    for office in (OTHER, department()):
        assert (await world.browser(office).get(path)).status_code == 404
        assert (await world.browser(office).post(path, data={"case-1-chosen": WHY})).status_code == 404
    assert not await recorded(world)


async def test_how_a_recused_member_counts_is_recorded_with_the_vote(world: World) -> None:
    city = world.app.state.cities.city("shaoxing")
    rules = replace(city, meetings=city.meetings.model_copy(update={"recused_counts": False}))
    case, kept = await accepted(world, OFFICE), world.app.state.cities
    world.app.state.cities = replace(kept, by_slug={**kept.by_slug, "shaoxing": rules})
    try:
        meeting, phones = await voting(world, OFFICE, [case])
    finally:
        world.app.state.cities = kept
    await phones[1].send(f"cases/{case}/recusal", why="近亲属")
    for phone in phones[2:9]:
        await vote_for(phone, (case,), ())
    await phones[0].send("end")
    path = f"{MEETINGS}/{meeting}/results"
    assert (await world.browser(OFFICE).post(path)).status_code == 303
    (row,) = await world.rows("select present, yes, recused, recused_counts, outcome from results")
    assert dict(row) == {
        "present": 11, "yes": 7, "recused": 1, "recused_counts": False, "outcome": "elected",
    }  # fmt: skip


async def test_who_has_no_number_or_has_a_result_is_not_voted_on(world: World) -> None:
    first = await accepted(world, OFFICE, name="张三")
    meeting = await closed(world, first, elected=1)
    await world.browser(OFFICE).post(f"{MEETINGS}/{meeting}/results")
    await accepted(world, OFFICE, name="李四")
    async with world.pool.acquire() as conn:
        await conn.execute("update candidates set number = null, version = null where number = 2")
    second = await drawn(world.browser(OFFICE), title="第二次评审会议")
    page = (await world.browser(OFFICE).get(f"{MEETINGS}/{second}/voting")).text
    assert 'name="cases"' not in page
