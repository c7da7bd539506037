"""Members are drawn once: the seed's hash is public before the list is fixed, the seed after."""

import asyncio
from collections import Counter
from pathlib import Path
from uuid import UUID

from typer.testing import CliRunner

from cli.__main__ import app
from services.review.meetings.domain.drawing import commitment, read
from tests.service.identity.officials import in_days, on
from tests.service.review.committee.test_experts import OFFICE, OTHER
from tests.service.review.meetings.gathering import (
    CATEGORIES,
    MEETINGS,
    a_library,
    a_meeting,
    called,
    drawn,
    members,
    new_form,
)
from tests.service.review.world import World, an_expert, department


async def test_the_hash_is_public_before_and_the_draw_is_recomputed_after(
    world: World, tmp_path: Path
) -> None:
    browser, anybody = world.browser(OFFICE), world.visitor()
    await a_library(browser)
    meeting = await called(browser)
    before = (await anybody.get(f"/publicity/draws/{meeting}")).text
    assert before.startswith("commitment ")
    assert "seed" not in before
    (row,) = await world.rows("select * from meetings")
    assert row["commitment"] in before
    assert (await browser.post(f"{MEETINGS}/{meeting}/draw")).status_code == 303
    published = (await anybody.get(f"/publicity/draws/{meeting}")).text
    draw, told = read(published)
    assert commitment(draw.seed) in before
    assert draw.members() == told
    drawn_of = await world.rows(
        "select category, expert_id from seats where standing = 'member' order by category, position"
    )
    assert Counter(one["category"] for one in drawn_of) == dict(zip(CATEGORIES, (4, 4, 3), strict=True))
    for category in CATEGORIES:
        assert [one["expert_id"] for one in drawn_of if one["category"] == category] == [*told[category]]
    assert "专家" not in published
    file = tmp_path / "draw.txt"
    file.write_text(published, encoding="utf-8")
    assert CliRunner().invoke(app, ["draw", "verify", str(file)]).exit_code == 0


