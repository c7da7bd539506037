"""Candidates that were returned: why, and where the sealed reason lies."""

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from contracts.case import SectionRef
from contracts.sections.decision import DecisionSection
from kit.adapters import adapter
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import read
from services.review.returns.domain import Candidate


async def candidate(conn: Connection, cipher: FieldCipher, candidate_id: UUID) -> Candidate | None:
    """A case before a meeting."""
    row = await conn.fetchrow(
        """
        select c.*, exists (select from agenda a where a.candidate_id = c.id)
                 or exists (select from results r where r.candidate_id = c.id) as is_voted_on
          from candidates c where c.id = $1
        """,
        candidate_id,
    )
    if row is None:
        return None
    told = row["return_encrypted"]
    why = adapter(DecisionSection).validate_json(cipher.decrypt(told)) if told else None
    sealed = SectionRef(**row["return_sealed"]) if row["return_sealed"] else None
    return read(Candidate, row, cipher, why=why, sealed=sealed)


async def task_of(conn: Connection, one: Candidate) -> UUID | None:
    """The task by which its office examined it."""
    found: UUID | None = await conn.fetchval(
        "select id from tasks where application_id = $1 and round = $2 and stage = $3",
        one.application_id,
        one.round,
        one.stage,
    )
    return found


async def put_returned(
    conn: Connection, cipher: FieldCipher, one: Candidate, why: DecisionSection, *, by: str, at: datetime
) -> None:
    """It waits no more. Versions of the roster that were frozen before have it, later ones do not."""
    await conn.execute(
        """
        update candidates
           set returned_at = $2, returned_by_name = $3, return_encrypted = $4,
               returned_in = case when number is not null then (
                   select max(version) from rosters r
                    where r.office_id = candidates.office_id and r.plan = candidates.plan) end
         where id = $1
        """,
        one.id,
        at,
        by,
        cipher.encrypt(adapter(DecisionSection).dump_json(why).decode()),
    )


async def note_sealed(conn: Connection, candidate_id: UUID, ref: SectionRef) -> None:
    """Remember where the sealed reason lies."""
    await conn.execute("update candidates set return_sealed = $2 where id = $1", candidate_id, asdict(ref))
