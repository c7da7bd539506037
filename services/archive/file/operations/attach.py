"""Files that come back from the upload page: attached at once, so that nothing is lost on the way (A2.5)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound
from services.archive.evidence.domain import Evidence, faults_of, joined
from services.archive.evidence.operations import keep_files
from services.archive.file.operations.read import file_for_update
from services.archive.file.operations.save import RecordDeleted, change, refused_again
from services.archive.kinds.domain.basic import BASIC


async def attach_files(
    conn: Connection,
    cipher: FieldCipher,
    *,
    person_id: UUID,
    item_id: UUID,
    files: Sequence[Evidence],
    at: datetime,
) -> int:
    """Add files to a record's evidence. The same files twice are once; how many were returned already."""
    file = await file_for_update(conn, cipher, person_id)
    item = next((item for item in file.items if item.id == item_id and item.kind is not BASIC), None)
    if item is None:
        raise NotFound
    if item.is_deleted:
        raise RecordDeleted
    now = joined(item.current.files, files)
    if now == item.current.files:
        return refused_again(item, files)
    if faults := faults_of(now):
        raise Invalid(faults=faults)
    await keep_files(conn, cipher, person_id=person_id, city=file.person.city, files=files, at=at)
    await change(conn, cipher, file, item, replace(item.current.content, files=now))
    return refused_again(item, files)
