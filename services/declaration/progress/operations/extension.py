"""A window is extended because the platform was away: a recorded act, and then every draft follows it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from cities import Plan
from contracts.application import Status
from contracts.clock import DeadlineKind
from kit import outbox
from kit.db import Connection
from kit.errors import Refusal
from kit.ids import derived
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.store import declarations
from services.declaration.plans import store as plans
from services.declaration.plans.domain import Extension, Outage, lost, until_words, with_end
from services.declaration.plans.operations import season_changed
from services.declaration.progress.domain.deadlines import Calendar, fair_end
from services.declaration.progress.domain.records import Reason
from services.declaration.progress.operations.holding import NotReinstatable, StartedAgain, reinstate
from services.declaration.progress.operations.ledger import extend_deadline
from services.declaration.progress.store import deadlines

PAGE = 200


class NothingLost(Refusal):
    """故障时间不在申报时间之内，不需要延长。"""


class NotOver(Refusal):
    """故障还没有结束，请在恢复后再延长。"""


@dataclass(frozen=True, kw_only=True)
class Followed:
    """How many drafts of a page follow, and where the next page begins."""

    extended: int
    reinstated: int
    after: UUID | None


async def record_extension(
    conn: Connection, city: str, plan: Plan, outage: Outage, calendar: Calendar, reason: Reason
) -> Extension:
    """Give a window as many days more as an outage took from it; the same outage again is the same act.

    Nobody can begin while this is decided: a draft has the old end and is found by the walk, or the new one.
    """
    await plans.lock_window(conn, city, plan.id)
    extension_id = derived("extension", city, plan.id, outage.since.isoformat(), outage.until.isoformat())
    if known := await plans.extension(conn, extension_id):
        return known
    if outage.until > reason.at:
        raise NotOver
    current = with_end(plan, await plans.extended_until(conn, city, plan.id))
    if lost(current, outage) is None:
        raise NothingLost
    extension = Extension(
        id=extension_id,
        city=city,
        plan=plan.id,
        outage=outage,
        old_closes_at=current.closes,
        closes_at=fair_end(current, outage, reason.at, calendar),
        at=reason.at,
        by=reason.by,
        why=reason.why,
    )
    await plans.insert_extension(conn, extension)
    await outbox.add(conn, season_changed(city, plan.id, extension.id, reason.at))
    return extension


async def follow_page(conn: Connection, extension: Extension, after: UUID) -> Followed:
    """Let the drafts of one page end with the extended window; those that missed the old end come back."""
    found = await declarations.ending_before(
        conn,
        city=extension.city,
        plan=extension.plan,
        closes_at=extension.closes_at,
        after=after,
        limit=PAGE,
    )
    reason = Reason(by=extension.by, why=_why(extension), at=extension.at)
    extended = reinstated = 0
    for declaration_id in found:
        record = await declarations.declaration_for_update(conn, declaration_id)
        if record is None or record.round or record.closes_at >= extension.closes_at:
            continue
        if record.status is Status.DRAFTING:
            await _extend(conn, record, extension.closes_at, reason)
            extended += 1
        elif record.status is Status.MISSED and await _is_back(conn, record, extension.closes_at, reason):
            reinstated += 1
    return Followed(extended=extended, reinstated=reinstated, after=found[-1] if len(found) == PAGE else None)


async def _extend(conn: Connection, record: Record, closes_at: datetime, reason: Reason) -> None:
    entry = await deadlines.newest_deadline(conn, record.id, DeadlineKind.SUBMISSION)
    if entry is not None and entry.due_at < closes_at:
        await extend_deadline(conn, entry, closes_at, reason)
    await declarations.close_later(conn, record.id, closes_at)


async def _is_back(conn: Connection, record: Record, closes_at: datetime, reason: Reason) -> bool:
    """Not who has begun anew meanwhile, nor whose days of grace are over."""
    try:
        await reinstate(conn, record.id, closes_at, reason)
    except (NotReinstatable, StartedAgain):
        return False
    await declarations.close_later(conn, record.id, closes_at)
    return True


def _why(extension: Extension) -> str:
    since, until = (until_words(at) for at in (extension.outage.since, extension.outage.until))
    return f"{extension.why}（{since} 至 {until}）"
