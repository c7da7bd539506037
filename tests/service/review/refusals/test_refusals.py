"""A refusal can be taken back for a while, before anybody is told of it (E4.2, B3.1)."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx2
import pytest

from cities import Cities
from contracts.case import Role
from contracts.erasure import PersonRequest
from contracts.refusal import SettleRefusal
from contracts.review import CloseTask, Task
from kit.ids import new_id
from tests.service.review.tasks.test_merging import told as tell_merger
from tests.service.review.world import (
    Office,
    World,
    decide,
    department,
    employer,
    examine,
    passing,
    post,
    token_of,
    version_of,
)

pytestmark = [pytest.mark.rule("E4.2"), pytest.mark.rule("B3.1")]
MINUTES = 90
LATER = datetime(2022, 10, 12, 1, tzinfo=UTC)
REFUSE = {
    "verdict": "refused",
    "codes": "form-not-this-plan",
    "reason_refused": "任现职年限不足四年，不具备申报条件",
    "confirmed": "yes",
}
TOLD = "select body from outbox where topic = 'review.decided'"
HELD = "select body from outbox where topic = 'review.refusal_held' order by position"


@pytest.fixture(autouse=True)
def a_while(world: World) -> Iterator[None]:
    """The city lets a refusal be taken back for ninety minutes."""
    known: Cities = world.app.state.cities
    city = replace(known.city("shaoxing"), refusal_minutes=MINUTES)
    world.app.state.cities = Cities({**known.by_slug, "shaoxing": city})
    yield
    world.app.state.cities = known


async def a_refused_case(
    world: World, office: Office, account_id: UUID | None = None
) -> tuple[Task, httpx2.AsyncClient]:
    task = await (await world.a_case()).task(office)
    browser = world.browser(office, account_id=account_id)
    assert (await decide(browser, task, **REFUSE)).status_code == 303
    return task, browser


async def row_of(world: World, task: Task) -> dict[str, object]:
    (row,) = await world.rows(
        "select state, version, held_until, closed_at from tasks where id = $1", task.id
    )
    return row


async def take_back(browser: httpx2.AsyncClient, task: Task, number: object = 1) -> httpx2.Response:
    return await browser.post(f"/review/{task.id}/refusal/take-back", data={"version": str(number)})


async def settle(world: World, task: Task, number: int = 1) -> bool:
    return await world.activities.settle_refusal(SettleRefusal(task_id=task.id, number=number))


@pytest.mark.parametrize(
    "office", [employer(), department(), Office("评委会办公室", Role.COMMITTEE, "committee")]
)
async def test_a_refusal_is_told_only_when_its_time_is_over(world: World, office: Office) -> None:
    task, browser = await a_refused_case(world, office)
    held = await row_of(world, task)
    assert held["state"] == "refused"
    assert held["held_until"] == held["closed_at"] + timedelta(minutes=MINUTES)  # type: ignore[operator]
    assert not await world.rows(TOLD)
    (begun,) = await world.rows(HELD)
    assert (begun["body"]["task_id"], begun["body"]["number"]) == (str(task.id), 1)
    for page in ("", "/decision"):
        assert "还没有告知任何人" in (await browser.get(f"/review/{task.id}{page}")).text
    assert "可撤回" in (await browser.get("/review?state=done")).text
    assert await settle(world, task)
    assert await settle(world, task)  # the answer was lost: it is asked again
    (told,) = await world.rows(TOLD)
    assert (told["body"]["task_id"], told["body"]["verdict"]) == (str(task.id), "refused")
    settled = await row_of(world, task)
    assert (settled["state"], settled["held_until"]) == ("decided", None)
    assert len(await world.rows("select from timeline where event = 'refusal_told'")) == 1
    assert "还没有告知" not in (await browser.get(f"/review/{task.id}/decision")).text


async def test_the_page_that_asks_again_says_how_long_it_can_be_taken_back(world: World) -> None:
    task = await (await world.a_case()).task(department())
    browser = world.browser(department(id=task.stop.office_id))
    asked = await decide(browser, task, **{**REFUSE, "confirmed": ""})
    assert f"提交后 {MINUTES} 分钟内您可以撤回" in asked.text
    assert not await world.rows(HELD)


async def test_a_city_without_the_while_tells_at_once(world: World) -> None:
    known: Cities = world.app.state.cities
    city = replace(known.city("shaoxing"), refusal_minutes=0)
    world.app.state.cities = Cities({**known.by_slug, "shaoxing": city})
    task, browser = await a_refused_case(world, department())
    assert (await row_of(world, task))["state"] == "decided"
    assert len(await world.rows(TOLD)) == 1
    assert not await world.rows(HELD)
    refused = await take_back(browser, task)
    assert refused.status_code == 409
    assert "已经告知申报人" in refused.text


async def test_what_was_taken_back_is_examined_again_and_never_told(world: World) -> None:
    office = department()
    task, browser = await a_refused_case(world, office)
    page = (await browser.get("/review/refused")).text
    assert f"/review/{task.id}/refusal/take-back" in page
    back = await browser.post(f"/review/{task.id}/refusal/take-back?kind=正常申报", data={"version": "1"})
    assert back.status_code == 303
    assert httpx2.URL(back.headers["location"]).path == f"/review/{task.id}"
    assert httpx2.URL(back.headers["location"]).params["kind"] == "正常申报"
    assert (await take_back(browser, task)).status_code == 303  # a second click
    assert (await row_of(world, task))["state"] == "open"
    assert not await world.rows("select from decisions")
    assert not await world.rows("select from given_reasons")
    assert not await settle(world, task)
    assert not await world.rows(TOLD)
    assert "没有可以撤回的" in (await browser.get("/review/refused")).text
    await examine(browser, task)
    assert (await decide(browser, task, **passing(office))).status_code == 303


async def test_a_second_refusal_has_a_while_of_its_own(world: World) -> None:
    task, browser = await a_refused_case(world, department())
    await take_back(browser, task)
    assert (await decide(browser, task, **REFUSE)).status_code == 303
    numbers = [row["body"]["number"] for row in await world.rows(HELD)]
    assert numbers == [1, 2]
    assert not await settle(world, task, 1)  # the while of the first is over: it does not count any more
    assert (await take_back(browser, task, 1)).status_code == 303  # a late click on the first
    assert (await row_of(world, task))["state"] == "refused"
    assert not await world.rows(TOLD)
    assert await settle(world, task, 2)
    assert len(await world.rows(TOLD)) == 1


async def test_what_was_told_is_not_taken_back(world: World) -> None:
    task, browser = await a_refused_case(world, department())
    await settle(world, task)
    refused = await take_back(browser, task)
    assert refused.status_code == 409
    assert "已经告知申报人" in refused.text
    assert (await row_of(world, task))["state"] == "decided"


async def test_at_the_same_moment_it_is_taken_back_or_told_and_never_both(world: World) -> None:
    tasks = [await a_refused_case(world, department()) for _ in range(4)]
    for task, browser in tasks:
        told, answer = await asyncio.gather(settle(world, task), take_back(browser, task))
        assert answer.status_code == (409 if told else 303)
        assert (await row_of(world, task))["state"] == ("decided" if told else "open")
        body = "select from outbox where topic = 'review.decided' and body->>'task_id' = $1"
        assert len(await world.rows(body, str(task.id))) == int(told)


async def test_what_was_withdrawn_meanwhile_is_neither_told_nor_taken_back(world: World) -> None:
    task, browser = await a_refused_case(world, department())
    await world.activities.close_task(CloseTask(task_id=task.id, at=LATER))
    assert not await settle(world, task)
    refused = await take_back(browser, task)
    assert refused.status_code == 409
    assert "申报人已撤回" in refused.text
    assert not await world.rows(TOLD)
    closed = await row_of(world, task)
    assert (closed["state"], closed["held_until"]) == ("closed", None)


async def test_whose_person_was_erased_meanwhile_is_not_told(world: World) -> None:
    task, _ = await a_refused_case(world, department())
    await world.activities.erase_person(PersonRequest(person_id=task.person_id))
    assert not await settle(world, task)
    assert not await world.rows(TOLD)


async def test_a_colleague_sees_it_and_reads_who_can_take_it_back(world: World) -> None:
    office = department()
    task, _ = await a_refused_case(world, office)
    colleague = world.browser(office, person="钱七", account_id=new_id())
    for page in (f"/review/{task.id}", f"/review/{task.id}/decision", "/review/refused"):
        text = (await colleague.get(page)).text
        assert "赵六" in text
        assert "refusal/take-back" not in text
    assert (await take_back(colleague, task)).status_code == 403
    assert (await row_of(world, task))["state"] == "refused"


async def test_nobody_takes_back_another_offices_refusal(world: World) -> None:
    task, _ = await a_refused_case(world, department())
    stranger = world.browser(department())
    assert (await take_back(stranger, task)).status_code == 404
    assert "张三" not in (await stranger.get("/review/refused")).text
    assert (await row_of(world, task))["state"] == "refused"


async def test_an_open_case_and_a_passed_one_have_no_refusal_to_take_back(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    refused = await take_back(browser, task, 9)
    assert refused.status_code == 409
    assert "没有可以撤回的" in refused.text


async def test_a_page_from_before_it_was_taken_back_does_not_refuse_it(world: World) -> None:
    office = department()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    version = await version_of(browser, f"/review/{task.id}/decision")
    await decide(browser, task, version=version, **REFUSE)
    await take_back(browser, task)
    assert (await decide(browser, task, version=version, **REFUSE)).status_code == 409
    assert (await row_of(world, task))["state"] == "open"


async def test_the_public_page_does_not_give_it_away(world: World) -> None:
    office = employer()
    case = await world.a_case()
    task = await case.task(office, sheet=await case.sheet())
    browser = world.browser(office)
    await examine(browser, task)
    await post(browser, task)
    address = f"/publicity/{await token_of(world, task)}"
    assert (await decide(browser, task, **REFUSE)).status_code == 303
    assert (await world.visitor().get(address)).status_code == 200
    assert await settle(world, task, 2)  # examining it was a version
    assert (await world.visitor().get(address)).status_code == 410


@pytest.mark.rule("E3.1")
async def test_who_comes_along_to_the_successor_takes_it_back_there(world: World) -> None:
    gone, successor, who = employer(name="诸暨市环境监测站"), employer(name="绍兴市生态环境中心"), new_id()
    task, _ = await a_refused_case(world, gone, who)
    await tell_merger(world, gone, successor)
    browser = world.browser(successor, account_id=who)
    assert (await take_back(browser, task)).status_code == 303
    page = (await browser.get(f"/review/{task.id}")).text
    assert gone.name in page  # who refused is not called otherwise afterwards
    (row,) = await world.rows("select state, office_id, office_name from tasks")
    assert tuple(row.values()) == ("open", successor.id, successor.name)
