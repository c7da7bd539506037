"""The register: entries and their papers; what they say and who it is about is encrypted."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from kit.rows import columns, insert, read
from services.review.integrity.domain import Entry, Paper

SECRET = ("applicant", "why", "source", "number", "objection", "answer", "ended_why")


async def insert_entry(conn: Connection, cipher: FieldCipher, entry: Entry) -> bool:
    """Keep an entry; false where it is already."""
    return await insert(
        conn, "integrity_entries", "on conflict (id) do nothing", **columns(entry, cipher, *SECRET)
    )


async def update_entry(conn: Connection, cipher: FieldCipher, entry: Entry) -> None:
    """Keep what became of an entry: what it was entered with stays."""
    await conn.execute(
        """
        update integrity_entries
           set version = $2, objection_encrypted = $3, objected_at = $4, answer_by = $5, result = $6,
               answer_encrypted = $7, answered_by = $8, answered_at = $9, ending = $10,
               ended_why_encrypted = $11, ended_by = $12, ended_at = $13
         where id = $1
        """,
        entry.id,
        entry.version,
        cipher.encrypt(entry.objection),
        entry.objected_at,
        entry.answer_by,
        entry.result,
        cipher.encrypt(entry.answer),
        entry.answered_by,
        entry.answered_at,
        entry.ending,
        cipher.encrypt(entry.ended_why),
        entry.ended_by,
        entry.ended_at,
    )


async def entry_for_update(conn: Connection, cipher: FieldCipher, entry_id: UUID) -> Entry | None:
    """An entry, locked until the transaction ends."""
    row = await conn.fetchrow("select * from integrity_entries where id = $1 for update", entry_id)
    return read(Entry, row, cipher)


async def entry(conn: Connection, cipher: FieldCipher, entry_id: UUID) -> Entry | None:
    """An entry."""
    return read(Entry, await conn.fetchrow("select * from integrity_entries where id = $1", entry_id), cipher)


async def of_office(conn: Connection, cipher: FieldCipher, office_id: UUID, most: int) -> list[Entry]:
    """What an office entered, the newest first."""
    rows = await conn.fetch(
        "select * from integrity_entries where office_id = $1 order by entered_at desc, id limit $2",
        office_id,
        most,
    )
    return [read(Entry, row, cipher) for row in rows]


async def of_person(conn: Connection, cipher: FieldCipher, person_id: UUID) -> list[Entry]:
    """Every entry of a person, the newest first."""
    rows = await conn.fetch(
        "select * from integrity_entries where person_id = $1 order by entered_at desc, id", person_id
    )
    return [read(Entry, row, cipher) for row in rows]


async def running(conn: Connection, cipher: FieldCipher, person_fingerprint: str, on: date) -> list[Entry]:
    """What stands against whoever has this ID number, on a day."""
    rows = await conn.fetch(
        """
        select * from integrity_entries
         where person_fingerprint = $1 and ending is null and until_on >= $2
         order by from_on, id
        """,
        person_fingerprint,
        on,
    )
    return [read(Entry, row, cipher) for row in rows]


async def open_tasks(conn: Connection, person_id: UUID) -> list[UUID]:
    """The tasks of offices, not of employers, that wait with this person's cases, locked."""
    rows = await conn.fetch(
        """
        select id from tasks
         where person_id = $1 and state = 'open' and role <> 'employer'
         order by id for update
        """,
        person_id,
    )
    return [row["id"] for row in rows]


async def papers(conn: Connection, cipher: FieldCipher, entry_id: UUID) -> list[Paper]:
    """Everything that was uploaded for an entry, in order."""
    rows = await conn.fetch(
        "select * from integrity_papers where entry_id = $1 order by added_at, file_id", entry_id
    )
    return [read(Paper, row, cipher) for row in rows]


async def add_papers(conn: Connection, cipher: FieldCipher, entry_id: UUID, came: Sequence[Paper]) -> None:
    """Keep files."""
    for one in came:
        await insert(
            conn,
            "integrity_papers",
            "on conflict do nothing",
            id=derived("integrity paper", entry_id, one.file_id),
            entry_id=entry_id,
            **columns(one, cipher, "name"),
        )


async def delete_of_person(conn: Connection, person_id: UUID) -> None:
    """Forget a person's entries."""
    await conn.execute("delete from integrity_entries where person_id = $1", person_id)
