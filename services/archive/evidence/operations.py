"""Files that came from documents with a receipt, and who may look at them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contracts.archive import FilesKept
from kit import outbox
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound
from kit.ids import derived
from services.archive.evidence import store as evidence
from services.archive.evidence.domain import Evidence


async def keep_files(
    conn: Connection,
    cipher: FieldCipher,
    *,
    person_id: UUID,
    city: str,
    files: Sequence[Evidence],
    at: datetime,
) -> None:
    """Note files, and tell of those that were not known before: documents keeps them from now on."""
    new = await evidence.keep_files(conn, cipher, person_id=person_id, city=city, files=files)
    if not new:
        return
    await outbox.add(
        conn,
        FilesKept(
            id=derived(FilesKept.topic, *sorted(new)),
            about=person_id,
            at=at,
            account_id=person_id,
            file_ids=tuple(new),
        ),
    )


async def refuse_unless_owner(conn: Connection, person_id: UUID, file_id: UUID) -> None:
    """Only one's own files."""
    if await evidence.owner_of_file(conn, file_id) != person_id:
        raise NotFound


async def refuse_unless_shown(conn: Connection, employer_id: UUID, file_id: UUID) -> None:
    """Only files that prove what one of the employer's people has handed in."""
    if not await evidence.is_shown_to_employer(conn, file_id, employer_id):
        raise NotFound
