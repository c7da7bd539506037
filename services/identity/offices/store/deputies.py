"""Who stands in for whom, and for which office a session acts."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read


@dataclass(frozen=True, kw_only=True)
class Deputy:
    """Somebody who stands in for an absent official, with the office that this gives."""

    id: UUID
    city: str
    absent_id: UUID
    absent: str
    deputy_id: UUID
    deputy: str
    from_on: date
    until_on: date
    created_at: datetime
    ended_at: datetime | None
    office_id: UUID | None
    office_name: str | None


_SELECT = """
    select deputies.id, deputies.city, absent_id, absents.name as absent, deputy_id, standing.name as deputy,
           deputies.from_on, deputies.until_on, deputies.created_at, deputies.ended_at,
           case when offices.closed_at is null then terms.office_id end as office_id, terms.office_name
    from deputies
    join accounts absents on absents.id = absent_id
    join accounts standing on standing.id = deputy_id
    left join official_terms terms on terms.official_id = absent_id and terms.ended_at is null
    left join offices on offices.id = terms.office_id
"""


async def insert_deputy(
    conn: Connection,
    *,
    deputy_row_id: UUID,
    city: str,
    absent_id: UUID,
    deputy_id: UUID,
    from_on: date,
    until_on: date,
    named_by: UUID,
) -> bool:
    """Name a deputy; named twice under one id is named once."""
    return await insert(
        conn,
        "deputies",
        "on conflict (id) do nothing",
        id=deputy_row_id,
        city=city,
        absent_id=absent_id,
        deputy_id=deputy_id,
        from_on=from_on,
        until_on=until_on,
        named_by=named_by,
    )


async def deputy_by_id(conn: Connection, deputy_row_id: UUID) -> Deputy | None:
    """One of them."""
    row = await conn.fetchrow(_SELECT + "where deputies.id = $1", deputy_row_id)
    return read(Deputy, row)


async def deputies_for(conn: Connection, absent_id: UUID) -> list[Deputy]:
    """Who stands or stood in for somebody, the newest first."""
    rows = await conn.fetch(
        _SELECT + "where absent_id = $1 order by deputies.created_at desc, deputies.id", absent_id
    )
    return [read(Deputy, row) for row in rows]


async def deputies_of(conn: Connection, deputy_id: UUID, today: date) -> list[Deputy]:
    """For whom somebody stands in on a day."""
    rows = await conn.fetch(
        _SELECT
        + """
        where deputy_id = $1 and deputies.ended_at is null
          and $2 between deputies.from_on and deputies.until_on
          and terms.from_on <= $2 and (terms.until_on is null or terms.until_on >= $2)
        order by absents.name, deputies.id
        """,
        deputy_id,
        today,
    )
    return [read(Deputy, row) for row in rows]


async def end_deputy(
    conn: Connection, deputy_row_id: UUID, *, by: UUID, at: datetime
) -> list[tuple[UUID, UUID]]:
    """End one, at once, with the sessions that act by it: account and session of each."""
    await conn.execute(
        "update deputies set ended_at = $2, ended_by = $3 where id = $1 and ended_at is null",
        deputy_row_id,
        at,
        by,
    )
    rows = await conn.fetch(
        """
        update sessions set revoked_at = $2
        where revoked_at is null and id in (select id from acting_sessions where deputy_id = $1)
        returning account_id, id
        """,
        deputy_row_id,
        at,
    )
    return [(row["account_id"], row["id"]) for row in rows]


async def overlapping(conn: Connection, absent_id: UUID, from_on: date, until_on: date) -> Deputy | None:
    """Who stands in for somebody already within a period."""
    row = await conn.fetchrow(
        _SELECT
        + """
        where absent_id = $1 and deputies.ended_at is null
          and deputies.from_on <= $3 and deputies.until_on >= $2
        limit 1
        """,
        absent_id,
        from_on,
        until_on,
    )
    return read(Deputy, row)


async def end_deputies_with(conn: Connection, official_id: UUID, *, by: UUID, at: datetime) -> list[UUID]:
    """End whatever an official has a part in; return who stood in."""
    rows = await conn.fetch(
        """
        update deputies set ended_at = $2, ended_by = $3
        where (absent_id = $1 or deputy_id = $1) and ended_at is null
        returning deputy_id
        """,
        official_id,
        at,
        by,
    )
    return [row["deputy_id"] for row in rows]


async def write_acting(
    conn: Connection, *, session_id: UUID, city: str, office_id: UUID, deputy_id: UUID | None
) -> None:
    """From now on a session acts for this office."""
    await insert(
        conn,
        "acting_sessions",
        "on conflict (id) do update set office_id = excluded.office_id, deputy_id = excluded.deputy_id",
        id=session_id,
        city=city,
        office_id=office_id,
        deputy_id=deputy_id,
    )


async def delete_acting(conn: Connection, session_id: UUID) -> None:
    """From now on a session acts for its holder's own office."""
    await conn.execute("delete from acting_sessions where id = $1", session_id)


async def acting_of(conn: Connection, session_id: UUID) -> tuple[UUID, UUID | None] | None:
    """For which office a session acts and as whose deputy; none when for its holder's own."""
    row = await conn.fetchrow("select office_id, deputy_id from acting_sessions where id = $1", session_id)
    return (row["office_id"], row["deputy_id"]) if row else None
