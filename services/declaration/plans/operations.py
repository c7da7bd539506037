"""What is told of plans: that they are in use, with which window."""

import asyncio
from datetime import datetime
from typing import NoReturn

import structlog

from cities import Cities, Plan
from contracts.season import SeasonChanged, SeasonStanding
from kit import outbox
from kit.clock import now
from kit.db import Connection, Pool, transaction
from kit.errors import Unavailable
from kit.ids import derived
from services.declaration.plans import store
from services.declaration.plans.domain import with_end

LOOK_AGAIN_SECONDS = 5.0

log = structlog.get_logger()


async def keep_announcing(pool: Pool, cities: Cities, pause: float = LOOK_AGAIN_SECONDS) -> NoReturn:
    """Tell of the plans, and again whenever a city was applied that has others; until cancelled."""
    told: set[tuple[str, str, str]] = set()
    while True:
        found = {(city.slug, plan.id, plan.version) for city in cities for plan in city.plans}
        try:
            if found != told:
                async with transaction(pool) as conn:
                    await announce(conn, cities, now())
                told = found
        except Unavailable as error:
            log.warning("plans_not_told", kind=type(error).__name__)
        await asyncio.sleep(pause)


async def announce(conn: Connection, cities: Cities, at: datetime) -> None:
    """Tell of every plan whose window has not closed; the same version again is told once."""
    for city in cities:
        for plan in city.plans:
            if at < plan.closes:
                await outbox.add(conn, season_changed(city.slug, plan.id, plan.version, at))


async def standing(conn: Connection, city: str, plan: Plan) -> SeasonStanding:
    """The window of a plan as it was extended, and when those with drafts are reminded."""
    window = with_end(plan, await store.extended_until(conn, city, plan.id))
    return SeasonStanding(opens_at=window.opens, closes_at=window.closes, remind_days=window.draft_reminders)


def season_changed(city: str, plan: str, why: object, at: datetime) -> SeasonChanged:
    """What the season of a plan hears of; `why` is what is new."""
    return SeasonChanged(
        id=derived(SeasonChanged.topic, city, plan, why),
        about=derived("season", city, plan),
        at=at,
        city=city,
        plan=plan,
    )
