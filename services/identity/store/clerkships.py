"""Who acts for which employer, from when until when."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection


async def insert_clerkship(
    conn: Connection,
    *,
    clerkship_id: UUID,
    city: str,
    employer_id: UUID,
    account_id: UUID,
    is_chief: bool,
    id_number_encrypted: str,
    appointed_by: UUID,
    from_at: datetime | None,
) -> None:
    """Let somebody act for an employer, or ask for it (without `from_at`)."""
    await conn.execute(
        """
        insert into clerkships
            (id, city, employer_id, account_id, is_chief, id_number_encrypted, appointed_by, from_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        """,
        clerkship_id,
        city,
        employer_id,
        account_id,
        is_chief,
        id_number_encrypted,
        appointed_by,
        from_at,
    )


async def id_number_of(conn: Connection, account_id: UUID) -> str:
    """A clerk's ID number, encrypted; empty where none was asked for."""
    return (
        await conn.fetchval(
            "select id_number_encrypted from clerkships where account_id = $1 and until_at is null",
            account_id,
        )
        or ""
    )
