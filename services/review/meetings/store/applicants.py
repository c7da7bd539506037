"""Who applies in a year, as far as tasks tell it: name and unit, compared with the experts of a library."""

from collections.abc import Iterable, Sequence

from contracts.normal.names import compared, said
from kit.crypto import FieldCipher
from kit.db import Connection
from services.review.committee.domain.experts import Expert
from services.review.tasks.store.names import sought


async def applying(
    conn: Connection, cipher: FieldCipher, experts: Iterable[Expert], plans: Sequence[str]
) -> set[str]:
    """Which of these people, by name and unit, apply in one of these plans."""
    found: set[str] = set()
    for expert in experts:
        begin, end = sought(cipher, plans, expert.name)
        rows = await conn.fetch(
            """
            select distinct applicant_encrypted, employer from tasks
             where plan = any($1) and name_parts && $2 and name_parts && $3
            """,
            list(plans),
            begin,
            end,
        )
        names = {f"{compared(cipher.decrypt(row[0]))}/{said(row[1])}" for row in rows}
        if expert.called in names:
            found.add(expert.called)
    return found
