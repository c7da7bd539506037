"""What waits at an employer to be verified."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import read


@dataclass(frozen=True, kw_only=True)
class Queue:
    """How many people wait at an employer, and since when the first."""

    city: str
    waiting: int
    oldest_at: datetime | None


async def queue(conn: Connection, employer_id: UUID) -> Queue | None:
    """What waits by now. Whoever changes it comes after this, so that the last word is the true one.

    Whoever needs files locks them before: nobody waits for a file while holding a queue.
    """
    await conn.execute("select pg_advisory_xact_lock(hashtextextended($1::text, 0))", f"queue/{employer_id}")
    row = await conn.fetchrow(
        """
        select employers.city, count(distinct items.person_id) as waiting, min(submitted_at) as oldest_at
          from employers
          left join item_versions v on v.employer_id = employers.id and v.state = 'submitted'
          left join items on items.id = v.item_id
         where employers.id = $1
         group by employers.city
        """,
        employer_id,
    )
    return read(Queue, row)


async def employers_waited_for(conn: Connection, person_id: UUID) -> Sequence[UUID]:
    """At whom something of a person waits."""
    rows = await conn.fetch(
        """
        select distinct v.employer_id from item_versions v join items on items.id = v.item_id
         where items.person_id = $1 and v.state = 'submitted'
        """,
        person_id,
    )
    return [row["employer_id"] for row in rows]
