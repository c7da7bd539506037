"""Files from people without an account: few for each record, so much a day from all of them."""

from datetime import datetime, timedelta

from contracts.files import UNKEPT_LASTS, OpenUpload
from kit.db import Connection
from kit.errors import Refusal
from services.documents.uploads.domain import BYTES_OF_STRANGERS, MOST_TRIES
from services.documents.uploads.operations.keep import Gone
from services.documents.uploads.store import strangers as store

A_DAY = timedelta(days=1)


class TooManyTries(Refusal):
    """这里上传文件的次数已达上限，这个没有上传。请把材料直接交给公示单位。"""

    status = 429


class TooMuchToday(Refusal):
    """今天收到的材料太多，这个没有上传。请明天再上传，或把材料直接交给公示单位。"""

    status = 429


async def admit(conn: Connection, grant: OpenUpload, *, at: datetime) -> None:
    """Count one more file, before anything of it is read."""
    await store.lock(conn, grant.purpose)
    if await store.note_try(conn, grant.owner_id, at) > MOST_TRIES:
        raise TooManyTries
    if await store.bytes_since(conn, grant.purpose, at - A_DAY) >= BYTES_OF_STRANGERS:
        raise TooMuchToday


async def forget_stale(conn: Connection, purpose: str, *, at: datetime) -> Gone:
    """Forget what nobody kept in time and what was given up on its way, whosever it was."""
    return Gone(
        files=await store.delete_stale(conn, purpose, before=at - UNKEPT_LASTS),
        parts=await store.delete_expired(conn, purpose, at=at),
    )
