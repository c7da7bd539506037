"""Offices as they were applied, and what they were before."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from kit.db import Connection, Record
from kit.ids import derived
from services.identity.offices.domain.offices import OfficeFacts, OfficeVersion

_VERSIONS = """
    select office_id as id, slug, name, kind, level, place, parent, from_at, until_at
    from office_versions
"""


def _facts(row: Record) -> OfficeFacts:
    names = ("id", "slug", "name", "kind", "level", "place", "parent")
    return OfficeFacts(**{name: row[name] for name in names})


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
    return [_facts(row) for row in rows]


async def open_office(conn: Connection, city: str, office: OfficeFacts, at: datetime) -> None:
    """Add an office; one that was closed is open again."""
    await conn.execute(
        """
        insert into offices (id, city, opened_at) values ($1, $2, $3)
        on conflict (id) do update set closed_at = null, successor_id = null
        """,
        office.id,
        city,
        at,
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
    facts = asdict(office)
    facts.pop("id")
    await conn.execute(
        """
        insert into office_versions (id, office_id, city, from_at, slug, name, kind, level, place, parent)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """,
        derived("office_version", office.id, at.isoformat()),
        office.id,
        city,
        at,
        *facts.values(),
    )


async def history_of(conn: Connection, office_id: UUID) -> list[OfficeVersion]:
    """What an office was, the newest first."""
    rows = await conn.fetch(_VERSIONS + "where office_id = $1 order by from_at desc", office_id)
    return [
        OfficeVersion(facts=_facts(row), from_at=row["from_at"], until_at=row["until_at"]) for row in rows
    ]


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
    return _facts(row) if row else None
