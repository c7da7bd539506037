"""Files on their way, and the parts of them that have come."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import columns, insert, read
from services.documents.uploads.domain import Part, Upload


async def insert_upload(conn: Connection, upload: Upload) -> None:
    """Begin an upload."""
    await insert(conn, "uploads", **columns(upload))


async def own_upload(conn: Connection, account_id: UUID, upload_id: UUID, *, at: datetime) -> Upload | None:
    """An upload that may go on, if it is this account's."""
    row = await conn.fetchrow(
        "select * from uploads where id = $2 and account_id = $1 and expires_at > $3",
        account_id,
        upload_id,
        at,
    )
    return read(Upload, row)


async def add_part(conn: Connection, upload_id: UUID, part: Part) -> bool:
    """Take the part that comes next; false when another was taken in its place."""
    row = await conn.fetchrow(
        "update uploads set received = received + $3 where id = $1 and received = $2 returning id",
        upload_id,
        part.starts_at,
        part.bytes,
    )
    if row is None:
        return False
    return await insert(conn, "upload_parts", upload_id=upload_id, **columns(part))


async def close_upload(conn: Connection, upload_id: UUID) -> None:
    """Everything has come: the length is what was received."""
    await conn.execute("update uploads set length = received where id = $1 and length is null", upload_id)


async def parts_of(conn: Connection, upload_id: UUID) -> list[Part]:
    """The parts in their order."""
    rows = await conn.fetch(
        "select starts_at, bytes, blob_key from upload_parts where upload_id = $1 order by starts_at",
        upload_id,
    )
    return [read(Part, row) for row in rows]


async def end_upload(
    conn: Connection, upload_id: UUID, *, file_id: UUID | None = None, faults: tuple[str, ...] | None = None
) -> list[str]:
    """Note what became of an upload, unless that is settled, and forget its parts; where they are."""
    await conn.execute(
        "update uploads set file_id = $2, faults = $3 where id = $1 and file_id is null and faults is null",
        upload_id,
        file_id,
        None if faults is None else list(faults),
    )
    rows = await conn.fetch("delete from upload_parts where upload_id = $1 returning blob_key", upload_id)
    return [row["blob_key"] for row in rows]


async def delete_upload(conn: Connection, upload_id: UUID) -> list[str]:
    """Forget an upload; where its parts are."""
    parts = await parts_of(conn, upload_id)
    await conn.execute("delete from uploads where id = $1", upload_id)
    return [part.blob_key for part in parts]


async def delete_expired(conn: Connection, account_id: UUID, *, at: datetime) -> list[str]:
    """Forget an account's uploads that were given up; where their parts are."""
    rows = await conn.fetch(
        """
        select part.blob_key
          from uploads upload join upload_parts part on part.upload_id = upload.id
         where upload.account_id = $1 and upload.expires_at <= $2
        """,
        account_id,
        at,
    )
    await conn.execute("delete from uploads where account_id = $1 and expires_at <= $2", account_id, at)
    return [row["blob_key"] for row in rows]
