"""Which office decided in the place of a late one, and why, as review told it."""

from uuid import UUID

from contracts.substitution import Substituted
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import insert, read
from services.declaration.progress.domain.records import Substitution


async def keep(conn: Connection, cipher: FieldCipher, told: Substituted) -> None:
    """Keep what was told once; what came closed is closed with the newest key. Of what was erased nothing."""
    if not await conn.fetchval("select exists (select from declarations where id = $1)", told.application_id):
        return
    await insert(
        conn,
        "substitutions",
        "on conflict (id) do nothing",
        id=told.id,
        city=told.city,
        declaration_id=told.application_id,
        at=told.at,
        office=told.office,
        late_office=told.late_office,
        due_at=told.due_at,
        reason_encrypted=cipher.encrypt(cipher.decrypt(told.reason_encrypted)),
    )


async def substitutions_of(conn: Connection, cipher: FieldCipher, declaration_id: UUID) -> list[Substitution]:
    """Of one declaration, in order."""
    rows = await conn.fetch(
        "select * from substitutions where declaration_id = $1 order by at, id", declaration_id
    )
    return [read(Substitution, row, cipher) for row in rows]