async def test_a_form_sent_many_times_at_once_calls_one_meeting_and_draws_once(world: World) -> None:
    browser = world.browser(OFFICE)
    await a_library(browser)
    typed = a_meeting(id=await new_form(browser))
    answers = await asyncio.gather(*(browser.post(f"{MEETINGS}/new", data=typed) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {303}
    other = await browser.post(f"{MEETINGS}/new", data=typed | {"title": "另一次评审会议"})
    assert other.status_code == 409
    (row,) = await world.rows("select id from meetings")
    draws = await asyncio.gather(*(browser.post(f"{MEETINGS}/{row['id']}/draw") for _ in range(4)))
    assert {answer.status_code for answer in draws} == {303}
    assert len(await world.rows("select * from seats")) == 15
    colleague = world.browser(OFFICE, person="吴十")
    assert (await colleague.post(f"{MEETINGS}/{row['id']}/draw")).status_code == 409


async def test_who_cannot_come_is_followed_by_the_next_of_the_order(world: World) -> None:
    browser = world.browser(OFFICE)
    await a_library(browser)
    meeting = await drawn(browser)
    first = (await members(world, meeting))[0]
    path = f"{MEETINGS}/{meeting}/members/{first}/replacement"
    empty = await browser.post(path, data={"version": "2", "why": ""})
    assert empty.status_code == 422
    assert "请写明不能到会的原因" in empty.text
    answers = await asyncio.gather(
        *(browser.post(path, data={"version": "2", "why": "出差"}) for _ in range(4))
    )
    assert {answer.status_code for answer in answers} == {303}
    (left,) = await world.rows("select * from seats where standing = 'replaced'")
    (came,) = await world.rows("select * from seats where replaces is not null")
    assert (left["expert_id"], left["why"], left["changed_by_name"]) == (first, "出差", "周九")
    assert (came["category"], came["replaces"]) == (left["category"], first)
    size = dict(zip(CATEGORIES, (4, 4, 3), strict=True))
    assert came["position"] == size[left["category"]] + 1
    assert len(await members(world, meeting)) == 11
    page = (await browser.get(f"{MEETINGS}/{meeting}")).text
    assert "出差（周九）" in page
    again = await browser.post(path, data={"version": "3", "why": "生病"})
    assert again.status_code == 409
    stale = (await members(world, meeting))[1]
    old = await browser.post(
        f"{MEETINGS}/{meeting}/members/{stale}/replacement", data={"version": "2", "why": "生病"}
    )
    assert old.status_code == 409


async def test_without_anybody_left_nobody_is_replaced(world: World) -> None:
    browser = world.browser(OFFICE)
    await a_library(browser, of_each=4)
    meeting = await drawn(browser)
    (one,) = await world.rows("select expert_id from seats where category = '监测与分析' and position = 1")
    path = f"{MEETINGS}/{meeting}/members/{one['expert_id']}/replacement"
    answer = await browser.post(path, data={"version": "2", "why": "出差"})
    assert answer.status_code == 409
    assert "没有备选专家" in answer.text
    assert not await world.rows("select * from seats where standing = 'replaced'")


async def test_too_few_experts_are_told_for_all_categories_and_nobody_is_drawn(world: World) -> None:
    browser = world.browser(OFFICE)
    await a_library(browser, of_each=3)
    meeting = await called(browser)
    answer = await browser.post(f"{MEETINGS}/{meeting}/draw")
    assert answer.status_code == 409
    assert "监测与分析需要 4 人，可抽取的只有 3 人；工程与咨询需要 4 人" in answer.text
    assert not await world.rows("select * from seats")
    (row,) = await world.rows("select drawn_at from meetings")
    assert row["drawn_at"] is None


async def test_who_applies_in_the_year_or_is_not_in_term_or_has_not_pledged_is_not_drawn(
    world: World,
) -> None:
    browser = world.browser(OFFICE)
    await a_library(browser)
    case = await world.a_case(name="钱申报")
    task = await case.task(department())
    (told,) = await world.rows("select employer from tasks where id = $1", task.id)
    applicant = await an_expert(browser, name="钱申报", unit=told["employer"], mobile="13700137001")
    unpledged = await an_expert(browser, mobile="13700137002", name="没承诺", **on("pledged_on", None))
    short = await an_expert(browser, mobile="13700137003", name="任期短", **on("until_on", in_days(5)))
    namesake = await an_expert(browser, mobile="13700137004", name="钱申报", unit="另一家单位")
    await drawn(browser)
    there = {one["expert_id"] for one in await world.rows("select expert_id from seats")}
    assert not there & {applicant, unpledged, short}
    assert namesake in there


async def test_what_is_wrong_with_a_meeting_is_told_and_nothing_is_kept(world: World) -> None:
    browser = world.browser(OFFICE)
    for changes, told in (
        ({"count-1": "5"}, "应为单数"),
        ({"count-1": "0"}, "不少于 11 人"),
        ({"count-1": "一"}, "整数"),
        ({"scope": "series"}, "不少于 25 人"),
        ({"scope": ""}, "请选择组建方式"),
        ({"plan": "2022-nothing"}, "请选择申报计划"),
        ({"title": "会"}, "4 至 60 个字"),
        (on("held_on", None), "请填写会议日期"),
        (on("held_on", in_days(-1)), "已经过去"),
    ):
        answer = await browser.post(f"{MEETINGS}/new", data=a_meeting(id=await new_form(browser)) | changes)
        assert answer.status_code == 422, told
        assert told in answer.text
    assert not await world.rows("select * from meetings")


async def test_a_meeting_is_of_one_committee_alone(world: World) -> None:
    browser = world.browser(OFFICE)
    await a_library(browser)
    meeting = await drawn(browser)
    somebody = (await members(world, meeting))[0]
    for office in (OTHER, department()):
        other = world.browser(office)
        assert (await other.get(f"{MEETINGS}/{meeting}")).status_code == 404
        assert (await other.post(f"{MEETINGS}/{meeting}/draw")).status_code == 404
        path = f"{MEETINGS}/{meeting}/members/{somebody}/replacement"
        assert (await other.post(path, data={"version": "2", "why": "出差"})).status_code == 404
    assert (await world.visitor().get(f"/publicity/draws/{UUID(int=1)}")).status_code == 404
    reserve = (await world.rows("select expert_id from seats where standing = 'reserve'"))[0]
    path = f"{MEETINGS}/{meeting}/members/{reserve['expert_id']}/replacement"
    assert (await browser.post(path, data={"version": "2", "why": "出差"})).status_code == 404
