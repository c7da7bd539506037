"""What happened to a case at the offices."""

from dataclasses import dataclass
from datetime import datetime

from contracts.application import Verdict
from contracts.case import Role
from kit.db import Connection
from kit.ids import derived
from kit.rows import insert, read
from services.review.tasks.domain import Task

AGAIN = frozenset(
    {
        "moved",
        "result_recorded",
        "decided",
        "taken_back",
        "refusal_taken_back",
        "objected",
        "objection_answered",
        "substituted",
    }
)  # what may happen to a task more than once


@dataclass(frozen=True, kw_only=True)
class Entry:
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
    office_name: str = "",
    verdict: Verdict | None = None,
    due_at: datetime | None = None,
    is_provisional: bool = False,
) -> None:
    """Write what happened; told twice, it is written once."""
    await insert(
        conn,
        "timeline",
        "on conflict (id) do nothing",
        id=derived("timeline", task.id, event, due_at or "", at if event in AGAIN else ""),
        city=task.city,
        application_id=task.application_id,
        task_id=task.id,
        at=at,
        event=event,
        actor_name=actor_name,
        office_name=office_name,
        verdict=verdict,
        due_at=due_at,
        is_provisional=is_provisional,
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
    return [read(Entry, row) for row in rows]
