"""Publicities: where and when a case was made public, until when, and with what result."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import columns, insert, read
from services.review.publicity.domain import Outcome, Publicity
from services.review.tasks.domain import Task


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A running publicity as everybody may see it."""

    token: str
    applicant: str
    employer: str
    plan_title: str
    title_applied: str
    category: str
    specialty: str
    telephone: str
    posted_at: datetime
    due_at: datetime | None
    is_provisional: bool


async def insert_publicity(conn: Connection, task: Task, publicity: Publicity) -> bool:
    """Store a posting; false when this task was posted before."""
    return await insert(
        conn,
        "publicities",
        "on conflict do nothing",
        city=task.city,
        application_id=task.application_id,
        **columns(publicity),
    )


async def publicity_of_task(conn: Connection, task_id: UUID) -> Publicity | None:
    """The publicity that was posted for this very task."""
    row = await conn.fetchrow("select * from publicities where task_id = $1", task_id)
    return read(Publicity, row)


async def publicity_at(conn: Connection, token: str) -> Publicity | None:
    """The publicity whose page has this address."""
    return read(Publicity, await conn.fetchrow("select * from publicities where token = $1", token))


async def publicity_that_stands(conn: Connection, application_id: UUID) -> Publicity | None:
    """The newest publicity of this case that ran to its end, in whichever round."""
    row = await conn.fetchrow(
        """
        select * from publicities
         where application_id = $1 and is_over
         order by posted_at desc
         limit 1
        """,
        application_id,
    )
    return read(Publicity, row)


async def note_due(conn: Connection, task_id: UUID, due_at: datetime, *, is_provisional: bool) -> None:
    """Record until when it runs; what is over stays over."""
    await conn.execute(
        "update publicities set due_at = $2, is_provisional = $3 where task_id = $1 and not is_over",
        task_id,
        due_at,
        is_provisional,
    )


async def note_over(conn: Connection, task_id: UUID, at: datetime) -> None:
    """Record that it is over; the time at which that was noticed counts only if no due time was told."""
    await conn.execute(
        """
        update publicities set due_at = coalesce(due_at, $2), is_over = true, is_provisional = false
         where task_id = $1 and not is_over
        """,
        task_id,
        at,
    )


async def record_outcome(
    conn: Connection, publicity: Publicity, version: int, outcome: Outcome, name: str, at: datetime
) -> bool:
    """Store the result; false when another tab did."""
    row = await conn.fetchrow(
        """
        update publicities
           set has_objections = $3, handling = $4, result = $5, recorded_by_name = $6, recorded_at = $7,
               version = version + 1
         where id = $1 and version = $2 and is_over
        returning id
        """,
        publicity.id,
        version,
        outcome.has_objections,
        outcome.handling,
        outcome.result,
        name,
        at,
    )
    return row is not None


async def count_running(conn: Connection) -> int:
    """How many publicities run."""
    found: int = await conn.fetchval(
        """
        select count(*)
          from publicities p
          join tasks t on t.id = p.task_id
         where not p.is_over and t.state in ('open', 'refused')
        """
    )
    return found


async def running(conn: Connection, cipher: FieldCipher, *, limit: int, offset: int) -> list[Notice]:
    """What is public now, the newest first: nothing of a number or an address of the person."""
    rows = await conn.fetch(
        """
        select t.applicant_encrypted, t.employer, t.plan_title, t.title_applied, t.category, t.specialty,
               p.token, p.telephone, p.posted_at, p.due_at, p.is_provisional
          from publicities p
          join tasks t on t.id = p.task_id
         where not p.is_over and t.state in ('open', 'refused')
         order by p.posted_at desc, p.id
         limit $1 offset $2
        """,
        limit,
        offset,
    )
    return [read(Notice, row, cipher) for row in rows]
