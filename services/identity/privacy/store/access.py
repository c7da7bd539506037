"""The access log: who was shown what of a person's data."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from contracts.access import Access, Shown
from kit.db import Connection
from kit.ids import new_id
from services.identity.privacy.domain.access import Entry, Reader

_OF_PERSON = "from access_log where person_id = $1 and last_at >= $2"


async def lock_reader(conn: Connection, reader_id: UUID) -> None:
    """Let nobody else write this reader's looks until the transaction ends."""
    await conn.execute("select pg_advisory_xact_lock(hashtext($1))", f"access_log/{reader_id}")


async def write_looks(
    conn: Connection, access: Access, reader: Reader, *, at: datetime, folds: timedelta
) -> None:
    """One row for each person; a look soon after or before another of the same thing is counted there."""
    await conn.execute(
        """
        with wanted as (
            select * from unnest($1::uuid[], $2::uuid[]) as wanted (id, person_id)
        ), folded as (
            update access_log
            set times = times + 1, first_at = least(first_at, $10), last_at = greatest(last_at, $10)
            from wanted
            where access_log.id = (
                select near.id from access_log near
                where near.person_id = wanted.person_id and near.reader_id = $4 and near.role = $6
                  and near.org_id is not distinct from $7 and near.shown = $9
                  and near.occasion is not distinct from $11
                  and near.last_at >= $10::timestamptz - $12::interval
                  and near.first_at <= $10::timestamptz + $12::interval
                order by near.last_at desc limit 1
            )
            returning access_log.person_id
        )
        insert into access_log (id, city, person_id, reader_id, reader_name, role, org_id, org_name, shown,
                                first_at, last_at, occasion)
        select id, $3, person_id, $4, $5, $6, $7, $8, $9, $10, $10, $11
        from wanted where person_id not in (select person_id from folded)
        """,
        [new_id() for _ in access.person_ids],
        list(access.person_ids),
        access.city,
        access.account_id,
        reader.name,
        access.role,
        access.org_id,
        reader.org_name,
        access.shown,
        at,
        access.occasion,
        folds,
    )


async def forget_looks(conn: Connection, person_ids: Sequence[UUID], *, before: datetime) -> None:
    """Delete what has been kept long enough."""
    await conn.execute(
        "delete from access_log where person_id = any($1::uuid[]) and last_at < $2", list(person_ids), before
    )


async def count_looks(conn: Connection, person_id: UUID, *, since: datetime) -> int:
    """How many rows a person's log has."""
    count: int = await conn.fetchval("select count(*) " + _OF_PERSON, person_id, since)
    return count


async def looks_at(
    conn: Connection, person_id: UUID, *, since: datetime, limit: int, offset: int
) -> list[Entry]:
    """A page of a person's log, newest first."""
    rows = await conn.fetch(
        "select reader_name, org_name, role, shown, occasion, first_at, last_at, times "
        + _OF_PERSON
        + " order by last_at desc, id limit $3 offset $4",
        person_id,
        since,
        limit,
        offset,
    )
    return [Entry(**{**dict(row), "shown": Shown(row["shown"])}) for row in rows]
