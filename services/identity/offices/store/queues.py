"""What waits at offices and employers, as review told it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many cases wait, since when the oldest, and until when the first publicity runs."""

    waiting: int
    oldest_at: datetime | None
    due_at: datetime | None


async def keep_queue(
    conn: Connection, office_id: UUID, *, city: str, found: Waiting, told_at: datetime
) -> None:
    """Keep what was told; older news do not undo newer ones."""
    await insert(
        conn,
        "queues",
        """
        on conflict (id) do update
        set waiting = excluded.waiting, oldest_at = excluded.oldest_at, due_at = excluded.due_at,
            told_at = excluded.told_at
        where queues.told_at <= excluded.told_at
        """,
        id=office_id,
        city=city,
        waiting=found.waiting,
        oldest_at=found.oldest_at,
        due_at=found.due_at,
        told_at=told_at,
    )


async def queue_of(conn: Connection, office_id: UUID | None) -> Waiting | None:
    """What waits there; none while nothing was told."""
    row = await conn.fetchrow("select waiting, oldest_at, due_at from queues where id = $1", office_id)
    return read(Waiting, row)
