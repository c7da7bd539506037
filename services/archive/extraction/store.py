"""What people chose for each plan."""

from collections.abc import Sequence
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read
from services.archive.extraction.domain import Pick


async def picks_of(
    conn: Connection, person_id: UUID, plan: str, *, application_id: UUID | None = None
) -> tuple[Pick, ...]:
    """What was chosen; nothing until somebody does. What a preview fixed is of its application alone."""
    rows = await conn.fetch(
        """
        select item_id, version_id, is_representative, fixed_for, created_at as chosen_at
          from extracted
         where person_id = $1 and plan = $2 and ($3::uuid is null or coalesce(fixed_for, $3) = $3)
         order by item_id
        """,
        person_id,
        plan,
        application_id,
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
            fixed_for=pick.fixed_for,
            city=city,
        )
