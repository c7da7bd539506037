"""What is told of plans: that they are in use, with which window."""

from datetime import datetime

from cities import Cities, Plan
from contracts.season import SeasonChanged, SeasonStanding
from kit import outbox
from kit.db import Connection
from kit.ids import derived
from services.declaration.plans import store
from services.declaration.plans.domain import with_end


async def announce(conn: Connection, cities: Cities, at: datetime) -> None:
    """Tell of every plan whose window has not closed; the same version again is told once."""
    for city in cities:
        for plan in city.plans:
            if at < plan.closes:
                await outbox.add(conn, season_changed(city.slug, plan.id, plan.version, at))


async def standing(conn: Connection, city: str, plan: Plan) -> SeasonStanding:
    """The window of a plan as it was extended, and when those with drafts are reminded."""
    now = with_end(plan, await store.extended_until(conn, city, plan.id))
    return SeasonStanding(opens_at=now.opens, closes_at=now.closes, remind_days=now.draft_reminders)


def season_changed(city: str, plan: str, why: object, at: datetime) -> SeasonChanged:
    """What the season of a plan hears of; `why` is what is new."""
    return SeasonChanged(
        id=derived(SeasonChanged.topic, city, plan, why),
        about=derived("season", city, plan),
        at=at,
        city=city,
        plan=plan,
    )
