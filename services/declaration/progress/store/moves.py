"""The timeline of a case."""

from uuid import UUID

from contracts.declaration import Progress
from kit.db import Connection
from kit.rows import insert, read
from services.declaration.drafting.store.declarations import TURN
from services.declaration.progress.domain.records import Move


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
