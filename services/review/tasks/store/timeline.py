"""What happened to a case at the offices."""

from datetime import datetime
from typing import NamedTuple

from contracts.application import Verdict
from contracts.case import Role
from kit.db import Connection
from kit.ids import derived
from services.review.tasks.domain import Task

AGAIN = frozenset({"moved", "result_recorded"})  # what may happen to a task more than once


class Entry(NamedTuple):
    """One thing that happened."""

    at: datetime
    event: str
    actor_name: str
    office_name: str
    role: Role
    round: int
    verdict: Verdict | None
    due_at: datetime | None
    is_provisional: bool


async def add(
    conn: Connection,
    task: Task,
    event: str,
    at: datetime,
    *,
    actor_name: str = "",
    verdict: Verdict | None = None,
    due_at: datetime | None = None,
    is_provisional: bool = False,
) -> None:
    """Write what happened; told twice, it is written once."""
    await conn.execute(
        """
        insert into timeline (
            id, city, application_id, task_id, at, event, actor_name, verdict, due_at, is_provisional
        )
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (id) do nothing
        """,
        derived("timeline", task.id, event, due_at or "", at if event in AGAIN else ""),
        task.city,
        task.application_id,
        task.id,
        at,
        event,
        actor_name,
        verdict,
        due_at,
        is_provisional,
    )


async def entries(conn: Connection, task: Task) -> list[Entry]:
    """What happened to this case up to this office's stop, in order; later offices' doings are theirs."""
    rows = await conn.fetch(
        """
        select e.at, e.event, e.actor_name, e.verdict, e.due_at, e.is_provisional,
               coalesce(nullif(e.office_name, ''), t.office_name) as office_name, t.role, t.round
          from timeline e
          join tasks t on t.id = e.task_id
         where e.application_id = $1 and t.opened_at <= $2
         order by e.created_at, e.at
        """,
        task.application_id,
        task.opened_at,
    )
    return [
        Entry(
            at=row["at"],
            event=row["event"],
            actor_name=row["actor_name"],
            office_name=row["office_name"],
            role=Role(row["role"]),
            round=row["round"],
            verdict=Verdict(row["verdict"]) if row["verdict"] else None,
            due_at=row["due_at"],
            is_provisional=row["is_provisional"],
        )
        for row in rows
    ]
