"""What shows that a case was posted: files at documents, and a link."""

from collections.abc import Sequence
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from kit.rows import columns, insert, read
from services.review.publicity.domain import Proof


async def proofs_of(conn: Connection, cipher: FieldCipher, publicity_id: UUID) -> list[Proof]:
    """The files, in the order in which they came."""
    rows = await conn.fetch(
        "select * from publicity_proofs where publicity_id = $1 order by added_at, file_id", publicity_id
    )
    return [read(Proof, row, cipher) for row in rows]


async def is_of_case(conn: Connection, application_id: UUID, file_id: UUID) -> bool:
    """Whether a file shows a posting of this case, in whichever round."""
    row = await conn.fetchrow(
        """
        select from publicity_proofs f
          join publicities p on p.id = f.publicity_id
         where p.application_id = $1 and f.file_id = $2
        """,
        application_id,
        file_id,
    )
    return row is not None


async def has_any(conn: Connection, publicity_id: UUID) -> bool:
    """Whether a file shows it."""
    found: bool = await conn.fetchval(
        "select exists (select from publicity_proofs where publicity_id = $1)", publicity_id
    )
    return found


async def add_proof(conn: Connection, cipher: FieldCipher, publicity_id: UUID, proof: Proof) -> bool:
    """Add a file; the same again is there already."""
    return await insert(
        conn,
        "publicity_proofs",
        "on conflict do nothing",
        id=derived("proof", publicity_id, proof.file_id),
        publicity_id=publicity_id,
        **columns(proof, cipher, "name"),
    )


async def drop_proofs(conn: Connection, publicity_id: UUID, file_ids: Sequence[UUID]) -> None:
    """Take files away."""
    await conn.execute(
        "delete from publicity_proofs where publicity_id = $1 and file_id = any($2)", publicity_id, file_ids
    )


async def set_link(conn: Connection, publicity_id: UUID, link: str) -> None:
    """Where it was announced."""
    await conn.execute("update publicities set link = $2 where id = $1", publicity_id, link)
