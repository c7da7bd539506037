"""Offices as they were applied, and what they were before."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from kit.db import Connection, Record
from kit.ids import derived
from kit.rows import columns, insert, read
from services.identity.offices.domain.offices import OfficeFacts, OfficeVersion

_VERSIONS = """
    select office_id as id, slug, name, kind, level, place, parent, from_at, until_at
    from office_versions
"""


async def lock_city(conn: Connection, city: str) -> None:
    """Let nobody else apply this city until the transaction ends."""
    await conn.execute("select pg_advisory_xact_lock(hashtext($1))", f"offices/{city}")


async def open_offices(conn: Connection, city: str) -> list[OfficeFacts]:
    """The offices of a city that are open, as they are."""
    rows = await conn.fetch(
        _VERSIONS
        + """
        where city = $1 and until_at is null
          and exists (select from offices where offices.id = office_id and closed_at is null)
        order by slug
        """,
        city,
    )
    return [read(OfficeFacts, row) for row in rows]


async def open_office(conn: Connection, city: str, office: OfficeFacts, at: datetime) -> None:
    """Add an office; one that was closed is open again."""
    await insert(
        conn,
        "offices",
        "on conflict (id) do update set closed_at = null, successor_id = null",
        id=office.id,
        city=city,
        opened_at=at,
    )
    await _write_version(conn, city, office, at)


async def change_office(conn: Connection, city: str, office: OfficeFacts, at: datetime) -> None:
    """Give an office its new name or place, and keep the old ones."""
    await _write_version(conn, city, office, at)


async def close_office(conn: Connection, office_id: UUID, *, successor_id: UUID | None, at: datetime) -> None:
    """Close an office and say who carries it on. Its version ends too."""
    await conn.execute(
        "update offices set closed_at = $2, successor_id = $3 where id = $1", office_id, at, successor_id
    )
    await _end_version(conn, office_id, at)


async def _end_version(conn: Connection, office_id: UUID, at: datetime) -> None:
    await conn.execute(
        "update office_versions set until_at = $2 where office_id = $1 and until_at is null", office_id, at
    )


async def _write_version(conn: Connection, city: str, office: OfficeFacts, at: datetime) -> None:
    await _end_version(conn, office.id, at)
    told = columns(office) | {"id": derived("office_version", office.id, at.isoformat())}
    await insert(conn, "office_versions", office_id=office.id, city=city, from_at=at, **told)


async def history_of(conn: Connection, office_id: UUID) -> list[OfficeVersion]:
    """What an office was, the newest first."""
    rows = await conn.fetch(_VERSIONS + "where office_id = $1 order by from_at desc", office_id)
    return [read(OfficeVersion, row, facts=read(OfficeFacts, row)) for row in rows]


async def carried_on_by(conn: Connection, office_id: UUID) -> Mapping[UUID, str]:
    """The closed offices that this one carries on, directly or through others, with their last names."""
    rows: Sequence[Record] = await conn.fetch(
        """
        with recursive carried (id) as (
            select id from offices where successor_id = $1 and closed_at is not null
            union
            select offices.id from offices join carried on successor_id = carried.id
            where closed_at is not null
        )
        select distinct on (carried.id) carried.id, name
        from carried join office_versions on office_id = carried.id
        order by carried.id, from_at desc
        """,
        office_id,
    )
    return {row["id"]: row["name"] for row in rows}


async def last_version(conn: Connection, office_id: UUID) -> OfficeFacts | None:
    """What an office is, or was last."""
    row = await conn.fetchrow(_VERSIONS + "where office_id = $1 order by from_at desc limit 1", office_id)
    return read(OfficeFacts, row)
