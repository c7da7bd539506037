"""declaration tells of the plans of a city that is applied while it runs, and of each once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import date

from cities import Cities, City, load
from contracts.season import SeasonChanged
from kit.db import Pool
from services.declaration.plans.operations import keep_announcing
from services.declaration.settings import Settings

PATIENCE_SECONDS = 30
FAR_OFF = date(2999, 1, 1)


@asynccontextmanager
async def announcing(pool: Pool, known: Cities) -> AsyncIterator[None]:
    """As the worker does it, only sooner."""
    task = asyncio.create_task(keep_announcing(pool, known, pause=0.01))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until_told(pool: Pool, *plans: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            told = "select body->>'plan' as plan from outbox where topic = $1"
            if sorted(row["plan"] for row in await pool.fetch(told, SeasonChanged.topic)) == sorted(plans):
                return
            await asyncio.sleep(0.01)


async def test_a_city_that_joins_is_told_of_and_no_plan_twice(pool: Pool, settings: Settings) -> None:
    shaoxing = load(settings.cities).city("shaoxing")
    open_plans = (plan.model_copy(update={"closes_on": FAR_OFF}) for plan in shaoxing.plans)
    first, second, *_ = open_plans
    by_slug: dict[str, City] = {"shaoxing": replace(shaoxing, plans=(first,))}
    async with announcing(pool, Cities(by_slug)):
        await until_told(pool, first.id)
        by_slug["linjiang"] = replace(shaoxing, slug="linjiang", plans=(second,))
        await until_told(pool, first.id, second.id)
    async with announcing(pool, Cities(by_slug)):
        by_slug["jiangbei"] = replace(shaoxing, slug="jiangbei", plans=(first,))
        await until_told(pool, first.id, second.id, first.id)
