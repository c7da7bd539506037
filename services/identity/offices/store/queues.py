"""What waits at offices and employers, as review told it."""

from dataclasses import dataclass
from datetime import date, datetime
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


async def is_attended(conn: Connection, office_id: UUID, *, today: date, since: datetime) -> bool:
    """Whether somebody who acts for an office has signed in since; an employer counts as attended."""
    found: bool = await conn.fetchval(
        """
        with holders as (
            select official_id as id from official_terms
             where office_id = $1 and ended_at is null and from_on <= $2
               and (until_on is null or until_on >= $2)
        ), people as (
            select id from holders
            union
            select deputy_id from deputies join holders on holders.id = absent_id
             where ended_at is null and from_on <= $2 and until_on >= $2
        )
        select exists (select from employers where id = $1)
            or exists (select from people join sessions on account_id = people.id
                        where sessions.created_at >= $3)
        """,
        office_id,
        today,
        since,
    )
    return found


async def mark_unattended(conn: Connection, office_id: UUID, at: datetime) -> bool:
    """Note that nobody is there; false when that was known."""
    row = await conn.fetchrow(
        "update queues set unattended_since = $2 where id = $1 and unattended_since is null returning id",
        office_id,
        at,
    )
    return row is not None


async def mark_attended(conn: Connection, office_id: UUID) -> bool:
    """Note that somebody is there; false when nothing else was known."""
    row = await conn.fetchrow(
        """
        update queues set unattended_since = null
         where id = $1 and unattended_since is not null
        returning id
        """,
        office_id,
    )
    return row is not None


@dataclass(frozen=True, kw_only=True)
class Unattended:
    """An office at which work lies although nobody is there."""

    id: UUID
    waiting: int
    unattended_since: datetime


async def unattended(conn: Connection, city: str) -> list[Unattended]:
    """Every such office of a city, or of all; the longest first."""
    rows = await conn.fetch(
        """
        select id, waiting, unattended_since from queues
         where unattended_since is not null and ($1 = '' or city = $1)
         order by unattended_since, id
        """,
        city,
    )
    return [read(Unattended, row) for row in rows]
