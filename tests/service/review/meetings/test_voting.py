"""A secret ballot on the members' own devices: quorum, recusal, one vote each, closed once by a chair."""

import asyncio
import csv
import re
from dataclasses import replace
from io import StringIO
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from contracts.recommendation import Asking
from kit.clock import now
from kit.ids import new_id
from kit.standstill import Standstill, Standstills
from services.review.meetings.domain.ballots import MOST_CODES, MOST_FAILURES
from tests.service.review.committee.test_experts import OFFICE, OTHER
from tests.service.review.meetings.gathering import (
    MEETINGS,
    a_library,
    accepted,
    asked,
    chaired,
    drawn,
    members,
    phones,
    votes,
    voting,
)
from tests.service.review.world import World, department


async def sheet(world: World, meeting: str) -> list[list[str]]:
    answer = await world.browser(OFFICE).get(f"{MEETINGS}/{meeting}/votes.csv")
    assert answer.status_code == 200
    return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))[1:]


async def test_a_meeting_votes_and_its_chair_closes_it(world: World) -> None:
    first, second = [await accepted(world, OFFICE, name=name) for name in ("张三", "李四")]
    meeting, phones = await voting(world, OFFICE, [first, second], present=9)
    for number, phone in enumerate(phones[:9]):
        ticked = votes(
            **{str(first): "yes" if number < 6 else "no", str(second): "yes" if number < 5 else "no"}
        )
        assert (await phone.send("votes", **ticked)).status_code == 303
    assert (await phones[3].send("end")).status_code == 403
    assert (await world.browser(OFFICE).get(f"{MEETINGS}/{meeting}/votes.csv")).status_code == 404
    assert (await phones[0].send("end")).status_code == 303
    rows = {row[1]: row[4:] for row in await sheet(world, meeting)}
    assert rows == {"张三": ["9", "6", "3", "0", "通过"], "李四": ["9", "5", "4", "0", "未通过"]}
    page = (await world.browser(OFFICE).get(f"{MEETINGS}/{meeting}/voting")).text
    assert "计入" in page
    assert "通过" in await phones[0].page()
    assert "未通过" not in await phones[3].page()


async def test_a_vote_is_changed_until_the_chair_closes_and_never_after(world: World) -> None:
    case = await accepted(world, OFFICE)
    meeting, phones = await voting(world, OFFICE, [case])
    for choice in ("yes", "no", "yes", "no"):
        assert (await phones[1].send("votes", **votes(**{str(case): choice}))).status_code == 303
    await asyncio.gather(*(phones[2].send("votes", **votes(**{str(case): "yes"})) for _ in range(4)))
    assert len(await world.rows("select * from ballots")) == 2
    assert (await phones[0].send("end")).status_code == 303
    late = await phones[1].send("votes", **votes(**{str(case): "yes"}))
    assert late.status_code == 409
    assert "已经结束" in late.text
    recused = await phones[2].send(f"cases/{case}/recusal", why="近亲属")
    assert recused.status_code == 409
    ((*_, counted, yes, no, none, outcome),) = await sheet(world, meeting)
    assert (counted, yes, no, none, outcome) == ("11", "1", "1", "0", "未通过")


