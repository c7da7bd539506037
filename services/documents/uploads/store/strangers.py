"""What strangers upload: how often they tried, how much came, what nobody kept."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection


async def lock(conn: Connection, purpose: str) -> None:
    """Count one after the other: many at once gain nothing."""
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", f"open uploads/{purpose}")


async def note_try(conn: Connection, owner_id: UUID, at: datetime) -> int:
    """One more try for a record; how many there are."""
    tried: int = await conn.fetchval(
        """
        insert into open_uploads (owner_id, tried, begun_at) values ($1, 1, $2)
        on conflict (owner_id) do update set tried = open_uploads.tried + 1
        returning tried
        """,
        owner_id,
        at,
    )
    return tried


async def bytes_since(conn: Connection, purpose: str, since: datetime) -> int:
    """How much came for a purpose, with what is on its way."""
    found = await conn.fetchval(
        """
        select coalesce((select sum(bytes) from files where purpose = $1 and created_at > $2), 0)
             + coalesce((select sum(coalesce(length, received)) from uploads
                         where purpose = $1 and file_id is null and faults is null), 0)
        """,
        purpose,
        since,
    )
    return int(found)


async def delete_stale(conn: Connection, purpose: str, *, before: datetime) -> list[str]:
    """Destroy the keys of what nobody kept in time; where the objects are."""
    rows = await conn.fetch(
        """
        delete from files
         where purpose = $1 and kept_at is null and created_at < $2
        returning blob_key
        """,
        purpose,
        before,
    )
    await conn.execute("delete from open_uploads where begun_at < $1", before)
    return [row["blob_key"] for row in rows]


async def delete_expired(conn: Connection, purpose: str, *, at: datetime) -> list[str]:
    """Forget uploads that were given up; where their parts are."""
    rows = await conn.fetch(
        """
        select part.blob_key
          from uploads upload join upload_parts part on part.upload_id = upload.id
         where upload.purpose = $1 and upload.expires_at <= $2
        """,
        purpose,
        at,
    )
    await conn.execute("delete from uploads where purpose = $1 and expires_at <= $2", purpose, at)
    return [row["blob_key"] for row in rows]
