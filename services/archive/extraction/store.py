"""What people chose for each plan."""

from collections.abc import Sequence
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read
from services.archive.extraction.domain import Pick


async def picks_of(conn: Connection, person_id: UUID, plan: str) -> tuple[Pick, ...]:
    """What was chosen; nothing until somebody does."""
    rows = await conn.fetch(
        """
        select item_id, version_id, is_representative
          from extracted where person_id = $1 and plan = $2 order by item_id
        """,
        person_id,
        plan,
    )
    return tuple(read(Pick, row) for row in rows)


async def replace_picks(
    conn: Connection, person_id: UUID, plan: str, picks: Sequence[Pick], *, city: str
) -> None:
    """Choose these instead."""
    await conn.execute("delete from extracted where person_id = $1 and plan = $2", person_id, plan)
    for pick in picks:
        await insert(
            conn,
            "extracted",
            person_id=person_id,
            plan=plan,
            item_id=pick.item_id,
            version_id=pick.version_id,
            is_representative=pick.is_representative,
            city=city,
        )
