"""What an employer's clerk finds to do, and what was done."""

from collections.abc import Sequence
from uuid import UUID

from kit.clock import end_of
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import read
from services.archive.verification.domain import Filter, Waiting


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
    conn: Connection,
    cipher: FieldCipher,
    employer_id: UUID,
    chosen: Filter,
    *,
    limit: int,
    offset: int = 0,
) -> tuple[Sequence[Waiting], int]:
    """A page of the persons with something to verify, who waits longest first; and how many there are.

    Names are encrypted, so who is looked for by name is looked for here and not by the database.
    """
    rows = await conn.fetch(
        """
        select p.id as person_id, p.name_encrypted, count(*) as items, min(v.submitted_at) as since,
               bool_or(i.kind = 'basic') as has_basic, count(*) over () as matching
        from item_versions v
        join items i on i.id = v.item_id
        join persons p on p.id = i.person_id
        where v.employer_id = $1 and v.state = 'submitted'
        group by p.id
        having ($2 = '' or bool_or(i.kind = $2))
           and ($3::timestamptz is null or min(v.submitted_at) < $3)
           and (not $4 or bool_or(i.kind = 'basic'))
        order by since, p.id
        limit $5 offset $6
        """,
        employer_id,
        chosen.kind,
        end_of(chosen.until) if chosen.until else None,
        chosen.only_basic,
        None if chosen.name else limit,
        0 if chosen.name else offset,
    )
    found = [read(Waiting, row, cipher) for row in rows]
    if chosen.name:
        named = [one for one in found if chosen.name in one.name]
        return named[offset : offset + limit], len(named)
    return found, rows[0]["matching"] if rows else 0


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
        select p.id as person_id, p.name_encrypted, sum(d.verified) as items, max(d.decided_at) as since,
               false as has_basic
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
    return [read(Waiting, row, cipher) for row in rows]
