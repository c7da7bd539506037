"""What people chose for each plan, and with which terms of it their cases were begun."""

from collections.abc import Sequence
from uuid import UUID

from contracts.clock import Ended
from contracts.declaration import Started
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


async def keep_begun(conn: Connection, told: Started) -> None:
    """Keep with which terms of its plan a case was begun: once, whatever was told of it before."""
    await insert(
        conn,
        "begun",
        """
        on conflict (application_id) do update
           set terms = excluded.terms, begun_at = excluded.begun_at, is_told = true
         where not begun.is_told
        """,
        application_id=told.application_id,
        person_id=told.person_id,
        city=told.city,
        plan=told.plan,
        terms=told.terms,
        begun_at=told.at,
    )


async def keep_ended(conn: Connection, told: Ended) -> None:
    """Keep whether a case is over, as its last move said, whether or not its beginning was told."""
    await insert(
        conn,
        "begun",
        """
        on conflict (application_id) do update
           set position = excluded.position, is_over = excluded.is_over
         where begun.position < excluded.position
        """,
        application_id=told.application_id,
        person_id=told.person_id,
        city=told.city,
        plan=told.plan,
        terms="",
        begun_at=told.at,
        is_told=False,
        position=told.position,
        is_over=told.is_over,
    )


async def terms_of(conn: Connection, person_id: UUID, *, city: str, plan: str) -> str:
    """The terms of the case of this plan that the person began last; nothing without one."""
    found: str | None = await conn.fetchval(
        """
        select terms from begun
         where person_id = $1 and city = $2 and plan = $3 and not is_over
         order by begun_at desc
         limit 1
        """,
        person_id,
        city,
        plan,
    )
    return found or ""
