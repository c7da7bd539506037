"""Tasks: the offices' inbox."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from contracts.application import Verdict
from contracts.case import Manifest, Role, SectionRef
from contracts.review import Task as Opened
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from services.review.tasks.domain import Closing, Counts, Phase, State, Summary, Task, Waiting


async def has_task(conn: Connection, task_id: UUID) -> bool:
    """Whether the task was opened before."""
    return await conn.fetchval("select exists (select from tasks where id = $1)", task_id) is True


async def insert_task(conn: Connection, cipher: FieldCipher, opened: Opened, summary: Summary) -> bool:
    """Put a task into the inbox; false when it was there."""
    row = await conn.fetchrow(
        """
        insert into tasks (
            id, city, application_id, person_id, plan, round, stage, role, office_id, office_name, opened_at,
            manifest, sheet, publicity_stands, applicant_encrypted, employer, employer_kind, plan_title,
            title_applied, category, specialty, kind
        )
        values (
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
            $21, $22
        )
        on conflict (id) do nothing
        returning id
        """,
        opened.id,
        opened.city,
        opened.application_id,
        opened.person_id,
        opened.plan,
        opened.round,
        opened.stop.stage,
        opened.stop.role,
        opened.stop.office_id,
        opened.stop.office_name,
        opened.opened_at,
        [_stored(ref) for ref in opened.manifest],
        _stored(opened.sheet) if opened.sheet else None,
        opened.publicity_stands,
        cipher.encrypt(summary.applicant),
        summary.employer,
        summary.employer_kind,
        summary.plan_title,
        summary.title_applied,
        summary.category,
        summary.specialty,
        summary.kind,
    )
    return row is not None


async def task(conn: Connection, cipher: FieldCipher, task_id: UUID) -> Task | None:
    """A task, whoever's it is: for the workflow's questions."""
    row = await conn.fetchrow("select * from tasks where id = $1", task_id)
    return _task(row, cipher) if row else None


async def task_of_office(
    conn: Connection, cipher: FieldCipher, task_id: UUID, office_id: UUID
) -> Task | None:
    """A task if it is this office's (B1.1)."""
    row = await conn.fetchrow("select * from tasks where id = $1 and office_id = $2", task_id, office_id)
    return _task(row, cipher) if row else None


async def task_of_office_for_update(
    conn: Connection, cipher: FieldCipher, task_id: UUID, office_id: UUID
) -> Task | None:
    """The same, locked until the transaction ends."""
    row = await conn.fetchrow(
        "select * from tasks where id = $1 and office_id = $2 for update", task_id, office_id
    )
    return _task(row, cipher) if row else None


