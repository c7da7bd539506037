"""Batches and their items."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from kit.rows import insert, read
from services.review.batches.domain import Batch, Item, Next, Outcome, Sender

_COUNTED = """
    select b.*, count(i.id) as total, count(i.id) filter (where i.outcome = 'sent') as sent,
           count(i.id) filter (where i.outcome = 'left') as left
      from batches b
      left join batch_items i on i.batch_id = b.id
"""


async def put_batch(
    conn: Connection, batch_id: UUID, city: str, sender: Sender, at: datetime, task_ids: Sequence[UUID]
) -> None:
    """Store a batch with its items; the same one again does nothing."""
    is_new = await insert(
        conn,
        "batches",
        "on conflict (id) do nothing",
        id=batch_id,
        city=city,
        office_id=sender.office_id,
        account_id=sender.account_id,
        asked_by=sender.name,
        asked_at=at,
    )
    if not is_new:
        return
    await conn.execute(
        """
        insert into batch_items (id, batch_id, task_id, position)
        select i.id, $1, i.task_id, i.position
          from unnest($2::uuid[], $3::uuid[]) with ordinality as i (id, task_id, position)
        """,
        batch_id,
        [derived("batch item", batch_id, task_id) for task_id in task_ids],
        task_ids,
    )


async def batch_of_office(conn: Connection, batch_id: UUID, office_id: UUID) -> Batch | None:
    """A batch if it is this office's."""
    row = await conn.fetchrow(
        _COUNTED + "where b.id = $1 and b.office_id = $2 group by b.id", batch_id, office_id
    )
    return read(Batch, row)


async def newest(conn: Connection, office_id: UUID, limit: int) -> list[Batch]:
    """What this office sent on lately."""
    rows = await conn.fetch(
        _COUNTED + "where b.office_id = $1 group by b.id order by b.asked_at desc, b.id limit $2",
        office_id,
        limit,
    )
    return [read(Batch, row) for row in rows]


async def items(conn: Connection, cipher: FieldCipher, batch_id: UUID, limit: int) -> list[Item]:
    """The cases of a batch: first those that were left, then what waits."""
    rows = await conn.fetch(
        """
        select i.task_id, i.outcome, i.why, i.done_at,
               t.application_id, t.person_id, t.applicant_encrypted, t.employer, t.plan_title
          from batch_items i
          join tasks t on t.id = i.task_id
         where i.batch_id = $1
         order by i.outcome = 'left' desc nulls last, i.outcome is null desc, i.position
         limit $2
        """,
        batch_id,
        limit,
    )
    return [read(Item, row, cipher) for row in rows]


async def claim_next(conn: Connection) -> Next | None:
    """An item that waits, held until the transaction ends; each batch in its turn."""
    row = await conn.fetchrow(
        """
        select i.id, i.task_id, b.office_id, b.account_id, b.asked_by as name
          from batch_items i
          join batches b on b.id = i.batch_id
         where i.outcome is null
         order by i.position, i.id
         limit 1
           for update of i skip locked
        """
    )
    return Next(id=row["id"], task_id=row["task_id"], sender=read(Sender, row)) if row else None


async def note_outcome(conn: Connection, item_id: UUID, outcome: Outcome, why: str, at: datetime) -> None:
    """What became of it."""
    await conn.execute(
        """
        update batch_items set outcome = $2, why = $3, done_at = $4
         where id = $1 and outcome is null
        """,
        item_id,
        outcome,
        why,
        at,
    )


async def leave_waiting(conn: Connection, task_id: UUID, why: str, at: datetime) -> None:
    """No batch that was asked for before sends this case any more; one that sends it now is waited for."""
    await conn.execute(
        """
        update batch_items set outcome = 'left', why = $2, done_at = $3
         where task_id = $1 and outcome is null
        """,
        task_id,
        why,
        at,
    )
