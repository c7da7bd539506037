"""A batch of 1,000 cases: each sent once though its worker is killed, and what others wait for meanwhile.

`python -m tests.bench.batch` is the worker: it works off what is asked in the database of the environment.
"""

import asyncio
import os
import sys
import time
from asyncio.subprocess import Process
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

import cities
from contracts.review import Task
from deploy.local.stack import Stack
from kit.db import open_pool
from services.review.batches.operations import running
from services.review.settings import Settings
from tests.bench.desk import full
from tests.bench.measures import Measure, Samples, milliseconds
from tests.fixtures.database import url_of
from tests.service.review.world import (
    World,
    a_passed_case,
    decide,
    department,
    examine,
    more_passed,
    passing,
)

CASES = 1_000
KILLED_AT = CASES // 3
DECISIONS = 20  # of another office: alone, and as many beside the batch
PATIENCE_SECONDS = 300
LOOK_SECONDS = 0.05
SHARES = (0.5, 0.95)
AREA = f"a batch of {CASES:,}"
SENDER, OTHER = department(stage="city-department"), department(name="杭州市生态环境局", person="钱七")


async def measure(stack: Stack) -> list[Measure]:
    """How long it takes with a killed worker, how many went how often, and another office's decisions."""
    async with full(stack) as world:
        tasks = [await _examined(world) for _ in range(2 * DECISIONS)]
        first = await a_passed_case(world, SENDER)
        ids = [first.id, *await more_passed(world, first.id, CASES - 1)]
        alone = await _decided(world, tasks[:DECISIONS])
        began = time.perf_counter()
        asked = await world.browser(SENDER).post("/review/batches", data={"tasks": [str(one) for one in ids]})
        if asked.status_code != HTTPStatus.SEE_OTHER:
            raise AssertionError(asked.status_code)
        until_asked = time.perf_counter() - began
        async with _worker(stack, world) as killed:
            await _until_done(world, KILLED_AT)
            killed.kill()
        async with _worker(stack, world):
            beside = await _decided(world, tasks[DECISIONS:])
            was_done = await _done(world)
            await _until_done(world, CASES)
        seconds = time.perf_counter() - began
        sent = await _sent(world)
    if was_done == CASES:
        raise AssertionError("the batch was over before the other office had decided")
    alive = ("no batch", alone)
    return [
        Measure(area=AREA, what="until it is asked", value=until_asked, unit="s"),
        Measure(area=AREA, what="until all are sent, one worker killed", value=seconds, unit="s"),
        Measure(area=AREA, what="sent once", value=sum(n == 1 for n in sent.values()), unit="cases"),
        Measure(area=AREA, what="sent more often", value=sum(n > 1 for n in sent.values()), unit="cases"),
        *milliseconds(AREA, "another office's decision meanwhile", beside, SHARES, alive),
    ]


async def _examined(world: World) -> Task:
    task = await (await world.a_case()).task(OTHER)
    await examine(world.browser(OTHER), task)
    return task


async def _decided(world: World, tasks: list[Task]) -> Samples:
    samples, browser = Samples(), world.browser(OTHER)
    for task in tasks:
        began = time.perf_counter()
        answer = await decide(browser, task, **passing(OTHER))
        samples.taken.append(time.perf_counter() - began)
        if answer.status_code != HTTPStatus.SEE_OTHER:
            raise AssertionError(answer.status_code)
    return samples


@asynccontextmanager
async def _worker(stack: Stack, world: World) -> AsyncIterator[Process]:
    """A process of its own, as in production."""
    own = {**os.environ, **stack.environment("review"), "REVIEW_DATABASE_URL": url_of(world.pool)}
    worker = await asyncio.create_subprocess_exec(sys.executable, "-m", "tests.bench.batch", env=own)
    try:
        yield worker
    finally:
        if worker.returncode is None:
            worker.kill()
        await worker.wait()


async def _until_done(world: World, number: int) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while await _done(world) < number:
            await asyncio.sleep(LOOK_SECONDS)


async def _done(world: World) -> int:
    (row,) = await world.rows("select count(outcome) as n from batch_items")
    return int(row["n"])


async def _sent(world: World) -> Counter[str]:
    rows = await world.rows("select body from outbox where topic = 'review.decided'")
    of_batch = {str(row["task_id"]) for row in await world.rows("select task_id from batch_items")}
    return Counter(row["body"]["task_id"] for row in rows if row["body"]["task_id"] in of_batch)


async def _work() -> None:
    running.AT_ONCE = CASES + 1  # no engine takes what is told here: a batch does not wait for it
    settings = Settings()
    async with open_pool(settings.database_url.get_secret_value()) as pool:
        await running.run(pool, settings.field_cipher(), cities.follow(settings.cities))


if __name__ == "__main__":
    asyncio.run(_work())
