"""The lists of an office: what waits, what it has done, in some order, after a mark."""

import asyncio
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.rows import read
from kit.stretch import EARLIEST, LATEST, Mark
from services.review.tasks.domain import Candidate, Counts, Order, Phase, Waiting, Wanted, chosen

_LINES = """
    select t.*, d.verdict, p.due_at, p.is_provisional, p.is_over, p.recorded_at, p.id as publicity_id,
           e.examined, e.items
      from tasks t
      left join decisions d on d.task_id = t.id
      left join publicities p on p.task_id = t.id
      left join lateral (
          select count(f.mark) as examined, count(*) as items from findings f where f.task_id = t.id
      ) e on true
"""


# The oldest first.
_WAITING = """
     where t.office_id = $1 and t.state = 'open' and ($2 = '' or t.plan = $2)
       and (t.opened_at, t.id) > ($4, $5)
     order by t.opened_at, t.id
     limit $3
"""
# The newest first.
_DONE = """
     where t.office_id = $1 and t.state <> 'open' and ($2 = '' or t.plan = $2)
       and t.closed_at <= $4 and (t.closed_at < $4 or t.id > $5)
     order by t.closed_at desc, t.id
     limit $3
"""


async def counts(conn: Connection, office_id: UUID, plan: str) -> Counts:
    """How many tasks of this office wait, and how many are done; of one plan, if one is named."""
    row = await conn.fetchrow(
        """
        select (select count(*) from tasks
                 where office_id = $1 and state = 'open' and ($2 = '' or plan = $2))  as waiting,
               (select count(*) from tasks
                 where office_id = $1 and state <> 'open' and ($2 = '' or plan = $2)) as done
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


async def listed(
    conn: Connection, cipher: FieldCipher, office_id: UUID, wanted: Wanted, *, limit: int, after: Mark | None
) -> list[Waiting]:
    """What waits at this office, or what it has done, after a mark."""
    if wanted.name or wanted.order is not Order.TIME:
        return await _sought(conn, cipher, office_id, wanted, limit=limit, after=after)
    begin = after or (LATEST if wanted.is_done else EARLIEST)
    rows = await conn.fetch(
        _LINES + (_DONE if wanted.is_done else _WAITING),
        office_id,
        wanted.plan,
        limit,
        begin.at,
        begin.id,
    )
    return [_waiting(row, cipher) for row in rows]


async def _sought(
    conn: Connection, cipher: FieldCipher, office_id: UUID, wanted: Wanted, *, limit: int, after: Mark | None
) -> list[Waiting]:
    """The same by name or by what is due, with as little of each line as it takes: names are encrypted.

    The line of the mark is among them wherever it is by now, so that its place is known.
    """
    seen = after.id if after else None
    rows = await conn.fetch(
        """
        select t.id, t.applicant_encrypted, t.opened_at, t.closed_at, p.due_at,
               (t.state <> 'open') = $3 and ($2 = '' or t.plan = $2) as is_there
          from tasks t
          left join publicities p on p.task_id = t.id
         where t.office_id = $1 and ((t.state <> 'open') = $3 or t.id = $4)
        """,
        office_id,
        wanted.plan,
        wanted.is_done,
        seen,
    )

    def sought() -> list[UUID]:
        return chosen([read(Candidate, row, cipher) for row in rows], wanted, after=seen)[:limit]

    ids = await asyncio.to_thread(sought)  # an office may have many thousands: nobody else waits for that
    found = await conn.fetch(_LINES + "where t.id = any($1)", ids)
    return sorted((_waiting(row, cipher) for row in found), key=lambda line: ids.index(line.id))


async def numbered(conn: Connection, cipher: FieldCipher, office_id: UUID, number: int) -> list[Waiting]:
    """Every task of this office that is about the case of a number (`kit/reference.py`), the newest first."""
    rows = await conn.fetch(
        _LINES + "where t.office_id = $1 and t.number = $2 order by t.opened_at desc, t.id",
        office_id,
        number,
    )
    return [_waiting(row, cipher) for row in rows]


def _waiting(row: Record, cipher: FieldCipher) -> Waiting:
    return read(Waiting, row, cipher, publicity=_phase(row), is_provisional=row["is_provisional"] is True)


def _phase(row: Record) -> Phase:
    if row["publicity_id"] is None:
        return Phase.UNPOSTED
    if row["recorded_at"]:
        return Phase.RECORDED
    if row["is_over"]:
        return Phase.OVER
    return Phase.RUNNING if row["due_at"] else Phase.COUNTING
