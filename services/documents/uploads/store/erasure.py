"""Forgetting a person."""

from collections.abc import Sequence
from uuid import UUID

from kit.db import Connection


async def places_of_person(conn: Connection, person_id: UUID) -> Sequence[str]:
    """Where the files of a person lie in the object store."""
    rows = await conn.fetch(
        """
        select blob_key from files where account_id = $1 or of_person = $1
        union all
        select p.blob_key from upload_parts p join uploads u on u.id = p.upload_id where u.account_id = $1
        """,
        person_id,
    )
    return [row["blob_key"] for row in rows]


async def delete_person(conn: Connection, person_id: UUID) -> None:
    """Delete a person's files (with their keys) and uploads."""
    await conn.execute("delete from files where account_id = $1 or of_person = $1", person_id)
    await conn.execute("delete from uploads where account_id = $1", person_id)
