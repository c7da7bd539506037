"""Tasks: the offices' inbox."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.case import SectionRef
from contracts.review import Task as Opened
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.rows import columns, insert, read
from services.review.tasks.domain import Closing, Limit, Onward, Queue, State, Summary, Task
from services.review.tasks.store import names

# An office's own, or taken up in the place of its late office (`substitutions`).
_OF_OFFICE = """
    id = $1 and (office_id = $2
        or exists (select from substitutions s where s.task_id = tasks.id and s.office_id = $2))
"""
COUNTED = frozenset({State.OPEN, State.PASSED})  # in what an office is told to have


async def has_task(conn: Connection, task_id: UUID) -> bool:
    """Whether the task was opened before."""
    return await conn.fetchval("select exists (select from tasks where id = $1)", task_id) is True


async def insert_task(
    conn: Connection,
    cipher: FieldCipher,
    opened: Opened,
    summary: Summary,
    onward: Onward,
    limit: Limit | None,
) -> bool:
    """Put a task into the inbox; false when it was there."""
    return await insert(
        conn,
        "tasks",
        "on conflict (id) do nothing",
        id=opened.id,
        city=opened.city,
        application_id=opened.application_id,
        person_id=opened.person_id,
        plan=opened.plan,
        round=opened.round,
        stage=opened.stop.stage,
        role=opened.stop.role,
        office_id=opened.stop.office_id,
        office_name=opened.stop.office_name,
        opened_at=opened.opened_at,
        manifest=[asdict(ref) for ref in opened.manifest],
        sheet=asdict(opened.sheet) if opened.sheet else None,
        publicity_stands=opened.publicity_stands,
        **columns(onward),
        **(columns(limit) if limit else {}),
        name_parts=names.digests(cipher, opened.plan, summary.applicant),
        **columns(summary, cipher, "applicant"),
    )


async def task(conn: Connection, cipher: FieldCipher, task_id: UUID) -> Task | None:
    """A task, whoever's it is: for the workflow's questions."""
    row = await conn.fetchrow("select * from tasks where id = $1", task_id)
    return _task(row, cipher) if row else None


async def task_of_office(
    conn: Connection, cipher: FieldCipher, task_id: UUID, office_id: UUID
) -> Task | None:
    """A task if it is this office's (B1.1), or was taken up by it."""
    row = await conn.fetchrow(f"select * from tasks where {_OF_OFFICE}", task_id, office_id)  # noqa: S608
    return _task(row, cipher) if row else None


async def task_of_office_for_update(
    conn: Connection, cipher: FieldCipher, task_id: UUID, office_id: UUID
) -> Task | None:
    """The same, locked until the transaction ends."""
    row = await conn.fetchrow(
        f"select * from tasks where {_OF_OFFICE} for update",  # noqa: S608 - words of ours
        task_id,
        office_id,
    )
    return _task(row, cipher) if row else None


async def task_for_update(conn: Connection, cipher: FieldCipher, task_id: UUID) -> Task | None:
    """The same as `task`, locked until the transaction ends."""
    row = await conn.fetchrow("select * from tasks where id = $1 for update", task_id)
    return _task(row, cipher) if row else None


async def id_of_section(conn: Connection, sha256: str) -> UUID | None:
    """The task whose decision is sealed there."""
    found: UUID | None = await conn.fetchval("select id from tasks where sealed ->> 'sha256' = $1", sha256)
    return found


async def open_tasks(conn: Connection, cipher: FieldCipher) -> list[Task]:
    """All that wait for a decision, wherever."""
    rows = await conn.fetch("select * from tasks where state = 'open' order by opened_at, id")
    return [_task(row, cipher) for row in rows]


async def open_ids(conn: Connection) -> dict[UUID, UUID]:
    """Which tasks wait for a decision, and of which case each is."""
    rows = await conn.fetch("select id, application_id from tasks where state = 'open' order by opened_at")
    return {row["id"]: row["application_id"] for row in rows}


async def hold_open(conn: Connection, task_id: UUID) -> bool:
    """Keep a task as it is until the transaction ends; whether it is open."""
    found: str | None = await conn.fetchval(
        "select state from tasks where id = $1 for no key update", task_id
    )
    return found == State.OPEN


async def task_before(
    conn: Connection, cipher: FieldCipher, application_id: UUID, *, stage: str, office_id: UUID, round_: int
) -> Task | None:
    """What an office examined of a case when it was at this stage before; nobody else's work."""
    row = await conn.fetchrow(
        """
        select * from tasks
         where application_id = $1 and stage = $2 and office_id = $3 and round < $4
         order by round desc
         limit 1
        """,
        application_id,
        stage,
        office_id,
        round_,
    )
    return _task(row, cipher) if row else None


async def office_of_stage(conn: Connection, application_id: UUID, round_: int, stage: str) -> str:
    """What the office is called that examined a case at a stage."""
    name: str = await conn.fetchval(
        "select office_name from tasks where application_id = $1 and round = $2 and stage = $3",
        application_id,
        round_,
        stage,
    )
    return name


async def note_fulfilled(conn: Connection, task_id: UUID, *, is_fulfilled: bool) -> None:
    """Whether what was found last time already says that every item is in order."""
    await conn.execute("update tasks set is_fulfilled = $2 where id = $1", task_id, is_fulfilled)


async def decide_task(conn: Connection, task_id: UUID, at: datetime, state: State = State.DECIDED) -> bool:
    """Close an open task by a decision; false when somebody was first."""
    row = await conn.fetchrow(
        "update tasks set state = $3, closed_at = $2 where id = $1 and state = 'open' returning id",
        task_id,
        at,
        state,
    )
    return row is not None


