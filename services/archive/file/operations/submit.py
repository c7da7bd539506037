"""提交用人单位审核: the applicant hands everything that is still a draft to the employer."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid
from services.archive.file.domain import Item, basic_of, waiting
from services.archive.file.operations.read import file_for_update
from services.archive.file.operations.waiting import tell_waiting
from services.archive.file.store import items


class NothingReady(Invalid):
    """还不能提交用人单位审核。"""


async def submit_file(conn: Connection, cipher: FieldCipher, *, person_id: UUID, at: datetime) -> int:
    """Submit the basic information and all records that are drafts; how many there were. Twice is once."""
    file = await file_for_update(conn, cipher, person_id)
    if faults := faults_of(file.items):
        raise NothingReady(faults=faults)
    drafts = waiting(file.items)
    await items.submit_versions(
        conn, [item.current.id for item in drafts], employer_id=file.employer.id, at=at
    )
    await items.touch_items(conn, [item.id for item in drafts])
    if drafts:
        await tell_waiting(conn, [file.employer.id])
    return len(drafts)


def faults_of(file_items: Sequence[Item]) -> list[Fault]:
    """What stands against submitting."""
    if basic_of(file_items) is None:
        return [Fault(field="", message="请先填写个人基本信息")]
    return []
