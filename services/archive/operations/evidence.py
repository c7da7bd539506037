"""Files that came from documents with a receipt, and who may look at them."""

from collections.abc import Sequence
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound
from services.archive.domain.evidence import Evidence
from services.archive.domain.verification import Clerk
from services.archive.operations.files import File
from services.archive.store import evidence


async def keep_files(conn: Connection, cipher: FieldCipher, file: File, files: Sequence[Evidence]) -> None:
    """Note files of a person."""
    person = file.person
    await evidence.keep_files(conn, cipher, person_id=person.id, city=person.city, files=files)


async def refuse_unless_owner(conn: Connection, person_id: UUID, file_id: UUID) -> None:
    """Only one's own files."""
    if await evidence.owner_of_file(conn, file_id) != person_id:
        raise NotFound


async def refuse_unless_shown(conn: Connection, clerk: Clerk, file_id: UUID) -> None:
    """Only files that prove what one of the clerk's people has handed in."""
    if not await evidence.is_shown_to_employer(conn, file_id, clerk.employer_id):
        raise NotFound
