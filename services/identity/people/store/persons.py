"""Persons, keyed by the keyed hash of their resident ID number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from kit.db import Connection
from kit.rows import insert, read


class NumberTaken(Exception):
    """Another person has this ID number."""


@dataclass(frozen=True, kw_only=True)
class Person:
    """A person as stored; the numbers are encrypted."""

    id: UUID
    city: str
    name: str
    id_number_encrypted: str
    mobile_encrypted: str
    vouched_at: datetime | None = None  # when a provider vouched for the number; else it was only typed


async def insert_person(
    conn: Connection,
    *,
    person_id: UUID,
    city: str,
    id_number_encrypted: str,
    id_number_fingerprint: str,
    vouched_at: datetime | None = None,
) -> bool:
    """Add a person, unless somebody with this ID number is there."""
    return await insert(
        conn,
        "persons",
        "on conflict do nothing",
        id=person_id,
        city=city,
        id_number_encrypted=id_number_encrypted,
        id_number_fingerprint=id_number_fingerprint,
        vouched_at=vouched_at,
    )


async def person_by_id(conn: Connection, person_id: UUID) -> Person | None:
    """The person with this id."""
    row = await conn.fetchrow(
        """
        select persons.id, persons.city, name, id_number_encrypted, mobile_encrypted, vouched_at
        from persons join accounts on accounts.id = persons.id
        where persons.id = $1
        """,
        person_id,
    )
    return Person(**row) if row else None


async def unknown_persons(conn: Connection, person_ids: Sequence[UUID]) -> list[UUID]:
    """Who of them is nobody here."""
    rows = await conn.fetch(
        """
        select asked.id from unnest($1::uuid[]) as asked (id)
         where not exists (select from persons p where p.id = asked.id)
        """,
        list(person_ids),
    )
    return [row["id"] for row in rows]


async def person_by_id_number(conn: Connection, id_number_fingerprint: str) -> Person | None:
    """Who has this ID number, locked: two who claim it come one after the other."""
    row = await conn.fetchrow(
        """
        select persons.id, persons.city, name, id_number_encrypted, mobile_encrypted, vouched_at
        from persons join accounts on accounts.id = persons.id
        where id_number_fingerprint = $1 and set_aside_at is null
        for update
        """,
        id_number_fingerprint,
    )
    return read(Person, row)


async def vouch_for(conn: Connection, person_id: UUID, id_number_fingerprint: str, at: datetime) -> None:
    """A provider says that this person has this number."""
    await conn.execute(
        """
        update persons set vouched_at = $3
        where id = $1 and id_number_fingerprint = $2 and vouched_at is null
        """,
        person_id,
        id_number_fingerprint,
        at,
    )


async def close_person(conn: Connection, person_id: UUID, *, at: datetime, by: UUID | None, why: str) -> None:
    """The number is free for its true holder."""
    await conn.execute(
        "update persons set set_aside_at = $2, set_aside_by = $3, set_aside_why = $4 where id = $1",
        person_id,
        at,
        by,
        why,
    )


async def id_number_is(conn: Connection, person_id: UUID, id_number_fingerprint: str) -> bool:
    """Whether this person has this ID number."""
    found: bool = await conn.fetchval(
        "select exists (select from persons where id = $1 and id_number_fingerprint = $2)",
        person_id,
        id_number_fingerprint,
    )
    return found


async def correct_person(
    conn: Connection, person_id: UUID, *, name: str, id_number_encrypted: str, id_number_fingerprint: str
) -> None:
    """Keep another name and number, which nobody vouched for; `NumberTaken` when it is somebody else's."""
    await conn.execute("update accounts set name = $2, version = version + 1 where id = $1", person_id, name)
    try:
        await conn.execute(
            """
            update persons
            set id_number_encrypted = $2, id_number_fingerprint = $3,
                vouched_at = case id_number_fingerprint when $3 then vouched_at end
            where id = $1
            """,
            person_id,
            id_number_encrypted,
            id_number_fingerprint,
        )
    except asyncpg.UniqueViolationError as error:
        raise NumberTaken from error
