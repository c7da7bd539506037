"""Offices at which cases lie although nobody is there, as identity told it."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import insert


async def keep(conn: Connection, office_id: UUID, *, city: str, is_attended: bool, told_at: datetime) -> None:
    """Keep what was told; older news do not undo newer ones."""
    await insert(
        conn,
        "unattended_offices",
        """
        on conflict (id) do update set is_attended = excluded.is_attended, told_at = excluded.told_at
        where unattended_offices.told_at <= excluded.told_at
        """,
        id=office_id,
        city=city,
        is_attended=is_attended,
        told_at=told_at,
    )


async def is_unattended(conn: Connection, office_id: UUID) -> bool:
    """Whether nobody is there who would see a case."""
    return (
        await conn.fetchval("select not is_attended from unattended_offices where id = $1", office_id) is True
    )