async def test_nobody_votes_while_the_city_stands_still(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await accepted(world, OFFICE)
    _, phones = await voting(world, OFFICE, [case])
    act = Standstill(id=new_id(), city="shaoxing", at=now(), by="运维", why="迁移", notice="平台迁移。")
    with monkeypatch.context() as frozen:
        frozen.setattr(Standstills, "of", lambda _, city: act if city == act.city else None)
        for what in ("number", "code", "presence", "votes", f"cases/{case}/recusal", "end"):
            refused = await phones[1].send(what, **votes(**{str(case): "yes"}))
            assert (refused.status_code, act.notice in refused.text) == (503, True), what
    assert (await phones[1].send("votes", **votes(**{str(case): "yes"}))).status_code == 303


async def test_nothing_in_the_database_tells_who_voted_what(world: World) -> None:
    case = await accepted(world, OFFICE)
    _, phones = await voting(world, OFFICE, [case])
    before = await world.rows("select * from seats order by expert_id")
    for phone in phones:
        await phone.send("votes", **votes(**{str(case): "yes"}))
    assert await world.rows("select * from seats order by expert_id") == before
    ballots = await world.rows("select * from ballots")
    assert {*ballots[0]} == {"mark", "meeting_id", "application_id", "is_yes"}
    marks = {one["mark"] for one in ballots}
    known = str(before)
    assert not [mark for mark in marks if mark in known]
    assert "同意" in await phones[1].page()
    assert 'value="yes" checked' in await phones[1].page()
    await phones[0].send("end")
    after = await world.rows("select * from ballots")
    assert len(after) == len(ballots)
    assert not {one["mark"] for one in after} & marks
    assert "checked" not in await phones[1].page()


async def test_two_chairs_at_once_close_once(world: World) -> None:
    case = await accepted(world, OFFICE)
    browser = world.browser(OFFICE)
    await a_library(browser)
    meeting = await drawn(browser)
    found = await phones(world, browser, meeting)
    for phone in found:
        await phone.send("presence")
    await chaired(browser, meeting, found[0])
    await chaired(browser, meeting, found[1], "deputy")
    await browser.post(f"{MEETINGS}/{meeting}/open", data={"way": "electronic", "cases": str(case)})
    await found[2].send("votes", **votes(**{str(case): "yes"}))
    answers = await asyncio.gather(found[0].send("end"), found[1].send("end"))
    assert sorted(answer.status_code for answer in answers) == [303, 409]
    assert len(await world.rows("select * from tallies")) == 1
    winner = found[0] if answers[0].status_code == 303 else found[1]
    assert (await winner.send("end")).status_code == 303
    assert len(await world.rows("select * from tallies")) == 1


async def test_without_quorum_chair_or_cases_nothing_opens_and_all_of_it_is_told(world: World) -> None:
    await accepted(world, OFFICE)
    browser = world.browser(OFFICE)
    await a_library(browser)
    meeting = await drawn(browser)
    found = await phones(world, browser, meeting)
    for phone in found[:7]:
        await phone.send("presence")
    answer = await browser.post(
        f"{MEETINGS}/{meeting}/open", data={"way": "electronic", "cases": str(new_id())}
    )
    assert answer.status_code == 422
    for told in ("请在名单中选择评审对象", "7 人，不足全体 11 人的三分之二", "请先指定主任委员"):
        assert told in answer.text
    (row,) = await world.rows("select opened_at from meetings")
    assert row["opened_at"] is None
    none = await browser.post(f"{MEETINGS}/{meeting}/chair", data={"member": "", "part": "king"})
    assert none.status_code == 422
    assert "请选择一位委员" in none.text
    assert (
        await browser.post(f"{MEETINGS}/{meeting}/open", data={"way": "electronic", "cases": "x"})
    ).status_code == 422


async def test_a_recused_member_votes_on_everything_else(world: World) -> None:
    own, other = await accepted(world, OFFICE, name="张三"), await accepted(world, OFFICE, name="李四")
    (unit,) = {row["employer"] for row in await world.rows("select employer from tasks")}
    browser = world.browser(OFFICE)
    await a_library(browser)
    meeting = await drawn(browser)
    first, *_ = await members(world, meeting)
    async with world.pool.acquire() as conn:
        cipher = world.app.state.cipher
        await conn.execute(
            "update experts set unit_encrypted = $2 where id = $1", first, cipher.encrypt(unit)
        )
    found = await phones(world, browser, meeting)
    for phone in found:
        await phone.send("presence")
    await chaired(browser, meeting, found[0])
    await browser.post(
        f"{MEETINGS}/{meeting}/open", data={"way": "electronic", "cases": [str(own), str(other)]}
    )
    assert "您应当回避，不投票" in await found[0].page()
    refused = await found[0].send("votes", **votes(**{str(own): "yes"}))
    assert refused.status_code == 422
    assert not await world.rows("select * from ballots")
    await found[1].send("votes", **votes(**{str(own): "yes", str(other): "yes"}))
    empty = await found[1].send(f"cases/{own}/recusal", why="")
    assert empty.status_code == 422
    assert (await found[1].send(f"cases/{own}/recusal", why="合作者")).status_code == 303
    assert (await found[1].send(f"cases/{own}/recusal", why="合作者")).status_code == 303
    assert (await found[1].send("votes", **votes(**{str(own): "yes"}))).status_code == 422
    assert [one["application_id"] for one in await world.rows("select * from ballots")] == [other]
    page = (await browser.get(f"{MEETINGS}/{meeting}/voting")).text
    assert "与申报人员同一单位" in page
    assert "合作者" in page
    assert (await found[0].send("end")).status_code == 303
    rows = {row[1]: row[4:8] for row in await sheet(world, meeting)}
    assert rows["张三"] == ["11", "0", "0", "2"]
    assert rows["李四"] == ["11", "1", "0", "1"]


async def test_a_member_whose_name_stands_in_an_achievement_is_looked_at_before_the_vote_opens(
    world: World,
) -> None:
    case = await accepted(world, OFFICE)
    coauthor, namesake = "内容提要", "完成情况"  # as they stand in what every case declares
    browser = world.browser(OFFICE)
    await a_library(browser)
    meeting = await drawn(browser)
    found = await phones(world, browser, meeting)
    for phone, name in zip(found[1:3], (coauthor, namesake), strict=True):
        async with world.pool.acquire() as conn:
            await conn.execute(
                "update experts set name_encrypted = $2 where id = $1",
                phone.expert_id,
                world.app.state.cipher.encrypt(name),
            )
    for phone in found:
        await phone.send("presence")
    await chaired(browser, meeting, found[0])
    page, typed = f"{MEETINGS}/{meeting}/open", {"way": "electronic", "cases": [str(case)]}
    asked_first = await browser.post(page, data=typed)
    assert asked_first.status_code == 409
    assert "中有同名的人" in asked_first.text
    assert await world.rows("select from agenda") == []
    seen = re.findall(r'name="seen" value="([^"]+)"', asked_first.text)
    assert set(seen) == {f"{case}/{one.expert_id}" for one in found[1:3]}
    confirmed = f"{case}/{found[1].expert_id}"
    opened = await browser.post(page, data={**typed, "seen": seen, "recused": confirmed})
    assert opened.status_code == 303
    rows = await world.rows("select expert_id, is_declared from recusals")
    assert [(row["expert_id"], row["is_declared"]) for row in rows] == [(found[1].expert_id, False)]
    assert "经评委会办公室核实" in (await browser.get(f"{MEETINGS}/{meeting}/voting")).text


async def test_where_the_setting_says_so_a_recused_member_is_not_among_those_present(world: World) -> None:
    city = world.app.state.cities.city("shaoxing")
    rules = replace(city, meetings=city.meetings.model_copy(update={"recused_counts": False}))
    cities = replace(world.app.state.cities, by_slug={**world.app.state.cities.by_slug, "shaoxing": rules})
    case, kept = await accepted(world, OFFICE), world.app.state.cities
    world.app.state.cities = cities
    try:
        meeting, phones = await voting(world, OFFICE, [case])
    finally:
        world.app.state.cities = kept
    await phones[1].send(f"cases/{case}/recusal", why="近亲属")
    for phone in phones[2:9]:
        await phone.send("votes", **votes(**{str(case): "yes"}))
    await phones[0].send("end")
    ((*_, counted, yes, _, recused, outcome),) = await sheet(world, meeting)
    assert (counted, yes, recused, outcome) == ("10", "7", "1", "通过")


@pytest.mark.parametrize("act", ["presence", "votes", "end"])
async def test_nobody_acts_from_another_browser_or_without_having_proved_the_number(
    world: World, act: str
) -> None:
    case = await accepted(world, OFFICE)
    _, phones = await voting(world, OFFICE, [case])
    stranger = replace(phones[0], browser=world.visitor())
    assert (await stranger.send(act, **votes(**{str(case): "yes"}))).status_code == 403
    assert (await stranger.send(f"cases/{case}/recusal", why="近亲属")).status_code == 403
    assert "您的手机号码" in await stranger.page()
    mixed = replace(phones[1], link=phones[2].link)
    assert (await mixed.send(act, **votes(**{str(case): "yes"}))).status_code == 403
    nowhere = replace(phones[0], link=f"/review/ballot/{new_id().hex}")
    assert (await nowhere.send(act)).status_code == 404
    assert not await world.rows("select * from ballots")


async def test_who_is_there_cannot_go_on_in_another_browser_and_so_not_vote_twice(world: World) -> None:
    case = await accepted(world, OFFICE)
    meeting, phones = await voting(world, OFFICE, [case])
    second = replace(phones[1], browser=world.visitor())
    mobile = (await asked(world, Asking.INVITATION))[phones[1].expert_id][0]
    assert (await second.send("number", mobile=mobile)).status_code == 303
    code = (await asked(world, Asking.CODE))[phones[1].expert_id][1]
    assert (await second.send("code", code=code)).status_code == 422
    assert (await second.send("votes", **votes(**{str(case): "yes"}))).status_code == 403
    sent = len(await world.rows("select * from outbox where topic = 'review.ballot_asked'"))
    assert (await world.browser(OFFICE).post(f"{MEETINGS}/{meeting}/links")).status_code == 303
    assert len(await world.rows("select * from outbox where topic = 'review.ballot_asked'")) == sent


async def test_a_member_who_was_not_there_in_time_does_not_vote(world: World) -> None:
    case = await accepted(world, OFFICE)
    meeting, phones = await voting(world, OFFICE, [case], present=10)
    absent = phones[10]
    assert (await absent.send("presence")).status_code == 409
    refused = await absent.send("votes", **votes(**{str(case): "yes"}))
    assert refused.status_code == 409
    assert "不能委托他人投票" in refused.text
    path = f"{MEETINGS}/{meeting}/members/{absent.expert_id}/replacement"
    late = await world.browser(OFFICE).post(path, data={"version": "3", "why": "出差"})
    assert late.status_code == 409


async def test_what_is_no_vote_of_this_meeting_is_refused_whole(world: World) -> None:
    case = await accepted(world, OFFICE)
    _, phones = await voting(world, OFFICE, [case])
    for wrong in (
        votes(**{str(case): "yes", str(new_id()): "yes"}),
        votes(**{str(case): "maybe"}),
        votes(**{str(case): "yes", "x": "yes"}),
    ):
        assert (await phones[1].send("votes", **wrong)).status_code == 422
    assert (await phones[1].send(f"cases/{new_id()}/recusal", why="近亲属")).status_code == 404
    assert not await world.rows("select * from ballots")


async def test_guesses_end_a_link_and_another_is_sent(world: World) -> None:
    browser = world.browser(OFFICE)
    await a_library(browser)
    meeting = await drawn(browser)
    await browser.post(f"{MEETINGS}/{meeting}/links")
    links = await asked(world, Asking.INVITATION)
    expert_id, (_, link) = next(iter(links.items()))
    path = link.partition("://")[2].partition("/")[2]
    stranger = world.visitor()
    for _ in range(MOST_FAILURES):
        answer = await stranger.post(f"/{path}/number", data={"mobile": "13000000000"})
        assert answer.status_code == 422
    assert (await stranger.get(f"/{path}")).status_code == 410
    await browser.post(f"{MEETINGS}/{meeting}/links")
    another = (await asked(world, Asking.INVITATION))[expert_id][1]
    assert another != link
    assert (await stranger.get(f"/{path}")).status_code == 404


async def test_codes_of_a_link_come_to_an_end_and_its_member_gets_another(world: World) -> None:
    browser = world.browser(OFFICE)
    await a_library(browser)
    meeting = await drawn(browser)
    phone = (await phones(world, browser, meeting))[0]
    mobile = (await asked(world, Asking.INVITATION))[phone.expert_id][0]
    for _ in range(MOST_CODES - 1):
        assert (await phone.send("number", mobile=mobile)).status_code == 303
    sent = "select count(*) from outbox where topic = 'review.ballot_asked'"
    before = await world.rows(sent)
    refused = await phone.send("number", mobile=mobile)
    assert refused.status_code == 429
    assert "验证码太多" in refused.text
    assert await world.rows(sent) == before
    await browser.post(f"{MEETINGS}/{meeting}/links")
    another = urlsplit((await asked(world, Asking.INVITATION))[phone.expert_id][1]).path
    assert another != phone.link
    assert (await phone.browser.post(f"{another}/number", data={"mobile": mobile})).status_code == 303


async def test_guesses_do_not_shut_out_the_browser_of_who_is_there(world: World) -> None:
    case = await accepted(world, OFFICE)
    meeting, found = await voting(world, OFFICE, [case])
    stranger = world.visitor()
    for _ in range(MOST_FAILURES):
        assert (await stranger.post(f"{found[1].link}/code", data={"code": "000000"})).status_code == 422
    assert (await stranger.get(found[1].link)).status_code == 410
    await world.browser(OFFICE).post(f"{MEETINGS}/{meeting}/links")
    assert (await found[1].send("votes", **votes(**{str(case): "yes"}))).status_code == 303


async def test_who_was_replaced_does_not_vote_and_who_came_does(world: World) -> None:
    case = await accepted(world, OFFICE)
    browser = world.browser(OFFICE)
    await a_library(browser)
    meeting = await drawn(browser)
    found = await phones(world, browser, meeting)
    left = found[5]
    await left.send("presence")
    path = f"{MEETINGS}/{meeting}/members/{left.expert_id}/replacement"
    assert (await browser.post(path, data={"version": "2", "why": "生病"})).status_code == 303
    assert (await left.browser.get(left.link)).status_code == 404
    assert (await left.send("votes", **votes(**{str(case): "yes"}))).status_code == 404
    assert len(await phones_of_new(world, meeting)) == 1


async def phones_of_new(world: World, meeting: str) -> list[UUID]:
    """Who gets a link after a replacement."""
    before = await asked(world, Asking.INVITATION)
    await world.browser(OFFICE).post(f"{MEETINGS}/{meeting}/links")
    return [one for one in await asked(world, Asking.INVITATION) if one not in before]


async def test_a_case_is_voted_on_once_in_a_committee(world: World) -> None:
    case = await accepted(world, OFFICE)
    await voting(world, OFFICE, [case])
    second = await drawn(world.browser(OFFICE), title="第二次评审会议")
    answer = await world.browser(OFFICE).post(
        f"{MEETINGS}/{second}/open", data={"way": "electronic", "cases": str(case)}
    )
    assert answer.status_code == 422
    assert len(await world.rows("select * from agenda")) == 1


async def test_another_office_neither_sees_nor_leads_the_vote(world: World) -> None:
    case = await accepted(world, OFFICE)
    meeting, phones = await voting(world, OFFICE, [case])
    for office in (OTHER, department()):
        other = world.browser(office)
        for path in ("voting", "votes.csv"):
            assert (await other.get(f"{MEETINGS}/{meeting}/{path}")).status_code == 404
        for act in ("links", "chair", "open"):
            typed = {"member": str(phones[1].expert_id), "part": "chair", "cases": str(case)}
            assert (await other.post(f"{MEETINGS}/{meeting}/{act}", data=typed)).status_code == 404
    typed = {"member": str(phones[1].expert_id), "part": "chair"}
    changed = await world.browser(OFFICE).post(f"{MEETINGS}/{meeting}/chair", data=typed)
    assert changed.status_code == 409
