"""A city stands still: an outage by its operator, and cases that wait for somebody are held for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.application import Status
from contracts.clock import HoldKind
from kit.db import Connection
from kit.ids import derived
from services.declaration.drafting.domain.declarations import ENDED
from services.declaration.drafting.store import declarations
from services.declaration.progress.domain.records import Reason
from services.declaration.progress.operations.holding import tell_holds
from services.declaration.progress.store import holds

PAGE = 100
# Drafts end with their plan's window, which is given back what it lost as after any outage.
NOT_HELD = ENDED | {Status.DRAFTING}


@dataclass(frozen=True, kw_only=True)
class Held:
    """How many cases of a page changed, and where the next page begins; none after the last."""

    number: int
    after: UUID | None


def hold_of(standstill_id: UUID, declaration_id: UUID) -> UUID:
    """The one hold of a case by a standstill, however often it is placed."""
    return derived("standstill", standstill_id, declaration_id)


async def hold_page(conn: Connection, standstill_id: UUID, city: str, reason: Reason, after: UUID) -> Held:
    """Hold the cases of one page; those that are held already stay so."""
    page = await declarations.ids_in_city(conn, city, besides=NOT_HELD, after=after, limit=PAGE)
    number = 0
    for declaration_id in page:
        record = await declarations.declaration_for_update(conn, declaration_id)
        if record is None or record.status in NOT_HELD:
            continue
        hold_id = hold_of(standstill_id, declaration_id)
        if await holds.insert_hold(conn, hold_id, record, HoldKind.OUTAGE, reason):
            await tell_holds(conn, record, HoldKind.OUTAGE, reason.at)
            number += 1
    return Held(number=number, after=page[-1] if len(page) == PAGE else None)


async def release_page(
    conn: Connection, standstill_id: UUID, city: str, since: datetime, reason: Reason, after: UUID
) -> Held:
    """Lift the holds of one page of cases."""
    page = await holds.open_since(conn, city, HoldKind.OUTAGE, since, after=after, limit=PAGE)
    number = 0
    for declaration_id in page:
        record = await declarations.declaration_for_update(conn, declaration_id)
        hold_id = hold_of(standstill_id, declaration_id)
        if record and await holds.lift_hold(conn, declaration_id, hold_id, reason):
            await tell_holds(conn, record, HoldKind.OUTAGE, reason.at)
            number += 1
    return Held(number=number, after=page[-1] if len(page) == PAGE else None)
