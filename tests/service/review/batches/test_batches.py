"""Passed cases are sent on together: each once, whatever happens, with a result in words (B4.1)."""

import asyncio
import csv
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import httpx2
import pytest

from contracts.review import CloseTask
from deploy.local.stack import Stack
from kit import outbox
from kit.db import transaction
from kit.ids import new_id
from services.review.batches.domain import TROUBLE, TWICE
from services.review.batches.operations import asking, running, sending
from tests.service.process import caught, killed_when_caught, started
from tests.service.review.world import World, a_passed_case, decide, department, more_passed, passing

pytestmark = pytest.mark.rule("B4.1")
OFFICE = department(stage="city-department")
LATER = datetime(2022, 10, 12, 1, tzinfo=UTC)


@pytest.fixture
async def ids(world: World) -> list[UUID]:
    """Five cases that lie passed with the office."""
    task = await a_passed_case(world, OFFICE)
    return [task.id, *await more_passed(world, task.id, 4)]


def cipher(world: World) -> Any:
    return world.app.state.cipher


async def run_all(world: World) -> None:
    while await running.run_next(world.pool, cipher(world), world.app.state.cities):
        pass


async def ask(world: World, ids: list[UUID], **more: str) -> httpx2.Response:
    data: dict[str, Any] = {"tasks": [str(one) for one in ids], **more}
    return await world.browser(OFFICE).post("/review/batches", data=data)


async def told(world: World) -> Counter[str]:
    rows = await world.rows("select body from outbox where topic = 'review.decided'")
    return Counter(row["body"]["task_id"] for row in rows)


async def outcomes(world: World) -> dict[UUID, tuple[str | None, str]]:
    rows = await world.rows("select task_id, outcome, why from batch_items")
    return {row["task_id"]: (row["outcome"], row["why"]) for row in rows}


async def hear_all(world: World) -> None:
    await world.pool.execute("update outbox set heard_at = now() where is_awaited and heard_at is null")


@asynccontextmanager
async def working(world: World) -> AsyncIterator[None]:
    """Somebody works off what is asked."""
    task = asyncio.create_task(running.run(world.pool, cipher(world), world.app.state.cities))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_few_of_a_batch_are_on_their_way_at_once(world: World, ids: list[UUID]) -> None:
    """The rest waits here, not in the engine before the one decision of another office."""
    await hear_all(world)
    await ask(world, ids)
    async with working(world), asyncio.timeout(60):
        while (sent := (await told(world)).total()) < running.AT_ONCE:
            await asyncio.sleep(0.01)
        assert sent == running.AT_ONCE < len(ids)
        async with transaction(world.pool) as conn:
            assert await outbox.unheard_lately(conn, within=running.PATIENCE, most=len(ids)) == sent
        await hear_all(world)
        while (await told(world)).total() < len(ids):
            await asyncio.sleep(0.01)


async def test_what_never_takes_effect_holds_up_nobody_for_long(
    world: World, ids: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "PATIENCE", timedelta(milliseconds=50))
    await ask(world, ids)
    async with working(world), asyncio.timeout(60):
        while (await told(world)).total() < len(ids):
            await asyncio.sleep(0.01)


async def test_all_that_was_chosen_is_sent_once_with_progress_and_a_result(
    world: World, ids: list[UUID]
) -> None:
    browser = world.browser(OFFICE)
    assert "共 5 件" in (await browser.get("/review/passed")).text
    asked = await ask(world, ids[:3])
    assert asked.status_code == 303
    path = asked.headers["location"]
    page = await browser.get(path)
    assert "已办理 0 / 3 件" in page.text
    assert page.headers["refresh"]
    assert not await told(world)  # nothing is sent in the request
    assert "共 2 件" in (await browser.get("/review/passed")).text
    await running.run_next(world.pool, cipher(world), world.app.state.cities)
    assert "已办理 1 / 3 件" in (await browser.get(path)).text
    await run_all(world)
    page = await browser.get(path)
    assert "审核推荐：已完成" in page.text
    assert "refresh" not in page.headers
    assert await told(world) == Counter(str(one) for one in ids[:3])
    file = await browser.get(f"{path}/result.csv")
    rows = list(csv.reader(StringIO(file.content.decode("utf-8-sig"))))
    assert [row[5] for row in rows] == ["结果", "已报送", "已报送", "已报送"]
    assert rows[1][2] == "张三"


async def test_everything_is_chosen_that_lay_there_when_the_page_was_made(
    world: World, ids: list[UUID]
) -> None:
    page = (await world.browser(OFFICE).get("/review/passed")).text
    until = page.split('name="until" value="')[1].split('"')[0].replace("&#43;", "+")
    late = await more_passed(world, ids[0], 1)
    async with world.pool.acquire() as conn:
        await conn.execute("update tasks set closed_at = now() + interval '1 h' where id = any($1)", late)
    assert (await ask(world, [], scope="all", until=until)).status_code == 303
    await run_all(world)
    assert await told(world) == Counter(str(one) for one in ids)


