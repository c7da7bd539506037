"""Files that are stored: who may look, what is kept, what goes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.access import Access, Shown
from contracts.documents import FileRead
from contracts.files import OBJECTION, UNKEPT_LASTS, ViewGrant
from kit import outbox
from kit.clock import now
from kit.db import Connection
from kit.errors import Forbidden, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.documents.uploads.domain import File
from services.documents.uploads.store import files as store
from services.documents.uploads.store import uploads


class NoSuchFile(NotFound):
    """没有这个文件，可能已被删除。"""


class FileIsKept(Refusal):
    """这个文件正在被材料使用，不能删除。请先在相应的材料中移除它。"""


@dataclass(frozen=True, kw_only=True)
class Gone:
    """What the database has forgotten and the object store has still to."""

    files: Sequence[str]
    parts: Sequence[str]


async def file_to_see(
    conn: Connection, file_id: UUID, *, account_id: UUID, session_id: UUID, grant: ViewGrant | None
) -> File:
    """A file for whoever was granted to see it in this session, or for its owner."""
    if grant and (grant.file_id != file_id or grant.session_id != session_id):
        raise Forbidden
    file = await store.file_by_id(conn, file_id)
    if grant is None and (file is None or file.account_id != account_id):
        raise Forbidden
    if file is None:
        raise NoSuchFile
    return file


async def tell_read(conn: Connection, who: Session, file: File) -> None:
    """Tell that somebody was shown another's file. Page after page within one minute is one look.

    What a stranger sent is nobody's: the look at its case was told.
    """
    if file.account_id == who.account_id or file.purpose == OBJECTION:
        return
    at = now()
    access = Access.of(who, (file.account_id,), Shown.FILE, file.id)
    minute = at.replace(second=0, microsecond=0).isoformat()
    event_id = derived(FileRead.topic, who.account_id, who.org_id, file.id, minute)
    await outbox.add(conn, FileRead(id=event_id, about=who.account_id, at=at, access=access))


async def own_files(conn: Connection, account_id: UUID) -> tuple[list[File], int]:
    """An account's files, and how many bytes it uses."""
    return await store.files_of(conn, account_id), await store.used_by(conn, account_id)


async def remove_file(conn: Connection, account_id: UUID, file_id: UUID) -> str:
    """Destroy the key of a file that no record keeps; where its object is."""
    place = await store.delete_unkept(conn, account_id, file_id)
    if place is not None:
        return place
    file = await store.file_by_id(conn, file_id)
    if file is None or file.account_id != account_id:
        raise NoSuchFile
    raise FileIsKept


async def keep_files(
    conn: Connection,
    account_id: UUID,
    file_ids: Sequence[UUID],
    *,
    at: datetime,
    of_person: UUID | None = None,
) -> None:
    """A record refers to these files: they stay; what strangers sent goes with this person."""
    await store.keep(conn, account_id, file_ids, at=at, of_person=of_person)


async def forget_stale(conn: Connection, account_id: UUID, *, at: datetime) -> Gone:
    """Forget what nobody kept in time and what was given up on its way."""
    return Gone(
        files=await store.delete_stale(conn, account_id, before=at - UNKEPT_LASTS),
        parts=await uploads.delete_expired(conn, account_id, at=at),
    )
