"""Who took up what, what is late, and what is held."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from contracts.clock import HoldsChanged
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.ids import derived
from kit.rows import columns, insert, read
from kit.stretch import Mark
from services.review.substitutions.domain import Late, LateOffice, Substitution

_IS_HELD = "exists (select from held_cases h where h.application_id = t.application_id and h.holds > 0)"
# Each arm has its own index. What was passed is the office's until it is sent on.
_LATE = """
    (t.office_id = any($1) and t.state = 'open' and t.due_at <= $2
     or t.office_id = any($1) and t.state = 'passed' and t.due_at <= $2)
    and t.due_days > 0
"""
_LINES = f"""
    select t.id, t.application_id, t.office_name, t.plan_title, t.due_at, {_IS_HELD} as is_held,
           s.office_id as taken_by_office, coalesce(s.office_name, '') as taken_by_name,
           t.state = 'passed' as is_passed
      from tasks t
      left join substitutions s on s.task_id = t.id
"""  # noqa: S608 - words of ours


async def substitution(conn: Connection, cipher: FieldCipher, task_id: UUID) -> Substitution | None:
    """Who took up a task in the place of its office."""
    row = await conn.fetchrow("select * from substitutions where task_id = $1", task_id)
    return read(Substitution, row, cipher)


async def insert_substitution(conn: Connection, cipher: FieldCipher, made: Substitution) -> None:
    """Keep it. A second one for the same task breaks `substitutions_one_per_task`."""
    await insert(conn, "substitutions", **columns(made, cipher, "reason", "name"))


async def acted(conn: Connection, task_id: UUID) -> Record | None:
    """By whom a task was decided in the place of its office, the reason still encrypted; none: by itself."""
    return await conn.fetchrow(
        """
        select s.id, s.office_name, s.due_at, s.reason_encrypted, d.decided_at
          from decisions d
          join substitutions s on s.id = d.substitution_id
         where d.task_id = $1
        """,
        task_id,
    )


async def late(
    conn: Connection, office_ids: Sequence[UUID], at: datetime, *, after: Mark, limit: int
) -> list[Late]:
    """Some of what offices have let pass their day, the longest first."""
    rows = await conn.fetch(
        f"""
        {_LINES}
         where {_LATE} and (t.due_at, t.id) > ($3, $4)
         order by t.due_at, t.id
         limit $5
        """,
        office_ids,
        at,
        after.at,
        after.id,
        limit,
    )
    return [read(Late, row) for row in rows]


async def late_offices(conn: Connection, office_ids: Sequence[UUID], at: datetime) -> list[LateOffice]:
    """Which offices have let how many cases pass their day, the longest first."""
    rows = await conn.fetch(
        f"""
        select t.office_id, max(t.office_name) as office_name,
               count(*) filter (where t.state = 'open') as unexamined,
               count(*) filter (where t.state = 'passed') as unsent,
               min(t.due_at) as since
          from tasks t
         where {_LATE}
         group by t.office_id
         order by since, t.office_id
        """,  # noqa: S608 - words of ours
        office_ids,
        at,
    )
    return [read(LateOffice, row) for row in rows]


async def taken_up(conn: Connection, office_id: UUID) -> list[Late]:
    """What an office took up, and what is not on its way yet."""
    rows = await conn.fetch(
        f"""
        {_LINES}
         where s.office_id = $1 and t.state in ('open', 'passed', 'refused')
         order by t.due_at, t.id
        """,
        office_id,
    )
    return [read(Late, row) for row in rows]


async def is_of_case(conn: Connection, application_id: UUID, file_id: UUID) -> bool:
    """Whether a file is the evidence of an act in this case."""
    found: bool = await conn.fetchval(
        """
        select exists (
            select from substitutions s join tasks t on t.id = s.task_id
             where t.application_id = $1 and s.file_id = $2)
        """,
        application_id,
        file_id,
    )
    return found


async def is_held(conn: Connection, application_id: UUID) -> bool:
    """Whether something holds a case."""
    found: bool = await conn.fetchval(
        "select exists (select from held_cases where application_id = $1 and holds > 0)", application_id
    )
    return found


async def note_holds(conn: Connection, told: HoldsChanged) -> None:
    """Keep how many holds of a kind are open; the highest number counts, whatever comes in late."""
    await insert(
        conn,
        "held_cases",
        """
        on conflict (id) do update set number = excluded.number, holds = excluded.holds
         where held_cases.number < excluded.number
        """,
        id=derived("held", told.application_id, told.kind),
        application_id=told.application_id,
        number=told.number,
        holds=len(told.holds),
    )


async def forget_holds(conn: Connection, person_id: UUID) -> None:
    """Delete what was told of a person's cases."""
    await conn.execute(
        """
        delete from held_cases
         where application_id in (select application_id from tasks where person_id = $1)
        """,
        person_id,
    )
