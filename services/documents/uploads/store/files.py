"""Files that are stored."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import columns, read, upsert
from services.documents.uploads.domain import File


async def lock_account(conn: Connection, account_id: UUID) -> None:
    """Wait for whoever else changes how much this account uses."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1::text, 0))", str(account_id))


async def used_by(conn: Connection, account_id: UUID) -> int:
    """How many bytes an account uses, with what is on its way."""
    used = await conn.fetchval(
        """
        select coalesce((select sum(bytes) from files where account_id = $1), 0)
             + coalesce((select sum(coalesce(length, received)) from uploads
                         where account_id = $1 and file_id is null and faults is null), 0)
        """,
        account_id,
    )
    return int(used)


async def insert_file(conn: Connection, file: File) -> File:
    """Put a file on record; the same content again gives the row of the first, called as it is now."""
    same = "on constraint files_once do update set name_encrypted = excluded.name_encrypted"
    return read(File, await upsert(conn, "files", same, **columns(file)))


async def same_file(
    conn: Connection, account_id: UUID, purpose: str, fingerprint: str, *, at: datetime
) -> File | None:
    """The file with this content, if the account has it; its days begin anew."""
    row = await conn.fetchrow(
        """
        update files set created_at = $4
         where account_id = $1 and purpose = $2 and fingerprint = $3
        returning *
        """,
        account_id,
        purpose,
        fingerprint,
        at,
    )
    return read(File, row)


async def rename_file(conn: Connection, file_id: UUID, name_encrypted: str) -> None:
    """Call a file as its person calls it now."""
    await conn.execute("update files set name_encrypted = $2 where id = $1", file_id, name_encrypted)


async def file_by_id(conn: Connection, file_id: UUID) -> File | None:
    """A file."""
    row = await conn.fetchrow("select * from files where id = $1", file_id)
    return read(File, row)


async def files_of(conn: Connection, account_id: UUID) -> list[File]:
    """An account's files, newest first."""
    rows = await conn.fetch(
        "select * from files where account_id = $1 order by created_at desc, id", account_id
    )
    return [read(File, row) for row in rows]


async def keep(
    conn: Connection, account_id: UUID, file_ids: Sequence[UUID], *, at: datetime, of_person: UUID | None
) -> None:
    """A record refers to these files now."""
    await conn.execute(
        """
        update files set kept_at = $3, of_person = $4
         where account_id = $1 and id = any($2) and kept_at is null
        """,
        account_id,
        file_ids,
        at,
        of_person,
    )


async def delete_unkept(conn: Connection, account_id: UUID, file_id: UUID) -> str | None:
    """Destroy a file's key; where its object is. None when it is kept or not there."""
    key: str | None = await conn.fetchval(
        "delete from files where id = $2 and account_id = $1 and kept_at is null returning blob_key",
        account_id,
        file_id,
    )
    return key


async def delete_stale(conn: Connection, account_id: UUID, *, before: datetime) -> list[str]:
    """Destroy the keys of files that nobody kept in time; where their objects are."""
    rows = await conn.fetch(
        """
        delete from files
         where account_id = $1 and kept_at is null and created_at < $2
        returning blob_key
        """,
        account_id,
        before,
    )
    return [row["blob_key"] for row in rows]
