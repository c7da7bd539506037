"""What `zhicheng city freeze` and `thaw` do: say it to every process, and stop or start the clocks."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from cli.surroundings import pool_of, settings_of

if TYPE_CHECKING:
    from kit.db import Connection
    from kit.standstill import Standstill
    from services.declaration.plans.domain import Extension
    from services.declaration.progress.domain.records import Reason
    from services.declaration.progress.operations.standing import Held

Page = Callable[["Connection", UUID], Awaitable["Held"]]


@dataclass(frozen=True)
class Over:
    """A standstill and when it ended."""

    standstill: "Standstill"
    at: datetime


def freeze(city: str, notice: str, until: datetime | None, by: str, why: str) -> "Standstill":
    """Let nothing be changed in a city from now on; again with other words, the words change."""
    from kit.clock import now
    from kit.ids import new_id
    from kit.standstill import Standstill, note, standing

    folder = _folder(city)
    before = standing(folder, city)
    began = before or Standstill(id=new_id(), city=city, at=now(), by=by, why=why)
    act = Standstill(id=began.id, city=city, at=began.at, by=by, why=why, notice=notice, until=until)
    if act != before:
        note(folder, act)
    return act


def thaw(city: str, by: str, why: str) -> "Over | None":
    """Let a city go on; what is over, this time or the last, or nothing if it never stood still."""
    from kit.clock import now
    from kit.standstill import Standstill, acts, note, standing

    folder = _folder(city)
    if before := standing(folder, city):
        note(folder, Standstill(id=before.id, city=city, at=now(), by=by, why=why))
    said = acts(folder, city)
    began = [act for act in said if act.notice]
    return Over(standstill=began[-1], at=said[-1].at) if began else None


async def give_back(over: "Over", reason: "Reason") -> "AsyncIterator[Extension]":
    """Let every window that lost time end later."""
    import cities
    from cli.plan import extend_window
    from services.declaration.plans.domain import Outage
    from services.declaration.progress.operations.extension import NothingLost
    from services.declaration.settings import Settings

    city = cities.load(settings_of(Settings).cities).city(over.standstill.city)
    outage = Outage(since=over.standstill.at, until=over.at)
    for plan in city.plans:
        try:
            extension, _, _ = await extend_window(city.slug, plan, outage, reason)
        except NothingLost:  # it was not open meanwhile
            continue
        yield extension


async def hold_cases(standstill: "Standstill", reason: "Reason") -> int:
    """Stop the clock of every case that waits for somebody."""
    from services.declaration.progress.operations.standing import hold_page

    return await _walk(lambda conn, after: hold_page(conn, standstill.id, standstill.city, reason, after))


async def release_cases(standstill: "Standstill", reason: "Reason") -> int:
    """Let the clocks run again."""
    from services.declaration.progress.operations.standing import release_page

    since = standstill.at
    return await _walk(
        lambda conn, after: release_page(conn, standstill.id, standstill.city, since, reason, after)
    )


async def _walk(page: Page) -> int:
    """Page by page, each in a transaction of its own: interrupted, it is run again."""
    from kit.db import transaction
    from services.declaration.settings import Settings

    number, after = 0, UUID(int=0)
    async with pool_of(settings_of(Settings)) as pool:
        while True:
            async with transaction(pool) as conn:
                done = await page(conn, after)
            number += done.number
            if done.after is None:
                return number
            after = done.after


def _folder(city: str) -> "Path":
    """Where the cities lie; one that is not there does not stand still."""
    import cities
    from services.declaration.settings import Settings

    folder = settings_of(Settings).cities
    cities.load(folder).city(city)
    return folder
