"""The timeline of a case."""

from uuid import UUID

from contracts.application import Status
from contracts.declaration import Progress
from kit.db import Connection
from services.declaration.drafting.store.declarations import TURN
from services.declaration.progress.domain.records import Move


async def insert_move(conn: Connection, progress: Progress, *, city: str) -> bool:
    """Keep a move; false when it was told before."""
    row = await conn.fetchrow(
        """
        insert into moves (id, city, declaration_id, position, at, event, status, stage, round, turn)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (id) do nothing
        returning id
        """,
        progress.id,
        city,
        progress.application_id,
        progress.position,
        progress.at,
        progress.event,
        progress.status,
        progress.stage,
        progress.round,
        TURN.dump_python(progress.turn, mode="json"),
    )
    return row is not None


async def moves_of(conn: Connection, declaration_id: UUID) -> list[Move]:
    """Every move of a case, in order."""
    rows = await conn.fetch(
        """
        select position, at, event, status, stage, round, turn from moves
        where declaration_id = $1 order by position
        """,
        declaration_id,
    )
    return [
        Move(
            position=row["position"],
            at=row["at"],
            event=row["event"],
            status=Status(row["status"]),
            stage=row["stage"],
            round=row["round"],
            turn=TURN.validate_python(row["turn"]),
        )
        for row in rows
    ]