async def hold_refusal(conn: Connection, task_id: UUID, at: datetime, until: datetime) -> None:
    """Close an open task by a refusal that can be taken back until then."""
    await conn.execute(
        """
        update tasks set state = 'refused', closed_at = $2, held_until = $3
         where id = $1 and state = 'open'
        """,
        task_id,
        at,
        until,
    )


async def send_task(conn: Connection, task_id: UUID, at: datetime, commission_id: UUID | None = None) -> None:
    """What was passed is sent on, with the letter of commission if it needs one; what was refused is told."""
    await conn.execute(
        """
        update tasks set state = 'decided', closed_at = $2, held_until = null, commission_id = $3
         where id = $1 and state in ('passed', 'refused')
        """,
        task_id,
        at,
        commission_id,
    )


async def reopen_task(conn: Connection, task_id: UUID) -> None:
    """What was passed or refused is examined again; no page that was made before decides it."""
    await conn.execute(
        """
        update tasks set state = 'open', closed_at = null, held_until = null, version = version + 1
         where id = $1 and state in ('passed', 'refused')
        """,
        task_id,
    )


async def abandon_task(conn: Connection, task_id: UUID, at: datetime) -> bool:
    """Close a task whose answer nobody takes any more, decided or not; false when that was done before."""
    row = await conn.fetchrow(
        """
        update tasks set state = 'closed', closed_at = $2, held_until = null
         where id = $1 and state <> 'closed'
        returning id
        """,
        task_id,
        at,
    )
    return row is not None


async def note_due(conn: Connection, task_id: UUID, due_at: datetime) -> None:
    """Until when a publicity runs, for the queue."""
    await conn.execute("update tasks set due_at = $2 where id = $1", task_id, due_at)


async def note_taken(
    conn: Connection, task_id: UUID, account_id: UUID | None, name: str, at: datetime | None
) -> None:
    """Who of the office works on a task; none: nobody in particular."""
    await conn.execute(
        "update tasks set taken_by = $2, taken_by_name = $3, taken_at = $4 where id = $1",
        task_id,
        account_id,
        name,
        at,
    )


async def note_examination(
    conn: Connection, task_id: UUID, version: int, name: str, at: datetime, *, is_fulfilled: bool
) -> bool:
    """Count one more version of the findings; false when another tab did."""
    row = await conn.fetchrow(
        """
        update tasks set version = version + 1, examined_by_name = $3, examined_at = $4, is_fulfilled = $5
         where id = $1 and version = $2 and state = 'open'
        returning id
        """,
        task_id,
        version,
        name,
        at,
        is_fulfilled,
    )
    return row is not None


async def closing_of_task(conn: Connection, task_id: UUID) -> Closing | None:
    """Who decided a task, and what."""
    row = await conn.fetchrow(
        """
        select d.verdict, t.role, coalesce(s.office_name, t.office_name) as office, d.signed_by, d.decided_at
          from decisions d
          join tasks t on t.id = d.task_id
          left join substitutions s on s.id = d.substitution_id
         where d.task_id = $1
        """,
        task_id,
    )
    return read(Closing, row)


async def note_sealed(conn: Connection, task_id: UUID, ref: SectionRef) -> None:
    """Remember where the sealed decision lies."""
    await conn.execute("update tasks set sealed = $2 where id = $1", task_id, asdict(ref))


async def delete_tasks_of(conn: Connection, person_id: UUID) -> set[tuple[UUID, str]]:
    """Delete every task about a person, with everything that belongs to it; where a count changes."""
    await conn.execute(
        "delete from acts where about in (select application_id from tasks where person_id = $1)", person_id
    )
    rows = await conn.fetch(
        "delete from tasks where person_id = $1 returning office_id, city, state", person_id
    )
    return {(row["office_id"], row["city"]) for row in rows if row["state"] in COUNTED}


async def queue(conn: Connection, office_id: UUID) -> Queue:
    """What waits at an office, requests for a re-review too.

    Whoever changes it comes after this, so that the last word is the true one.
    """
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1::text, 0))", f"queue/{office_id}")
    row = await conn.fetchrow(
        """
        select count(*) + (
                   select count(*) from re_reviews where office_id = $1 and finding is null) as waiting,
               least(min(t.opened_at), (
                   select min(asked_at) from re_reviews where office_id = $1 and finding is null
               )) as oldest_at,
               min(p.due_at) filter (where not p.is_over) as due_at,
               count(*) filter (where not p.is_over and not exists (
                   select from objections o where o.task_id = t.id and o.result is null)) as resting,
               (select count(*) from tasks where office_id = $1 and state = 'passed') as passed
          from tasks t
          left join publicities p on p.task_id = t.id
         where t.office_id = $1 and t.state = 'open'
        """,
        office_id,
    )
    return read(Queue, row) or Queue(waiting=0, oldest_at=None, due_at=None, resting=0, passed=0)


def _task(row: Record, cipher: FieldCipher) -> Task:
    return read(
        Task,
        row,
        manifest=tuple(SectionRef(**ref) for ref in row["manifest"]),
        sheet=_ref(row["sheet"]),
        sealed=_ref(row["sealed"]),
        limit=read(Limit, row) if row["due_days"] else None,
        summary=read(Summary, row, cipher),
    )


def _ref(stored: Any) -> SectionRef | None:
    return SectionRef(**stored) if stored else None
