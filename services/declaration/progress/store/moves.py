"""The timeline of a case."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from contracts.declaration import Progress
from kit.db import Connection
from kit.rows import insert, read
from services.declaration.drafting.domain.declarations import ENDED
from services.declaration.drafting.store.declarations import TURN
from services.declaration.progress.domain.records import Move, Shown


async def insert_move(conn: Connection, progress: Progress, *, city: str) -> bool:
    """Keep a move; false when it was told before."""
    return await insert(
        conn,
        "moves",
        "on conflict (id) do nothing",
        id=progress.id,
        city=city,
        declaration_id=progress.application_id,
        position=progress.position,
        at=progress.at,
        event=progress.event,
        status=progress.status,
        stage=progress.stage,
        round=progress.round,
        turn=TURN.dump_python(progress.turn, mode="json"),
    )


async def moves_of(conn: Connection, declaration_id: UUID) -> list[Move]:
    """Every move of a case, in order."""
    rows = await conn.fetch(
        """
        select position, at, event, status, stage, round, turn from moves
        where declaration_id = $1 order by position
        """,
        declaration_id,
    )
    return [read(Move, row, turn=TURN.validate_python(row["turn"])) for row in rows]


async def standings(conn: Connection, also: Sequence[UUID]) -> dict[UUID, Shown]:
    """Where each case stands that has not ended, and these, too."""
    rows = await conn.fetch(
        """
        select id, position, status from declarations
         where status <> all($1::text[]) or id = any($2::uuid[]) order by started_at, id
        """,
        list(ENDED),
        list(also),
    )
    return {row["id"]: read(Shown, row) for row in rows}


async def usual_stays(conn: Connection, *, city: str, plan: str, least: int) -> dict[str, timedelta]:
    """The median time at each stage of a plan, of stages that decided at least so many times."""
    rows = await conn.fetch(
        """
        with stays as (
            select m.declaration_id, m.stage, min(m.at) as began, max(m.position) as last
              from moves m join declarations d on d.id = m.declaration_id
             where d.city = $1 and d.plan = $2 and m.stage <> ''
             group by m.declaration_id, m.round, m.stage
        )
        select stays.stage, percentile_cont(0.5) within group (order by ended.at - stays.began) as usual
          from stays
          join moves ended on ended.declaration_id = stays.declaration_id
                          and ended.position = stays.last + 1
                          and ended.event in (
                              'passed', 'accepted', 'returned', 'refused', 'elected', 'not_elected'
                          )
         group by stays.stage
        having count(*) >= $3
        """,
        city,
        plan,
        least,
    )
    return {row["stage"]: row["usual"] for row in rows}
