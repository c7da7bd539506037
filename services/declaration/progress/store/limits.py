"""Until when the office that has a case is to decide, as review counted it."""

from contracts.dues import LimitSet
from kit.db import Connection
from kit.rows import read
from services.declaration.drafting.domain.declarations import Record
from services.declaration.progress.domain.records import Limit


async def keep(conn: Connection, told: LimitSet) -> None:
    """Keep the newest; older news do not undo it. Of what was erased nothing is kept."""
    await conn.execute(
        """
        insert into limits (id, city, stage, round, due_at, due_days, told_at)
        select id, $2, $3, $4, $5, $6, $7 from declarations where id = $1
        on conflict (id) do update
        set stage = excluded.stage, round = excluded.round, due_at = excluded.due_at,
            due_days = excluded.due_days, told_at = excluded.told_at
        where limits.told_at <= excluded.told_at
        """,
        told.application_id,
        told.city,
        told.stage,
        told.round,
        told.due_at,
        told.due_days,
        told.at,
    )


async def limit_of(conn: Connection, record: Record) -> Limit | None:
    """Of the office that has the case now; none where nothing is said, and of one that it has left."""
    row = await conn.fetchrow(
        "select due_at, due_days from limits where id = $1 and stage = $2 and round = $3",
        record.id,
        record.stage,
        record.round,
    )
    return read(Limit, row)