async def close_task(conn: Connection, task_id: UUID, state: State, at: datetime) -> bool:
    """Close an open task; false when somebody was first."""
    row = await conn.fetchrow(
        "update tasks set state = $2, closed_at = $3 where id = $1 and state = 'open' returning id",
        task_id,
        state,
        at,
    )
    return row is not None


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
        select d.verdict, t.role, t.office_name as office, d.signed_by, d.decided_at
          from decisions d
          join tasks t on t.id = d.task_id
         where d.task_id = $1
        """,
        task_id,
    )
    return Closing(**{**row, "verdict": Verdict(row["verdict"]), "role": Role(row["role"])}) if row else None


async def note_sealed(conn: Connection, task_id: UUID, ref: SectionRef) -> None:
    """Remember where the sealed decision lies."""
    await conn.execute("update tasks set sealed = $2 where id = $1", task_id, _stored(ref))


async def delete_tasks_of(conn: Connection, person_id: UUID) -> None:
    """Delete every task about a person, with everything that belongs to it."""
    await conn.execute("delete from tasks where person_id = $1", person_id)


async def counts(conn: Connection, office_id: UUID, plan: str | None) -> Counts:
    """How many tasks of this office wait, and how many are done."""
    row = await conn.fetchrow(
        """
        select (select count(*) from tasks
                 where office_id = $1 and state = 'open' and ($2::text is null or plan = $2))  as waiting,
               (select count(*) from tasks
                 where office_id = $1 and state <> 'open' and ($2::text is null or plan = $2)) as done
        """,
        office_id,
        plan,
    )
    return Counts(waiting=row["waiting"], done=row["done"]) if row else Counts(waiting=0, done=0)


async def plans(conn: Connection, office_id: UUID) -> list[tuple[str, str]]:
    """The plans that this office has tasks of, with their titles."""
    rows = await conn.fetch(
        """
        select plan, max(plan_title) as title
          from tasks
         where office_id = $1
         group by plan
         order by title, plan
        """,
        office_id,
    )
    return [(row["plan"], row["title"]) for row in rows]


async def waiting(
    conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str | None, *, limit: int, offset: int
) -> list[Waiting]:
    """What waits at this office, the oldest first."""
    rows = await conn.fetch(
        """
        select t.*, null::text as verdict,
               p.due_at, p.is_provisional, p.is_over, p.recorded_at, p.id as publicity_id
          from tasks t
          left join publicities p on p.task_id = t.id
         where t.office_id = $1 and t.state = 'open' and ($2::text is null or t.plan = $2)
         order by t.opened_at, t.id
         limit $3 offset $4
        """,
        office_id,
        plan,
        limit,
        offset,
    )
    return [_waiting(row, cipher) for row in rows]


async def done(
    conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str | None, *, limit: int, offset: int
) -> list[Waiting]:
    """What this office has done with, the newest first."""
    rows = await conn.fetch(
        """
        select t.*, d.verdict,
               null::timestamptz as due_at, null::boolean as is_provisional, null::boolean as is_over,
               null::timestamptz as recorded_at, null::uuid as publicity_id
          from tasks t
          left join decisions d on d.task_id = t.id
         where t.office_id = $1 and t.state <> 'open' and ($2::text is null or t.plan = $2)
         order by t.closed_at desc, t.id
         limit $3 offset $4
        """,
        office_id,
        plan,
        limit,
        offset,
    )
    return [_waiting(row, cipher) for row in rows]


async def next_waiting(conn: Connection, office_id: UUID) -> UUID | None:
    """The task that has waited longest at this office."""
    found: UUID | None = await conn.fetchval(
        "select id from tasks where office_id = $1 and state = 'open' order by opened_at, id limit 1",
        office_id,
    )
    return found


def _task(row: Record, cipher: FieldCipher) -> Task:
    return Task(
        id=row["id"],
        application_id=row["application_id"],
        person_id=row["person_id"],
        city=row["city"],
        plan=row["plan"],
        round=row["round"],
        stage=row["stage"],
        role=Role(row["role"]),
        office_id=row["office_id"],
        office_name=row["office_name"],
        opened_at=row["opened_at"],
        manifest=_manifest(row["manifest"]),
        sheet=_ref(row["sheet"]),
        publicity_stands=row["publicity_stands"],
        summary=Summary(
            applicant=cipher.decrypt(row["applicant_encrypted"]),
            employer=row["employer"],
            employer_kind=row["employer_kind"],
            plan_title=row["plan_title"],
            title_applied=row["title_applied"],
            category=row["category"],
            specialty=row["specialty"],
            kind=row["kind"],
        ),
        state=State(row["state"]),
        closed_at=row["closed_at"],
        version=row["version"],
        examined_by_name=row["examined_by_name"],
        examined_at=row["examined_at"],
        is_fulfilled=row["is_fulfilled"],
        sealed=_ref(row["sealed"]),
    )


def _waiting(row: Record, cipher: FieldCipher) -> Waiting:
    return Waiting(
        id=row["id"],
        person_id=row["person_id"],
        applicant=cipher.decrypt(row["applicant_encrypted"]),
        employer=row["employer"],
        plan_title=row["plan_title"],
        category=row["category"],
        specialty=row["specialty"],
        kind=row["kind"],
        round=row["round"],
        role=Role(row["role"]),
        state=State(row["state"]),
        opened_at=row["opened_at"],
        closed_at=row["closed_at"],
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        publicity=_phase(row),
        due_at=row["due_at"],
        is_provisional=row["is_provisional"] is True,
    )


def _phase(row: Record) -> Phase:
    if row["publicity_id"] is None:
        return Phase.UNPOSTED
    if row["recorded_at"]:
        return Phase.RECORDED
    if row["is_over"]:
        return Phase.OVER
    return Phase.RUNNING if row["due_at"] else Phase.COUNTING


def _stored(ref: SectionRef) -> dict[str, str]:
    return {"name": ref.name, "key": ref.key, "sha256": ref.sha256}


def _manifest(stored: Sequence[Any]) -> Manifest:
    return tuple(SectionRef(**ref) for ref in stored)


def _ref(stored: Any) -> SectionRef | None:
    return SectionRef(**stored) if stored else None
