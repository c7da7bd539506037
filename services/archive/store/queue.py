"""What an employer's clerk finds to do, and what was done."""

from collections.abc import Sequence
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection, Record
from services.archive.domain.verification import Waiting


async def count_waiting(conn: Connection, employer_id: UUID) -> tuple[int, int]:
    """How many persons wait, with how many items."""
    row = await conn.fetchrow(
        """
        select count(distinct i.person_id) as persons, count(*) as items
        from item_versions v
        join items i on i.id = v.item_id
        where v.employer_id = $1 and v.state = 'submitted'
        """,
        employer_id,
    )
    return (row["persons"], row["items"]) if row else (0, 0)


async def persons_waiting(
    conn: Connection, cipher: FieldCipher, employer_id: UUID, *, limit: int, offset: int = 0
) -> Sequence[Waiting]:
    """Persons with something to verify, who waits longest first."""
    rows = await conn.fetch(
        """
        select p.id, p.name_encrypted, count(*) as items, min(v.submitted_at) as since,
               count(*) filter (where i.kind = 'basic') as basics
        from item_versions v
        join items i on i.id = v.item_id
        join persons p on p.id = i.person_id
        where v.employer_id = $1 and v.state = 'submitted'
        group by p.id
        order by since, p.id
        limit $2 offset $3
        """,
        employer_id,
        limit,
        offset,
    )
    return [_waiting(cipher, row) for row in rows]


async def count_decided(conn: Connection, employer_id: UUID) -> int:
    """About how many of its present people the employer decided something."""
    count: int = await conn.fetchval(
        """
        select count(distinct d.person_id)
        from decisions d
        join persons p on p.id = d.person_id and p.employer_id = d.employer_id
        where d.employer_id = $1
        """,
        employer_id,
    )
    return count


async def persons_decided(
    conn: Connection, cipher: FieldCipher, employer_id: UUID, *, limit: int, offset: int = 0
) -> Sequence[Waiting]:
    """Present people about whom something was decided, the latest first."""
    rows = await conn.fetch(
        """
        select p.id, p.name_encrypted, sum(d.verified) as items, max(d.decided_at) as since, 0 as basics
        from decisions d
        join persons p on p.id = d.person_id and p.employer_id = d.employer_id
        where d.employer_id = $1
        group by p.id
        order by since desc, p.id
        limit $2 offset $3
        """,
        employer_id,
        limit,
        offset,
    )
    return [_waiting(cipher, row) for row in rows]


def _waiting(cipher: FieldCipher, row: Record) -> Waiting:
    return Waiting(
        person_id=row["id"],
        name=cipher.decrypt(row["name_encrypted"]),
        items=int(row["items"]),
        has_basic=row["basics"] > 0,
        since=row["since"],
    )
