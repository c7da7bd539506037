"""Requests to correct a person, and the correcting."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import asyncpg

from kit.db import Connection, Record
from services.identity.requests.domain.corrections import STATES, Correction
from services.identity.requests.domain.requests import RequestState

_SELECT = """
    select corrections.id, corrections.city, person_id, corrections.name, id_number_encrypted, former_name,
           former_id_number_encrypted, why, file_id, state, reason, decided_by,
           coalesce(decider.name, '') as decider, decided_at, corrections.created_at as asked_at
    from corrections
    left join accounts decider on decider.id = decided_by
"""


class NumberTaken(Exception):
    """Another person has this ID number."""


def _correction(row: Record) -> Correction:
    return Correction(**{**dict(row), "state": RequestState(row["state"])})


async def insert_correction(
    conn: Connection,
    *,
    correction_id: UUID,
    city: str,
    person_id: UUID,
    name: str,
    id_number_encrypted: str,
    former_name: str,
    former_id_number_encrypted: str,
    why: str,
    file_id: UUID,
) -> bool:
    """Keep what is asked, unless this very request is there or another one waits."""
    row = await conn.fetchrow(
        """
        insert into corrections (id, city, person_id, name, id_number_encrypted, former_name,
                                 former_id_number_encrypted, why, file_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        on conflict do nothing
        returning id
        """,
        correction_id,
        city,
        person_id,
        name,
        id_number_encrypted,
        former_name,
        former_id_number_encrypted,
        why,
        file_id,
    )
    return row is not None


async def correction_by_id(conn: Connection, correction_id: UUID) -> Correction | None:
    """A request."""
    row = await conn.fetchrow(_SELECT + "where corrections.id = $1", correction_id)
    return _correction(row) if row else None


async def correction_for_update(conn: Connection, correction_id: UUID) -> Correction | None:
    """A request, locked."""
    row = await conn.fetchrow(_SELECT + "where corrections.id = $1 for update of corrections", correction_id)
    return _correction(row) if row else None


async def corrections_of(conn: Connection, person_id: UUID) -> list[Correction]:
    """Everything that a person asked for, the newest first."""
    rows = await conn.fetch(
        _SELECT + "where person_id = $1 order by corrections.created_at desc, corrections.id", person_id
    )
    return [_correction(row) for row in rows]


async def corrections_of_city(
    conn: Connection, *, city: str, state: RequestState, limit: int, offset: int
) -> list[Correction]:
    """Requests in one state, the longest waiting first; an empty city leaves none out."""
    rows = await conn.fetch(
        _SELECT
        + """
        where ($1 = '' or corrections.city = $1) and state = $2
        order by corrections.created_at, corrections.id
        limit $3 offset $4
        """,
        city,
        state,
        limit,
        offset,
    )
    return [_correction(row) for row in rows]


async def count_corrections(conn: Connection, *, city: str) -> Mapping[RequestState, int]:
    """How many requests stand where."""
    rows = await conn.fetch(
        "select state, count(*) as number from corrections where $1 = '' or city = $1 group by state", city
    )
    found = {row["state"]: row["number"] for row in rows}
    return {state: found.get(state, 0) for state in STATES}


async def close_correction(
    conn: Connection, correction_id: UUID, state: RequestState, *, reason: str, decided_by: UUID, at: datetime
) -> None:
    """Write what became of it."""
    await conn.execute(
        "update corrections set state = $2, reason = $3, decided_by = $4, decided_at = $5 where id = $1",
        correction_id,
        state,
        reason,
        decided_by,
        at,
    )


async def correct_person(
    conn: Connection, person_id: UUID, *, name: str, id_number_encrypted: str, id_number_fingerprint: str
) -> None:
    """Keep another name and number; `NumberTaken` when it is somebody else's."""
    await conn.execute("update accounts set name = $2, version = version + 1 where id = $1", person_id, name)
    try:
        await conn.execute(
            "update persons set id_number_encrypted = $2, id_number_fingerprint = $3 where id = $1",
            person_id,
            id_number_encrypted,
            id_number_fingerprint,
        )
    except asyncpg.UniqueViolationError as error:
        raise NumberTaken from error
