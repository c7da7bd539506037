"""A pass lies with the office until it is sent on; until then it can be taken back (B4.1)."""

import asyncio
from datetime import UTC, datetime

import pytest

from contracts.case import Role
from contracts.review import CloseTask
from tests.service.review.world import (
    Office,
    World,
    a_passed_case,
    decide,
    department,
    examine,
    give_commission,
    passing,
    version_of,
)

pytestmark = pytest.mark.rule("B4.1")
LATER = datetime(2022, 10, 12, 1, tzinfo=UTC)
SENT = "select body from outbox where topic = 'review.decided'"


def at_a_stop(stage: str = "city-department", role: Role = Role.DEPARTMENT) -> Office:
    return department(stage=stage, role=role)


async def state_of(world: World) -> str:
    (row,) = await world.rows("select state from tasks")
    return str(row["state"])


@pytest.mark.parametrize(
    ("stage", "role"), [("city-department", Role.DEPARTMENT), ("county-hr", Role.HR), ("city-hr", Role.HR)]
)
async def test_a_pass_is_told_only_when_it_is_sent_on(world: World, stage: str, role: Role) -> None:
    office = at_a_stop(stage, role)
    task = await a_passed_case(world, office)
    browser = world.browser(office)
    assert await state_of(world) == "passed"
    assert not await world.rows(SENT)
    page = (await browser.get(f"/review/{task.id}/decision")).text
    assert "还没有报送" in page
    if stage == "city-hr":  # who accepts comes next (M1.1)
        assert (await give_commission(world, office)).status_code == 303
    sent = await browser.post(f"/review/{task.id}/send")
    assert (sent.status_code, sent.headers["location"]) == (303, f"/review/{task.id}/decision")
    (told,) = await world.rows(SENT)
    assert (told["body"]["task_id"], told["body"]["verdict"]) == (str(task.id), "passed")
    assert await state_of(world) == "decided"
    assert "系统会自动转入下一环节" in (await browser.get(f"/review/{task.id}/decision")).text
    assert "审核推荐" in (await browser.get(f"/review/{task.id}")).text


@pytest.mark.parametrize(("act", "page"), [("send", "/decision"), ("take-back", "")])
async def test_both_lead_back_into_the_list_that_somebody_narrowed(world: World, act: str, page: str) -> None:
    office = at_a_stop()
    task = await a_passed_case(world, office)
    browser = world.browser(office)
    narrowed = "?state=done&kind=normal"
    assert (
        f"/review/{task.id}/{act}?state=done&amp;kind=normal"
        in (await browser.get(f"/review/{task.id}/decision{narrowed}")).text
    )
    answer = await browser.post(f"/review/{task.id}/{act}{narrowed}")
    assert answer.headers["location"] == f"/review/{task.id}{page}{narrowed}"


async def test_the_stop_that_accepts_forwards_by_itself(world: World) -> None:
    await a_passed_case(world, at_a_stop("committee", Role.COMMITTEE))
    assert await state_of(world) == "decided"
    assert len(await world.rows(SENT)) == 1


async def test_what_is_sent_several_times_is_told_once(world: World) -> None:
    office = at_a_stop()
    task = await a_passed_case(world, office)
    browser = world.browser(office)
    answers = await asyncio.gather(*(browser.post(f"/review/{task.id}/send") for _ in range(4)))
    assert {answer.status_code for answer in answers} == {303}
    assert len(await world.rows(SENT)) == 1
    assert len(await world.rows("select from timeline where event = 'sent'")) == 1


async def test_a_pass_that_was_taken_back_is_examined_again(world: World) -> None:
    office = at_a_stop()
    task = await a_passed_case(world, office)
    browser = world.browser(office)
    back = await browser.post(f"/review/{task.id}/take-back")
    assert (back.status_code, back.headers["location"]) == (303, f"/review/{task.id}")
    assert await state_of(world) == "open"
    assert not await world.rows("select from decisions")
    assert (await browser.post(f"/review/{task.id}/take-back")).status_code == 303  # a second click
    assert (await browser.post(f"/review/{task.id}/send")).status_code == 409
    assert not await world.rows(SENT)
    assert (await decide(browser, task, **passing(office))).status_code == 303
    await browser.post(f"/review/{task.id}/send")
    events = [row["event"] for row in await world.rows("select event from timeline order by at, event")]
    assert events == ["opened", "decided", "taken_back", "decided", "sent"]


async def test_a_page_from_before_it_was_taken_back_does_not_pass_it(world: World) -> None:
    office = at_a_stop()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await examine(browser, task)
    version = await version_of(browser, f"/review/{task.id}/decision")
    await decide(browser, task, version=version, **passing(office))
    await browser.post(f"/review/{task.id}/take-back")
    assert (await decide(browser, task, version=version, **passing(office))).status_code == 409
    assert await state_of(world) == "open"


async def test_what_was_sent_is_not_taken_back(world: World) -> None:
    office = at_a_stop()
    task = await a_passed_case(world, office)
    browser = world.browser(office)
    await browser.post(f"/review/{task.id}/send")
    refused = await browser.post(f"/review/{task.id}/take-back")
    assert refused.status_code == 409
    assert "已经报送" in refused.text
    assert await state_of(world) == "decided"


async def test_what_was_withdrawn_meanwhile_is_not_sent(world: World) -> None:
    office = at_a_stop()
    task = await a_passed_case(world, office)
    browser = world.browser(office)
    await world.activities.close_task(CloseTask(task_id=task.id, at=LATER))
    for act in ("send", "take-back"):
        refused = await browser.post(f"/review/{task.id}/{act}")
        assert refused.status_code == 409
        assert "申报人已撤回" in refused.text
    assert not await world.rows(SENT)
    assert await state_of(world) == "closed"


async def test_nobody_sends_another_offices_case(world: World) -> None:
    task = await a_passed_case(world, at_a_stop())
    stranger = world.browser(at_a_stop())
    for act in ("send", "take-back"):
        assert (await stranger.post(f"/review/{task.id}/{act}")).status_code == 404
    assert await state_of(world) == "passed"
