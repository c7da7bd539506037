"""What clerks decided."""

from collections.abc import Sequence
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import columns, insert, read
from services.archive.verification.domain import Decision, Happened, Result

MOST_SHOWN = 20


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
        select v.submitted_at as at, e.name as employer, null as clerk_encrypted, count(*) as submitted,
               0 as verified, 0 as returned
        from item_versions v
        join items i on i.id = v.item_id
        join employers e on e.id = v.employer_id
        where i.person_id = $1 and v.submitted_at is not null
        group by v.submitted_at, e.name
        union all
        select d.decided_at, e.name, d.clerk_name_encrypted, 0, d.verified, d.returned
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
