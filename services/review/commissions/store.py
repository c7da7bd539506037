"""Letters of commission, and the tasks that need one."""

from collections.abc import Sequence
from uuid import UUID

from contracts.commission import Person
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import columns, insert, read
from services.review.commissions.domain import Commission, Sending, Standing

# Passed, or elected by a meeting and to be recommended (B6.1): what is to be sent to the office that accepts.
_TO_BE_SENT = """needs_commission and (state = 'passed' or exists (
    select from releases e
     where (e.application_id, e.round, e.stage) = (t.application_id, t.round, t.stage)
       and e.onward = 'recommend' and e.announcement_id is null))"""


async def sending(conn: Connection, office_id: UUID, plan: str) -> Sending | None:
    """Whether an office sends cases of this plan to who accepts, as the newest of its tasks tells."""
    row = await conn.fetchrow(
        """
        select city, office_id, office_name as unit, plan, plan_title, stage from tasks
         where office_id = $1 and plan = $2 and needs_commission
         order by opened_at desc, id
         limit 1
        """,
        office_id,
        plan,
    )
    return read(Sending, row)


async def standings(conn: Connection, office_id: UUID) -> list[Standing]:
    """The plans of which cases lie passed that need a letter, and those whose letter was given."""
    rows = await conn.fetch(
        f"""
        select plan, coalesce(c.plan_title, w.plan_title) as plan_title, coalesce(w.waiting, 0) as waiting,
               c.number
          from (select plan, max(plan_title) as plan_title, count(*) as waiting
                  from tasks t
                 where office_id = $1 and {_TO_BE_SENT}
                 group by plan) w
          full join (select plan, plan_title, number from commissions where office_id = $1) c using (plan)
         order by 2, 1
        """,  # noqa: S608 - words of ours
        office_id,
    )
    return [read(Standing, row) for row in rows]


async def lacking(conn: Connection, office_id: UUID, task_ids: Sequence[UUID]) -> list[str]:
    """Of which plans the letter is missing, among these passed cases."""
    rows = await conn.fetch(
        """
        select distinct t.plan_title
          from tasks t
         where t.office_id = $1 and t.id = any($2) and t.needs_commission and t.state = 'passed'
           and not exists (select from commissions c where c.office_id = t.office_id and c.plan = t.plan)
         order by t.plan_title
        """,
        office_id,
        task_ids,
    )
    return [row["plan_title"] for row in rows]


async def people(
    conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str, limit: int
) -> list[tuple[UUID, Person]]:
    """Who lies passed, unit by unit."""
    rows = await conn.fetch(
        f"""
        select person_id, applicant_encrypted as name_encrypted, employer, department, title_applied,
               specialty
          from tasks t
         where office_id = $1 and plan = $2 and {_TO_BE_SENT}
         order by employer, closed_at, id
         limit $3
        """,  # noqa: S608 - words of ours
        office_id,
        plan,
        limit,
    )
    return [(row["person_id"], read(Person, row, cipher)) for row in rows]


async def needing(conn: Connection, task_ids: Sequence[UUID]) -> list[UUID]:
    """Which of these tasks are sent with a letter only."""
    rows = await conn.fetch("select id from tasks where id = any($1) and needs_commission", task_ids)
    return [row["id"] for row in rows]


async def note_sent_with(conn: Connection, task_ids: Sequence[UUID], commission_id: UUID) -> None:
    """Remember with which letter they were recommended."""
    await conn.execute("update tasks set commission_id = $2 where id = any($1)", task_ids, commission_id)


async def commission(conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str) -> Commission | None:
    """The letter of an office for a plan."""
    row = await conn.fetchrow("select * from commissions where office_id = $1 and plan = $2", office_id, plan)
    return read(Commission, row, cipher)


async def commission_by_id(conn: Connection, cipher: FieldCipher, commission_id: UUID) -> Commission | None:
    """A letter with which something was sent."""
    row = await conn.fetchrow("select * from commissions where id = $1", commission_id)
    return read(Commission, row, cipher)


async def hold(conn: Connection, office_id: UUID, plan: str) -> UUID | None:
    """Let nobody replace the letter before this transaction ends; its id."""
    found: UUID | None = await conn.fetchval(
        "select id from commissions where office_id = $1 and plan = $2 for share", office_id, plan
    )
    return found


async def commission_for_update(
    conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str
) -> Commission | None:
    """The letter; nothing is sent with it before this transaction ends."""
    row = await conn.fetchrow(
        "select * from commissions where office_id = $1 and plan = $2 for update", office_id, plan
    )
    return read(Commission, row, cipher)


async def is_used(conn: Connection, commission_id: UUID) -> bool:
    """Whether something was sent with it."""
    found: bool = await conn.fetchval(
        "select exists (select from tasks where commission_id = $1)", commission_id
    )
    return found


async def insert_commission(conn: Connection, cipher: FieldCipher, letter: Commission) -> bool:
    """Store a letter; false when somebody of the office was first."""
    return await insert(
        conn,
        "commissions",
        "on conflict (office_id, plan) do nothing",
        **columns(letter, cipher, "name"),
    )


async def replace_commission(conn: Connection, cipher: FieldCipher, letter: Commission) -> None:
    """Another paper in the place of the one before."""
    await conn.execute(
        """
        update commissions
           set unit = $2, number = $3, dated_on = $4, file_id = $5, name_encrypted = $6, pages = $7,
               sha256 = $8, account_id = $9, given_by = $10, given_at = $11
         where id = $1
        """,
        letter.id,
        letter.unit,
        letter.number,
        letter.dated_on,
        letter.file_id,
        cipher.encrypt(letter.name),
        letter.pages,
        letter.sha256,
        letter.account_id,
        letter.given_by,
        letter.given_at,
    )
