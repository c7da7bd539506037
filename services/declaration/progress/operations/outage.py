"""The platform was away: a deadline of a person's own that passed meanwhile is given the time back.

By acts that everybody reads in the ledger: a hold from the moment on at which the platform went away, lifted
when it is back. The workflow counts from the hold's own moment, not from when it hears of it.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contracts.clock import HoldKind
from kit.db import Connection, Pool, transaction
from kit.ids import derived
from services.declaration.drafting.store import declarations
from services.declaration.progress.domain.records import Reason
from services.declaration.progress.operations.holding import lift_hold, tell_holds
from services.declaration.progress.store import holds
from services.declaration.progress.store.deadlines import passed_deadlines

OUTAGE = "restored"


async def hold_passed(conn: Connection, reason: Reason, *, until: datetime) -> Sequence[UUID]:
    """Hold every case whose deadline passed between `reason.at` and then. Done twice is done once."""
    held = []
    for case_id in await passed_deadlines(conn, reason.at, until):
        record = await declarations.declaration_for_update(conn, case_id)
        hold_id = derived(OUTAGE, case_id, reason.at.isoformat())
        if record and await holds.insert_hold(conn, hold_id, record, HoldKind.OUTAGE, reason):
            await tell_holds(conn, record, HoldKind.OUTAGE, until)
            held.append(case_id)
    return held


async def lift_all(pool: Pool, reason: Reason) -> int:
    """Lift what `hold_passed` placed and nobody lifted yet; how many cases that were."""
    async with transaction(pool) as conn:
        placed = await holds.placed_by(conn, reason.by, HoldKind.OUTAGE)
    for case_id, hold_id in placed:
        async with transaction(pool) as conn:
            await lift_hold(conn, case_id, hold_id, reason)
    return len(placed)
