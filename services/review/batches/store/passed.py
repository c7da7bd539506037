"""What lies passed with an office, and in no batch that still runs."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import read
from kit.stretch import Mark
from services.review.batches.domain import Passed, Sender

_LIES = """
      from tasks t
      join decisions d on d.task_id = t.id
     where t.office_id = $1 and t.state = 'passed' and ($2 = '' or t.plan = $2)
       and t.person_id is distinct from $3
       and not exists (select from batch_items i where i.task_id = t.id and i.outcome is null)
"""


async def count(conn: Connection, sender: Sender, plan: str) -> int:
    """How many there are."""
    found: int = await conn.fetchval("select count(*)" + _LIES, sender.office_id, plan, sender.person_id)
    return found


async def plans(conn: Connection, office_id: UUID) -> list[tuple[str, str]]:
    """Of which plans."""
    rows = await conn.fetch(
        """
        select plan, max(plan_title) as title
          from tasks
         where office_id = $1 and state = 'passed'
         group by plan
         order by title, plan
        """,
        office_id,
    )
    return [(row["plan"], row["title"]) for row in rows]


async def listed(
    conn: Connection, cipher: FieldCipher, sender: Sender, plan: str, *, after: Mark, limit: int
) -> list[Passed]:
    """Some of them, the one first that was passed first."""
    rows = await conn.fetch(
        "select t.*, d.signed_by"
        + _LIES
        + "and (t.closed_at, t.id) > ($4, $5) order by t.closed_at, t.id limit $6",
        sender.office_id,
        plan,
        sender.person_id,
        after.at,
        after.id,
        limit,
    )
    return [read(Passed, row, cipher) for row in rows]


async def all_until(
    conn: Connection, sender: Sender, plan: str, until: datetime, *, limit: int
) -> list[UUID]:
    """全选: those that lay there when the page was made."""
    rows = await conn.fetch(
        "select t.id" + _LIES + "and t.closed_at <= $4 order by t.closed_at, t.id limit $5",
        sender.office_id,
        plan,
        sender.person_id,
        until,
        limit,
    )
    return [row["id"] for row in rows]


async def chosen(
    conn: Connection, sender: Sender, task_ids: Sequence[UUID]
) -> list[tuple[UUID, str, datetime | None]]:
    """Which of these are this office's, in the order of their passing; with city and moment of it."""
    rows = await conn.fetch(
        """
        select t.id, t.city, d.decided_at
          from tasks t
          left join decisions d on d.task_id = t.id
         where t.office_id = $1 and t.id = any($2) and t.person_id is distinct from $3
         order by d.decided_at, t.id
        """,
        sender.office_id,
        task_ids,
        sender.person_id,
    )
    return [(row["id"], row["city"], row["decided_at"]) for row in rows]
