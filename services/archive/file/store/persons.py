"""Persons with a file. Whoever changes anything of a file locks its person first."""

from datetime import datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.rows import insert, read
from services.archive.file.domain import Person, Readiness

_PERSON = """
    select persons.*, born_encrypted from persons left join births on births.id = persons.id
    where persons.id = $1
    """


async def person_by_id(conn: Connection, cipher: FieldCipher, person_id: UUID) -> Person | None:
    """Whose file it is."""
    row = await conn.fetchrow(_PERSON, person_id)
    return _person(cipher, row)


async def person_for_update(conn: Connection, cipher: FieldCipher, person_id: UUID) -> Person | None:
    """The person, with the whole file locked until the transaction ends."""
    row = await conn.fetchrow(f"{_PERSON} for update of persons", person_id)
    return _person(cipher, row)


async def insert_person(
    conn: Connection, cipher: FieldCipher, *, person_id: UUID, city: str, employer_id: UUID, name: str
) -> bool:
    """Open a file; false when there is one already."""
    return await insert(
        conn,
        "persons",
        "on conflict (id) do nothing",
        id=person_id,
        city=city,
        employer_id=employer_id,
        name_encrypted=cipher.encrypt(name),
    )


async def move_person(conn: Connection, *, person_id: UUID, employer_id: UUID) -> None:
    """Record the new employer."""
    await conn.execute(
        "update persons set employer_id = $2, version = version + 1 where id = $1", person_id, employer_id
    )


async def rename_person(conn: Connection, cipher: FieldCipher, *, person_id: UUID, name: str) -> None:
    """Keep the name under which the person signed in."""
    await conn.execute(
        "update persons set name_encrypted = $2 where id = $1", person_id, cipher.encrypt(name)
    )


async def keep_birth(
    conn: Connection, person_id: UUID, *, city: str, born_encrypted: str, told_at: datetime
) -> None:
    """Keep in which month somebody was born; older news do not undo newer ones."""
    await insert(
        conn,
        "births",
        """
        on conflict (id) do update
        set city = excluded.city, born_encrypted = excluded.born_encrypted, told_at = excluded.told_at
        where births.told_at <= excluded.told_at
        """,
        id=person_id,
        city=city,
        born_encrypted=born_encrypted,
        told_at=told_at,
    )


async def mark_told(conn: Connection, *, person_id: UUID, readiness: Readiness) -> None:
    """Record which readiness was told."""
    await conn.execute(
        """
        update persons
        set told_employer = $2, told_basic = $3, told_records = $4, told_basic_id = $5,
            told_versions = $6, told_times = told_times + 1
        where id = $1
        """,
        person_id,
        readiness.employer_id,
        readiness.has_basic,
        readiness.has_records,
        readiness.basic_id,
        readiness.records,
    )


def _person(cipher: FieldCipher, row: Record | None) -> Person | None:
    if row is None:
        return None
    told = None
    if row["told_employer"] is not None:
        told = Readiness(
            employer_id=row["told_employer"],
            has_basic=row["told_basic"],
            has_records=row["told_records"],
            basic_id=row["told_basic_id"],
            records=row["told_versions"],
        )
    return read(Person, row, cipher, told=told)
