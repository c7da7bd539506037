"""What an office refused, and can still be taken back."""

from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import read
from kit.stretch import Mark
from services.review.refusals.domain import Held


async def listed(
    conn: Connection, cipher: FieldCipher, office_id: UUID, *, own: UUID | None, after: Mark, limit: int
) -> list[Held]:
    """Some of it but one's own case, the one first that is told first."""
    rows = await conn.fetch(
        """
        select t.id, t.person_id, t.version, t.applicant_encrypted, t.employer, t.plan_title, t.held_until,
               d.signed_by, d.account_id
          from tasks t
          join decisions d on d.task_id = t.id
         where t.office_id = $1 and t.state = 'refused'
           and t.person_id is distinct from $5 and (t.held_until, t.id) > ($2, $3)
         order by t.held_until, t.id
         limit $4
        """,
        office_id,
        after.at,
        after.id,
        limit,
        own,
    )
    return [read(Held, row, cipher) for row in rows]
