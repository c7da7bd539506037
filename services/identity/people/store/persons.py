"""Persons, keyed by the keyed hash of their resident ID number."""

from dataclasses import dataclass
from uuid import UUID

import asyncpg

from kit.db import Connection


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


async def insert_person(
    conn: Connection, *, person_id: UUID, city: str, id_number_encrypted: str, id_number_fingerprint: str
) -> bool:
    """Add a person, unless somebody with this ID number is there."""
    row = await conn.fetchrow(
        """
        insert into persons (id, city, id_number_encrypted, id_number_fingerprint)
        values ($1, $2, $3, $4)
        on conflict do nothing
        returning id
        """,
        person_id,
        city,
        id_number_encrypted,
        id_number_fingerprint,
    )
    return row is not None


async def person_by_id(conn: Connection, person_id: UUID) -> Person | None:
    """The person with this id."""
    row = await conn.fetchrow(
        """
        select persons.id, persons.city, name, id_number_encrypted, mobile_encrypted
        from persons join accounts on accounts.id = persons.id
        where persons.id = $1
        """,
        person_id,
    )
    return Person(**row) if row else None


async def person_by_id_number(conn: Connection, id_number_fingerprint: str) -> UUID | None:
    """Who has this ID number."""
    found: UUID | None = await conn.fetchval(
        "select id from persons where id_number_fingerprint = $1", id_number_fingerprint
    )
    return found


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
