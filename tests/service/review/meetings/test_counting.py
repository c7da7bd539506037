"""Paper ballots: counted by two officials, each without seeing the other's, until both say the same."""

import asyncio
import re
from typing import Any
from uuid import UUID

from tests.service.review.committee.test_experts import OFFICE, OTHER
from tests.service.review.meetings.gathering import MEETINGS, Phone, accepted, votes, voting
from tests.service.review.meetings.test_papers import granted
from tests.service.review.world import World, department

RIGHT = {
    "number": "1",
    "handed": "9",
    "returned": "9",
    "yes-1": "7",
    "no-1": "1",
    "abstained-1": "1",
    "invalid-1": "0",
    "yes-2": "4",
    "no-2": "2",
    "abstained-2": "1",
    "invalid-2": "1",  # one is recused
}
WRONG = RIGHT | {"yes-1": "6", "no-1": "2"}


async def on_paper(world: World) -> tuple[str, list[Phone], list[UUID]]:
    """A meeting of nine that voted on two cases on paper, one recused in the second; its chair ended it."""
    cases = [await accepted(world, OFFICE, name=name) for name in ("张三", "李四")]
    meeting, phones = await voting(world, OFFICE, cases, present=9, way="paper")
    assert (await phones[1].send(f"cases/{cases[1]}/recusal", why="近亲属")).status_code == 303
    refused = await phones[2].send("votes", **votes(**{str(cases[0]): "yes"}))
    assert refused.status_code == 409
    assert "请在纸质选票上投票" in refused.text
    assert (await world.browser(OFFICE).get(f"{MEETINGS}/{meeting}/count")).status_code == 404
    assert (await phones[0].send("end")).status_code == 303
    return meeting, phones, cases


async def tallies(world: World) -> list[dict[str, Any]]:
    return await world.rows(
        "select present, yes, no, recused, invalid, is_passed from tallies order by yes desc"
    )


async def test_two_equal_counts_become_the_tally_and_the_result_says_that_it_was_on_paper(
    world: World,
) -> None:
    meeting, phones, _ = await on_paper(world)
    page, results = f"{MEETINGS}/{meeting}/count", f"{MEETINGS}/{meeting}/results"
    first, second = [world.browser(OFFICE, person=name) for name in ("周九", "吴十")]
    assert "两位经办人分别清点" in await phones[0].page()
    for _ in range(2):  # one person is one count, however often
        assert (await first.post(page, data=RIGHT)).status_code == 303
    assert "等待另一位经办人" in (await first.get(page)).text
    seen = (await second.get(page)).text
    assert "另一位经办人已经录入" in seen
    assert 'value="7"' not in seen
    assert not await tallies(world)
    for path in (results, f"{MEETINGS}/{meeting}/votes.csv"):
        assert (await second.get(path)).status_code == 404
    answers = await asyncio.gather(*(second.post(page, data=RIGHT) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [303] * 4
    assert await tallies(world) == [
        {"present": 9, "yes": 7, "no": 1, "recused": 0, "invalid": 0, "is_passed": True},
        {"present": 9, "yes": 4, "no": 2, "recused": 1, "invalid": 1, "is_passed": False},
    ]
    assert "周九、吴十分别录入的票数一致" in (await first.get(page)).text
    third = await world.browser(OFFICE).post(page, data=WRONG)
    assert third.status_code == 409
    assert "张三" in await phones[0].page()
    assert (await second.post(results, data={"case-2-text": "业绩数量不足。"})).status_code == 303
    recorded = await world.rows("select by_paper, yes, outcome from results order by place")
    assert [tuple(row.values()) for row in recorded] == [(True, 7, "elected"), (True, 4, "not_elected")]
    facts, lists = granted(world, (await first.get(f"{MEETINGS}/{meeting}/papers")).text)
    assert facts.counted_by == ("周九", "吴十")
    assert [(one.invalid, one.abstained) for part in lists for one in part.voted] == [(0, 1), (1, 1)]


async def test_where_two_differ_both_count_anew_and_nobody_sees_the_others_numbers(world: World) -> None:
    meeting, *_ = await on_paper(world)
    page = f"{MEETINGS}/{meeting}/count"
    first, second = [world.browser(OFFICE, person=name) for name in ("周九", "吴十")]
    await first.post(page, data=RIGHT)
    await first.post(page, data=RIGHT | {"no-1": "2", "abstained-1": "0"})  # a slip, put right below
    await first.post(page, data=RIGHT)
    await second.post(page, data=WRONG)
    assert not await tallies(world)
    for browser in (first, second):
        seen = (await browser.get(page)).text
        assert "有 2 处不一致" in seen
        assert "<li>1 张三：同意</li><li>1 张三：不同意</li>" in seen
        shown = dict(re.findall(r'name="([a-z]+-\d)"[^>]* value="(\d+)"', seen))
        assert "yes-1" not in shown
        assert shown["yes-2"] == "4"
    late = await second.post(page, data=RIGHT)  # from the page of the first attempt
    assert late.status_code == 409
    assert not await tallies(world)
    for browser in (first, second):
        assert (await browser.post(page, data=RIGHT | {"number": "2"})).status_code == 303
    assert [row["yes"] for row in await tallies(world)] == [7, 4]


async def test_what_does_not_add_up_is_told_at_once_and_nothing_is_kept(world: World) -> None:
    meeting, *_ = await on_paper(world)
    page, browser = f"{MEETINGS}/{meeting}/count", world.browser(OFFICE)
    typed = RIGHT | {"handed": "8", "returned": "10", "yes-1": "x", "no-2": ""}
    answer = await browser.post(page, data=typed)
    assert answer.status_code == 422
    for field in ("handed", "returned", "yes-1", "no-2"):
        assert answer.text.count(f'href="#{field}"') == 1
    answer = await browser.post(page, data=RIGHT | {"yes-1": "8", "yes-2": "5"})
    assert answer.text.count('href="#yes-') == 2
    assert "各项票数之和为 9，应为 8（收回 9 张，回避 1 人）" in answer.text
    assert not await world.rows("select from counts")
    fewer = RIGHT | {"returned": "8", "yes-1": "6", "yes-2": "3"}
    assert (await browser.post(page, data=fewer)).status_code == 303


async def test_only_the_office_counts_and_only_paper(world: World) -> None:
    meeting, *_ = await on_paper(world)
    for office in (OTHER, department()):
        for answer in (
            await world.browser(office).get(f"{MEETINGS}/{meeting}/count"),
            await world.browser(office).post(f"{MEETINGS}/{meeting}/count", data=RIGHT),
        ):
            assert answer.status_code == 404
    await world.rows("update meetings set by_paper = false returning id")
    assert (await world.browser(OFFICE).get(f"{MEETINGS}/{meeting}/count")).status_code == 404