async def test_a_worker_that_is_killed_in_the_middle_is_followed_by_another(
    world: World, ids: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(world, ids)
    await running.run_next(world.pool, cipher(world), world.app.state.cities)
    reached, real = asyncio.Event(), sending.send

    async def halfway(*args: Any) -> bool:
        await real(*args)  # everything is written, nothing is committed
        reached.set()
        await asyncio.Event().wait()
        return True

    monkeypatch.setattr(sending, "send", halfway)
    killed = asyncio.create_task(running.run_next(world.pool, cipher(world), world.app.state.cities))
    await reached.wait()
    killed.cancel()
    await asyncio.gather(killed, return_exceptions=True)
    monkeypatch.undo()
    assert sum(one is not None for one, _ in (await outcomes(world)).values()) == 1
    await run_all(world)
    assert await told(world) == Counter(str(one) for one in ids)
    assert set((await outcomes(world)).values()) == {("sent", "")}


async def test_a_process_that_is_killed_in_the_middle_of_sixty_is_followed_by_another(
    world: World, ids: list[UUID], servers: Stack
) -> None:
    ids += await more_passed(world, ids[0], 55)
    assert (await ask(world, ids)).status_code == 303
    async with (
        caught(world.pool, "batch_items", "(select count(outcome) from batch_items) = 30"),
        started(servers, "review", world.pool, "tests.bench.batch") as process,
    ):
        await killed_when_caught(world.pool, process)
    assert sum(one is not None for one, _ in (await outcomes(world)).values()) == 29
    assert (await told(world)).total() == 29
    await run_all(world)
    assert await told(world) == Counter(str(one) for one in ids)
    assert set((await outcomes(world)).values()) == {("sent", "")}


async def test_two_workers_send_each_once(world: World, ids: list[UUID]) -> None:
    await ask(world, ids)
    await asyncio.gather(*(run_all(world) for _ in range(3)))
    assert await told(world) == Counter(str(one) for one in ids)


async def test_what_is_asked_several_times_is_one_batch(world: World, ids: list[UUID]) -> None:
    answers = await asyncio.gather(*(ask(world, ids) for _ in range(4)))
    (path,) = {answer.headers["location"] for answer in answers}
    await run_all(world)
    assert (await ask(world, list(reversed(ids)))).headers["location"] == path
    assert len(await world.rows("select from batches")) == 1
    assert await told(world) == Counter(str(one) for one in ids)


async def test_what_left_meanwhile_is_not_sent_and_says_why(world: World, ids: list[UUID]) -> None:
    withdrawn, back, single, *rest = ids
    path = (await ask(world, ids)).headers["location"]
    browser = world.browser(OFFICE)
    await world.activities.close_task(CloseTask(task_id=withdrawn, at=LATER))
    await browser.post(f"/review/{back}/take-back")
    await browser.post(f"/review/{single}/send")
    await run_all(world)
    found = await outcomes(world)
    assert found[single] == ("left", TWICE)
    assert "申报人已撤回" in found[withdrawn][1]
    assert "已经撤回" in found[back][1]
    assert {found[one] for one in rest} == {("sent", "")}
    assert await told(world) == Counter(str(one) for one in (single, *rest))
    assert "申报人已撤回" in (await browser.get(path)).text


async def test_what_was_taken_back_and_passed_anew_is_sent_by_a_new_batch_alone(
    world: World,
) -> None:
    browser, task = world.browser(OFFICE), await a_passed_case(world, OFFICE)
    one = task.id
    first = (await ask(world, [one])).headers["location"]
    await browser.post(f"/review/{one}/take-back")
    assert (await decide(browser, task, **passing(OFFICE))).status_code == 303
    await run_all(world)  # only now the worker comes to what was asked for before
    assert not await told(world)
    assert "“审查通过”已经撤回" in (await browser.get(first)).text
    assert (await ask(world, [one])).headers["location"] != first
    await run_all(world)
    assert await told(world) == Counter([str(one)])


async def test_a_failure_stops_nobody_else(
    world: World, ids: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    await ask(world, ids)
    real = sending.send

    async def broken(conn: Any, cipher: Any, sender: Any, task_id: UUID, cities: Any) -> bool:
        if task_id == ids[2]:
            raise RuntimeError
        return await real(conn, cipher, sender, task_id, cities)

    monkeypatch.setattr(sending, "send", broken)
    await run_all(world)
    assert (await outcomes(world))[ids[2]] == ("left", TROUBLE)
    assert await told(world) == Counter(str(one) for one in ids if one != ids[2])


async def test_nobody_elses_case_comes_into_a_batch(world: World, ids: list[UUID]) -> None:
    neighbour = department(stage="city-department")
    theirs = await a_passed_case(world, neighbour)
    asked = await ask(world, [ids[0], theirs.id, new_id()])
    await run_all(world)
    assert await told(world) == Counter([str(ids[0])])
    stranger = world.browser(neighbour)
    for path in ("", "/result.csv"):
        assert (await stranger.get(asked.headers["location"] + path)).status_code == 404
    assert (await ask(world, [theirs.id])).status_code == 422


async def test_a_batch_has_a_case(world: World) -> None:
    refused = await ask(world, [])
    assert refused.status_code == 422
    assert "请选择要报送的申报" in refused.text


async def test_at_most_a_thousand_go_at_once(
    world: World, ids: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "MOST", 3)
    await ask(world, [], scope="all")
    assert len(await outcomes(world)) == 3
    await ask(world, [], scope="all")
    assert set(await outcomes(world)) == set(ids)
    assert "都已经报送" in (await ask(world, [], scope="all")).text
