"""Applicants' names, found by a part although they are encrypted.

Each task has a keyed digest of every two, three and four signs of its applicant's name that stand together.
The plan is in the digest, so that a copy of the table tells of equal parts within one plan only.
"""

from collections.abc import Iterable, Sequence

from contracts.normal.names import compared
from kit.crypto import FieldCipher
from kit.db import Connection, Pool, transaction

LENGTHS = range(2, 5)
FEWEST, MOST = LENGTHS.start, LENGTHS.stop - 1
BATCH = 500
Pieces = tuple[Sequence[int], Sequence[int]]  # a task has one of the first, and one of the second


def digests(cipher: FieldCipher, plan: str, name: str) -> list[int]:
    """Of every part of a name."""
    signs = compared(name)
    parts = {signs[at : at + length] for length in LENGTHS for at in range(len(signs) - length + 1)}
    return sorted(_digest(cipher, plan, part) for part in parts)


def sought(cipher: FieldCipher, plans: Iterable[str], part: str) -> Pieces:
    """Of what somebody looks for, in each plan; of more than four signs the first and the last four."""
    signs, known = compared(part), list(plans)
    begin, end = ([_digest(cipher, plan, cut) for plan in known] for cut in (signs[:MOST], signs[-MOST:]))
    return begin, end


def is_long_enough(part: str) -> bool:
    """Whether it can be looked for. Single signs have no digest: it would tell who has a common surname."""
    return len(compared(part)) >= FEWEST


async def index_names(pool: Pool, cipher: FieldCipher) -> None:
    """Make what tasks of before lack, some at a time. Made again it does nothing."""
    while True:
        async with transaction(pool) as conn:
            if not await _index_some(conn, cipher):
                return


async def _index_some(conn: Connection, cipher: FieldCipher) -> int:
    rows = await conn.fetch(
        """
        select id, plan, applicant_encrypted from tasks
         where name_parts is null
         order by id
         limit $1
           for update skip locked
        """,
        BATCH,
    )
    for row in rows:
        made = digests(cipher, row["plan"], cipher.decrypt(row["applicant_encrypted"]))
        await conn.execute("update tasks set name_parts = $2 where id = $1", row["id"], made)
    return len(rows)


def _digest(cipher: FieldCipher, plan: str, part: str) -> int:
    return int.from_bytes(bytes.fromhex(cipher.fingerprint(f"name-part:{plan}:{part}")[:16]), signed=True)
