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
from services.archive.domain.evidence import Evidence
from services.archive.domain.verification import Clerk
from services.archive.operations.files import File
from services.archive.store import evidence


async def keep_files(
    conn: Connection, cipher: FieldCipher, file: File, files: Sequence[Evidence], *, at: datetime
) -> None:
    """Note files, and tell of those that were not known before: documents keeps them from now on."""
    person = file.person
    new = await evidence.keep_files(conn, cipher, person_id=person.id, city=person.city, files=files)
    if not new:
        return
    await outbox.add(
        conn,
        FilesKept(
            id=derived(FilesKept.topic, *sorted(new)),
            about=person.id,
            at=at,
            account_id=person.id,
            file_ids=tuple(new),
        ),
    )


async def refuse_unless_owner(conn: Connection, person_id: UUID, file_id: UUID) -> None:
    """Only one's own files."""
    if await evidence.owner_of_file(conn, file_id) != person_id:
        raise NotFound


async def refuse_unless_shown(conn: Connection, clerk: Clerk, file_id: UUID) -> None:
    """Only files that prove what one of the clerk's people has handed in."""
    if not await evidence.is_shown_to_employer(conn, file_id, clerk.employer_id):
        raise NotFound
