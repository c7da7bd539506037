"""Internal notes, encrypted."""

from datetime import datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import columns, insert, read
from services.review.notes.domain import Note


async def notes_of_office(
    conn: Connection, cipher: FieldCipher, application_id: UUID, office_id: UUID
) -> list[Note]:
    """What an office noted about a case in all rounds, the newest first."""
    rows = await conn.fetch(
        """
        select n.*
          from notes n
          join tasks t on t.id = n.task_id
         where t.application_id = $1 and t.office_id = $2
         order by n.written_at desc, n.id
        """,
        application_id,
        office_id,
    )
    return [read(Note, row, cipher) for row in rows]


async def insert_note(conn: Connection, cipher: FieldCipher, note: Note) -> None:
    """Store a note."""
    await insert(conn, "notes", **columns(note, cipher, "text"))


async def take_back(conn: Connection, cipher: FieldCipher, note_id: UUID, at: datetime) -> None:
    """Forget what a note said."""
    await conn.execute(
        "update notes set text_encrypted = $2, taken_back_at = $3 where id = $1 and taken_back_at is null",
        note_id,
        cipher.encrypt(""),
        at,
    )
