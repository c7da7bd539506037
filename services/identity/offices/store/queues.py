"""What waits at offices and employers, as review and archive told it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import read
from kit.watching import Figure, Look, Numbers, total
from services.identity.accounts.domain.desk_messages import DeskMessages

UNATTENDED = Figure("offices_unattended", "Offices at which work lies although nobody is there", ("city",))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How much waits, since when the oldest; of how many cases a publicity runs, until when the first."""

    waiting: int
    oldest_at: datetime | None
    due_at: datetime | None = None
    resting: int = 0
    passed: int = 0  # and not sent on yet
    filled_at: datetime | None = None  # since when there is something to do


async def keep_queue(
    conn: Connection, office_id: UUID, *, city: str, found: Waiting, told_at: datetime
) -> Waiting | None:
    """Keep what was told; older news do not undo newer ones, and are answered with none."""
    row = await conn.fetchrow(
        """
        insert into queues (id, city, waiting, resting, passed, oldest_at, due_at, told_at, filled_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict (id) do update
        set waiting = excluded.waiting, resting = excluded.resting, passed = excluded.passed,
            oldest_at = excluded.oldest_at, due_at = excluded.due_at, told_at = excluded.told_at,
            filled_at = case when excluded.filled_at is not null
                             then coalesce(queues.filled_at, excluded.filled_at) end
        where queues.told_at <= excluded.told_at
        returning waiting, resting, passed, oldest_at, due_at, filled_at
        """,
        office_id,
        city,
        found.waiting,
        found.resting,
        found.passed,
        found.oldest_at,
        found.due_at,
        told_at,
        told_at if found.waiting > found.resting else None,
    )
    return read(Waiting, row)


async def queue_of(conn: Connection, office_id: UUID | None) -> Waiting | None:
    """What waits there; none while nothing was told."""
    row = await conn.fetchrow(
        "select waiting, resting, passed, oldest_at, due_at, filled_at from queues where id = $1", office_id
    )
    return read(Waiting, row)


async def keep_archives(
    conn: Connection, employer_id: UUID, *, city: str, found: Waiting, told_at: datetime
) -> Waiting | None:
    """Keep how many people wait to be verified; older news are answered with none."""
    row = await conn.fetchrow(
        """
        insert into archive_queues (id, city, waiting, oldest_at, told_at, filled_at)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (id) do update
        set waiting = excluded.waiting, oldest_at = excluded.oldest_at, told_at = excluded.told_at,
            filled_at = case when excluded.filled_at is not null
                             then coalesce(archive_queues.filled_at, excluded.filled_at) end
        where archive_queues.told_at <= excluded.told_at
        returning waiting, oldest_at, filled_at
        """,
        employer_id,
        city,
        found.waiting,
        found.oldest_at,
        told_at,
        told_at if found.waiting else None,
    )
    return read(Waiting, row)


async def archives_of(conn: Connection, employer_id: UUID | None) -> Waiting | None:
    """What waits to be verified; none while nothing was told."""
    row = await conn.fetchrow(
        "select waiting, oldest_at, filled_at from archive_queues where id = $1", employer_id
    )
    return read(Waiting, row)


@dataclass(frozen=True, kw_only=True)
class Colleague:
    """Somebody who acts for an office or an employer on a day."""

    id: UUID
    desk_messages: DeskMessages
    has_mobile: bool
    signed_in_at: datetime | None


async def colleagues(conn: Connection, office_id: UUID, *, today: date) -> list[Colleague]:
    """Clerks of an approved employer; officials of an office or of what carries it on, and deputies."""
    rows = await conn.fetch(
        """
        with recursive offices_now (id) as (
            select $1::uuid
            union
            select successor_id from offices join offices_now on offices_now.id = offices.id
             where closed_at is not null and successor_id is not null
        ), posts as (
            select official_id, office_id from official_terms
             where ended_at is null and from_on <= $2 and (until_on is null or until_on >= $2)
        ), holders as (
            select official_id as id from posts join offices_now on offices_now.id = posts.office_id
        ), people as (
            select id from holders
            union
            select deputy_id from deputies join holders on holders.id = absent_id
              join posts on posts.official_id = deputy_id
             where ended_at is null and from_on <= $2 and until_on >= $2
            union
            select account_id from clerkships join employers on employers.id = employer_id
             where employer_id = $1 and status = 'approved' and from_at is not null and until_at is null
        )
        select accounts.id, desk_messages, mobile_encrypted is not null as has_mobile,
               (select max(created_at) from sessions where account_id = accounts.id) as signed_in_at
          from people join accounts on accounts.id = people.id
         order by accounts.id
        """,
        office_id,
        today,
    )
    return [read(Colleague, row) for row in rows]


async def employer_name(conn: Connection, org_id: UUID) -> str | None:
    """What an employer is called; none of an office."""
    name: str | None = await conn.fetchval("select name from employers where id = $1", org_id)
    return name


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


async def figures(conn: Connection) -> Mapping[Figure, Numbers]:
    """Count the offices of each city at which work lies although nobody is there."""
    rows = await conn.fetch("select city, count(unattended_since) as offices from queues group by city")
    return {UNATTENDED: total(rows, "offices", "city")}


LOOKS = (Look((UNATTENDED,), figures),)
