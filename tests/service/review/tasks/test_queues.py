"""What waits at an office is told whenever it changes, and the last word is the true one."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from contracts.erasure import PersonRequest
from contracts.review import CloseTask
from services.review.batches.operations import running
from tests.service.review.tasks.test_merging import told as tell_merger
from tests.service.review.world import (
    OPENED,
    Office,
    World,
    a_passed_case,
    decide,
    department,
    employer,
    examine,
    passing,
    publicise,
)


async def queue(world: World, office: Office) -> dict[str, Any] | None:
    """What was told last."""
    rows = await world.rows(
        "select body from outbox where topic = 'review.queue_changed' and about = $1 order by position",
        office.id,
    )
    return rows[-1]["body"] if rows else None


async def waiting(world: World, office: Office) -> int:
    body = await queue(world, office)
    return body["waiting"] if body else 0


async def test_a_task_that_comes_and_goes_is_told(world: World) -> None:
    office = department()
    first = await (await world.a_case()).task(office, opened_at=OPENED)
    await (await world.a_case()).task(office, opened_at=OPENED + timedelta(days=1))
    body = await queue(world, office)
    assert body
    assert (body["waiting"], body["due_at"]) == (2, None)
    assert body["oldest_at"].startswith(f"{OPENED:%Y-%m-%d}")

    await world.activities.close_task(CloseTask(task_id=first.id, at=OPENED + timedelta(days=2)))
    body = await queue(world, office)
    assert body
    assert body["waiting"] == 1
    assert body["oldest_at"].startswith(f"{OPENED + timedelta(days=1):%Y-%m-%d}")


async def test_a_decision_ends_the_wait_and_a_publicity_is_due(world: World) -> None:
    office = employer()
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await examine(browser, task)
    await publicise(world, browser, task)
    told = await world.rows("select body from outbox where topic = 'review.queue_changed' order by position")
    assert any(row["body"]["due_at"] for row in told)
    assert [row["body"]["resting"] for row in told] == [0, 1, 1, 0]  # while it runs nobody is on turn
    await decide(browser, task, **passing(office))
    assert await waiting(world, office) == 0


async def test_tasks_that_come_at_once_are_all_counted(world: World) -> None:
    office = department()
    cases = [await world.a_case() for _ in range(6)]
    await asyncio.gather(*(case.task(office) for case in cases))
    assert await waiting(world, office) == len(cases)


async def test_a_merger_moves_what_waits(world: World) -> None:
    gone, successor = employer(name="诸暨市环境监测站"), employer(name="绍兴市生态环境中心")
    await (await world.a_case()).task(gone)
    await tell_merger(world, gone, successor)
    assert (await waiting(world, gone), await waiting(world, successor)) == (0, 1)


async def counts(world: World, office: Office) -> tuple[int, int]:
    """What was told last: how much waits, and how much was passed and not sent on."""
    body = await queue(world, office)
    assert body
    return body["waiting"], body["passed"]


@pytest.mark.rule("B4.1")
async def test_what_lies_passed_is_told_until_it_is_sent_on(world: World) -> None:
    office = department(stage="city-department")
    tasks = [await a_passed_case(world, office) for _ in range(4)]
    assert await counts(world, office) == (0, 4)
    browser = world.browser(office)
    assert (await browser.post(f"/review/{tasks[0].id}/send")).status_code == 303
    assert await counts(world, office) == (0, 3)
    assert (await browser.post(f"/review/{tasks[0].id}/send")).status_code == 303  # a second click
    assert await counts(world, office) == (0, 3)
    assert (await browser.post(f"/review/{tasks[1].id}/take-back")).status_code == 303
    assert await counts(world, office) == (1, 2)
    asked = await browser.post("/review/batches", data={"tasks": [str(task.id) for task in tasks[2:]]})
    assert asked.status_code == 303
    while await running.run_next(world.pool, world.app.state.cipher, world.app.state.cities):
        pass
    assert await counts(world, office) == (1, 0)


@pytest.mark.rule("B4.1")
async def test_what_was_withdrawn_or_erased_does_not_lie_there_any_more(world: World) -> None:
    office = department(stage="city-department")
    first, second = [await a_passed_case(world, office) for _ in range(2)]
    await world.activities.close_task(CloseTask(task_id=first.id, at=OPENED + timedelta(days=2)))
    assert await counts(world, office) == (0, 1)
    await world.activities.erase_person(PersonRequest(person_id=second.person_id))
    assert await counts(world, office) == (0, 0)


@pytest.mark.rule("B4.1")
async def test_what_goes_on_at_once_and_another_office_s_is_not_counted(world: World) -> None:
    office, other = employer(), department(stage="city-department")
    task = await (await world.a_case()).task(office)
    browser = world.browser(office)
    await examine(browser, task)
    await publicise(world, browser, task)
    assert (await decide(browser, task, **passing(office))).status_code == 303
    await a_passed_case(world, other)
    assert await counts(world, office) == (0, 0)
