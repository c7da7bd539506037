"""What stands against forgetting a person, and forgetting one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.application import Status
from kit.db import Connection


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A declaration of a person: where it stands, whether it was ever submitted, when it moved last."""

    id: UUID
    status: Status
    round: int
    moved_at: datetime


async def declarations_kept(conn: Connection, person_id: UUID) -> Sequence[Kept]:
    """Every declaration of a person."""
    rows = await conn.fetch(
        """
        select id, status, round,
               coalesce(
                   (select max(at) from moves where declaration_id = declarations.id), started_at
               ) as moved_at
        from declarations
        where person_id = $1
        """,
        person_id,
    )
    return [Kept(**{**row, "status": Status(row["status"])}) for row in rows]


async def delete_case_keys(conn: Connection, declaration_ids: Sequence[UUID]) -> None:
    """Destroy our copy of the keys of cases."""
    await conn.execute("delete from case_keys where id = any($1)", declaration_ids)


async def delete_person(conn: Connection, person_id: UUID) -> None:
    """Delete everything of a person."""
    await conn.execute(
        "delete from acts where about in (select id from declarations where person_id = $1)", person_id
    )
    await conn.execute("delete from declarations where person_id = $1", person_id)
    await conn.execute("delete from readiness where id = $1", person_id)
    await conn.execute("delete from photos where id = $1", person_id)
    await conn.execute("delete from pledges where person_id = $1", person_id)
    await conn.execute("delete from mobiles where id = $1", person_id)
    await conn.execute("delete from dishonesty where person_id = $1", person_id)
    await conn.execute("delete from former_mobiles where person_id = $1", person_id)
