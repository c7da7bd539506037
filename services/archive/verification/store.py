"""What an employer's clerk finds to do, and what was decided."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from contracts.normal import names
from kit.clock import end_of
from kit.crypto import FieldCipher
from kit.db import Connection, Record
from kit.rows import columns, insert, read
from kit.stretch import EARLIEST, LATEST, Mark
from services.archive.verification.domain import Decision, Filter, Happened, Result, Waiting

MOST_SHOWN = 20


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
    after: Mark | None = None,
) -> tuple[Sequence[Waiting], int]:
    """Persons with something to verify after a mark, who waits longest first; and how many there are."""
    begin = EARLIEST if chosen.name else after or EARLIEST
    rows = await conn.fetch(
        """
        with waiting as (
            select p.id as person_id, p.name_encrypted, count(*) as items, min(v.submitted_at) as since,
                   bool_or(i.kind = 'basic') as has_basic,
                   count(*) filter (
                       where i.kind <> 'basic'
                         and not exists (select from version_files h where h.version_id = v.id)
                   ) as bare
            from item_versions v
            join items i on i.id = v.item_id
            join persons p on p.id = i.person_id
            where v.employer_id = $1 and v.state = 'submitted'
            group by p.id
            having ($2 = '' or bool_or(i.kind = $2))
               and ($3::timestamptz is null or min(v.submitted_at) < $3)
               and (not $4 or bool_or(i.kind = 'basic'))
        )
        select w.*, (select count(*) from waiting) as matching
        from waiting w
        where (w.since, w.person_id) > ($6, $7)
        order by w.since, w.person_id
        limit $5
        """,
        employer_id,
        chosen.kind,
        end_of(chosen.until) if chosen.until else None,
        chosen.only_basic,
        None if chosen.name else limit,
        begin.at,
        begin.id,
    )
    found = await _named(rows, cipher, chosen.name)
    if chosen.name:
        return [one for one in found if after is None or Mark(*one.place) > after][:limit], len(found)
    return found, rows[0]["matching"] if rows else 0


async def _named(rows: Sequence[Record], cipher: FieldCipher, name: str) -> list[Waiting]:
    """Those with this part of a name. Names are encrypted: they are read here, and beside the loop."""

    def named() -> list[Waiting]:
        found = (read(Waiting, row, cipher) for row in rows)
        return [one for one in found if names.has_part(one.name, name)]

    return await asyncio.to_thread(named)


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
    conn: Connection,
    cipher: FieldCipher,
    employer_id: UUID,
    name: str,
    *,
    limit: int,
    after: Mark | None = None,
) -> Sequence[Waiting]:
    """Present people of whom something was decided, after a mark, the latest first; by a part of a name."""
    begin = after or LATEST
    rows = await conn.fetch(
        """
        select p.id as person_id, p.name_encrypted, sum(d.verified) as items, max(d.decided_at) as since,
               false as has_basic
        from decisions d
        join persons p on p.id = d.person_id and p.employer_id = d.employer_id
        where d.employer_id = $1
        group by p.id
        having max(d.decided_at) < $3 or (max(d.decided_at) = $3 and p.id > $4)
        order by since desc, p.id
        limit $2
        """,
        employer_id,
        None if name else limit,
        begin.at,
        begin.id,
    )
    return (await _named(rows, cipher, name))[:limit]


async def decision_by_id(conn: Connection, cipher: FieldCipher, decision_id: UUID) -> Decision | None:
    """One act."""
    row = await conn.fetchrow("select * from decisions where id = $1", decision_id)
    return read(Decision, row, cipher)


async def results_of_batch(
    conn: Connection, cipher: FieldCipher, batch_id: UUID, *, employer_id: UUID
) -> Sequence[Result]:
    """What became of each person of one batch of this employer."""
    rows = await conn.fetch(
        """
        select p.name_encrypted, d.verified, d.returned, d.skipped, d.decided_at
        from decisions d
        join persons p on p.id = d.person_id
        where d.batch_id = $1 and d.employer_id = $2
        order by d.created_at, d.id
        """,
        batch_id,
        employer_id,
    )
    return [read(Result, row, cipher) for row in rows]


async def history(conn: Connection, cipher: FieldCipher, person_id: UUID) -> Sequence[Happened]:
    """What was handed in and what was decided about a person's file, the latest first."""
    rows = await conn.fetch(
        """
        select v.submitted_at as at, e.name as employer, null as clerk_encrypted,
               count(*) filter (where not g.is_granted) as submitted,
               count(*) filter (where g.is_granted) as granted, 0 as verified, 0 as returned
        from item_versions v
        join items i on i.id = v.item_id
        join employers e on e.id = v.employer_id
        cross join lateral (select v.state = 'verified' and v.decision_id is null as is_granted) g
        where i.person_id = $1 and v.submitted_at is not null
        group by v.submitted_at, e.name, g.is_granted
        union all
        select d.decided_at, e.name, d.clerk_name_encrypted, 0, 0, d.verified, d.returned
        from decisions d
        join employers e on e.id = d.employer_id
        where d.person_id = $1 and d.verified + d.returned > 0
        order by at desc
        limit $2
        """,
        person_id,
        MOST_SHOWN,
    )
    return [read(Happened, row, cipher) for row in rows]


async def last_decision(
    conn: Connection, cipher: FieldCipher, *, person_id: UUID, employer_id: UUID
) -> Decision | None:
    """What this employer decided last about a person."""
    row = await conn.fetchrow(
        """
        select * from decisions
        where person_id = $1 and employer_id = $2 and verified + returned > 0
        order by decided_at desc, id
        limit 1
        """,
        person_id,
        employer_id,
    )
    return read(Decision, row, cipher)


async def insert_decision(conn: Connection, cipher: FieldCipher, decision: Decision) -> None:
    """Record an act, before the versions that refer to it."""
    await insert(conn, "decisions", **columns(decision, cipher, "clerk_name"))
