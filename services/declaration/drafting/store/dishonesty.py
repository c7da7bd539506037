"""What the register of dishonesty says of people, as far as it was told."""

from datetime import date
from uuid import UUID

from contracts.integrity import EntryChanged, Told
from kit.adapters import adapter
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.rows import insert
from services.declaration.drafting.domain.readiness import Dishonesty


async def put(conn: Connection, told: EntryChanged, *, told_encrypted: str) -> None:
    """Keep how an entry stands; older news do not undo newer ones."""
    await insert(
        conn,
        "dishonesty",
        """
        on conflict (id) do update
        set version = excluded.version, stands = excluded.stands, told_encrypted = excluded.told_encrypted
        where dishonesty.version < excluded.version
        """,
        id=told.entry_id,
        city=told.city,
        person_id=told.person_id,
        version=told.version,
        from_on=told.from_on,
        until_on=told.until_on,
        stands=told.stands,
        told_encrypted=told_encrypted,
    )


async def running(conn: Connection, cipher: FieldCipher, person_id: UUID, on: date) -> tuple[Dishonesty, ...]:
    """What stands against somebody on a day."""
    rows = await conn.fetch(
        """
        select from_on, until_on, told_encrypted from dishonesty
         where person_id = $1 and stands and until_on >= $2
         order by from_on, id
        """,
        person_id,
        on,
    )
    return tuple(
        Dishonesty(
            told=adapter(Told).validate_json(cipher.decrypt(row["told_encrypted"])),
            from_on=row["from_on"],
            until_on=row["until_on"],
        )
        for row in rows
    )


async def until(conn: Connection, person_id: UUID, on: date) -> date | None:
    """The last day on which something stands against somebody; none if nothing does."""
    found: date | None = await conn.fetchval(
        "select max(until_on) from dishonesty where person_id = $1 and stands and until_on >= $2",
        person_id,
        on,
    )
    return found


async def has_any(conn: Connection, person_id: UUID) -> bool:
    """Whether the register says, or said, anything of somebody."""
    return (
        await conn.fetchval("select exists (select from dishonesty where person_id = $1)", person_id) is True
    )
