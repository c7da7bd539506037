"""Which areas of a returned declaration are open."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.ids import derived
from kit.rows import insert, read
from services.declaration.drafting.domain.reopening import Opening


async def openings_of(conn: Connection, declaration_id: UUID, round_: int) -> tuple[Opening, ...]:
    """What is open after the return of a round, in the order in which it was opened."""
    rows = await conn.fetch(
        """
        select area, reason, opened_at from reopened where declaration_id = $1 and round = $2
        order by opened_at, area
        """,
        declaration_id,
        round_,
    )
    return tuple(read(Opening, row) for row in rows)


async def open_area(
    conn: Connection,
    declaration_id: UUID,
    round_: int,
    area: str,
    *,
    city: str,
    at: datetime,
    reason: str = "",
) -> None:
    """Open an area, once."""
    await insert(
        conn,
        "reopened",
        "on conflict (declaration_id, round, area) do nothing",
        id=derived("reopened", declaration_id, str(round_), area),
        city=city,
        declaration_id=declaration_id,
        round=round_,
        area=area,
        reason=reason,
        opened_at=at,
    )
