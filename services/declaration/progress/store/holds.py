"""Why the clock of a case does not run: who said so, when, why, and until when."""

from datetime import datetime
from uuid import UUID

from contracts.clock import HoldKind
from kit.db import Connection
from services.declaration.drafting.domain.declarations import Record
from services.declaration.progress.domain.records import Reason


async def insert_hold(
    conn: Connection, hold_id: UUID, record: Record, kind: HoldKind, reason: Reason
) -> bool:
    """Keep a hold from a time on; false when it was kept before."""
    status = await conn.execute(
        """
        insert into holds (id, city, declaration_id, kind, placed_at, placed_by, placed_why)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (id) do nothing
        """,
        hold_id,
        record.city,
        record.id,
        kind,
        reason.at,
        reason.by,
        reason.why,
    )
    return status != "INSERT 0 0"


async def reasons_of(conn: Connection, declaration_id: UUID, kind: HoldKind) -> list[str]:
    """Why holds of a kind that are open were placed, the last first."""
    rows = await conn.fetch(
        """
        select placed_why from holds
        where declaration_id = $1 and kind = $2 and lifted_at is null
        order by placed_at desc, id
        """,
        declaration_id,
        kind,
    )
    return [row["placed_why"] for row in rows]


async def is_held(conn: Connection, declaration_id: UUID) -> bool:
    """Whether anything holds a case."""
    found: bool = await conn.fetchval(
        "select exists (select from holds where declaration_id = $1 and lifted_at is null)", declaration_id
    )
    return found


async def placed_but_by(conn: Connection, declaration_id: UUID, nobody: str) -> list[UUID]:
    """The open holds that anybody else placed, the first first."""
    rows = await conn.fetch(
        """
        select id from holds
        where declaration_id = $1 and lifted_at is null and placed_by <> $2
        order by placed_at, id
        """,
        declaration_id,
        nobody,
    )
    return [row["id"] for row in rows]


async def lift_hold(conn: Connection, declaration_id: UUID, hold_id: UUID, reason: Reason) -> HoldKind | None:
    """End a hold that is open; its kind, or none if there is no such hold."""
    kind = await conn.fetchval(
        """
        update holds set lifted_at = $3, lifted_by = $4, lifted_why = $5
        where id = $1 and declaration_id = $2 and lifted_at is null
        returning kind
        """,
        hold_id,
        declaration_id,
        reason.at,
        reason.by,
        reason.why,
    )
    return HoldKind(kind) if kind else None


async def holds_of(
    conn: Connection, declaration_id: UUID, kind: HoldKind
) -> tuple[int, list[tuple[UUID, datetime]]]:
    """How often holds of a kind were placed or lifted, and those that are open."""
    number: int = await conn.fetchval(
        "select count(*) + count(lifted_at) from holds where declaration_id = $1 and kind = $2",
        declaration_id,
        kind,
    )
    rows = await conn.fetch(
        """
        select id, placed_at from holds
        where declaration_id = $1 and kind = $2 and lifted_at is null
        order by placed_at, id
        """,
        declaration_id,
        kind,
    )
    return number, [(row["id"], row["placed_at"]) for row in rows]


async def open_since(
    conn: Connection, city: str, kind: HoldKind, placed_at: datetime, *, after: UUID, limit: int
) -> list[UUID]:
    """The declarations of a city with an open hold of a kind that was placed at this moment, by their ids."""
    rows = await conn.fetch(
        """
        select distinct declaration_id from holds
        where city = $1 and kind = $2 and placed_at = $3 and lifted_at is null and declaration_id > $4
        order by declaration_id limit $5
        """,
        *(city, kind, placed_at, after, limit),
    )
    return [row["declaration_id"] for row in rows]


async def placed_by(conn: Connection, by: str, kind: HoldKind) -> list[tuple[UUID, UUID]]:
    """Case and id of every open hold of a kind that somebody placed, the oldest first."""
    rows = await conn.fetch(
        """
        select declaration_id, id from holds
        where placed_by = $1 and kind = $2 and lifted_at is null
        order by placed_at, id
        """,
        by,
        kind,
    )
    return [(row["declaration_id"], row["id"]) for row in rows]
