"""Officials: who acts for which office."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection


async def end_sessions_at(conn: Connection, office_id: UUID, at: datetime) -> None:
    """End the sessions of everybody who acts for an office."""
    await conn.execute(
        """
        update sessions set revoked_at = $2
        where revoked_at is null and account_id in (select id from officials where office_id = $1)
        """,
        office_id,
        at,
    )
