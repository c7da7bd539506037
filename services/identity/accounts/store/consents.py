"""Which version of the privacy notice somebody agreed to, and when."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A version of the notice, and when it was agreed to, or a newer one told."""

    version: int
    agreed_at: datetime | None
    told_at: datetime | None


async def insert_consent(
    conn: Connection, account_id: UUID, *, city: str, version: int, agreed_at: datetime
) -> None:
    """Keep it; the first one to a version counts."""
    await insert(
        conn,
        "consents",
        "on conflict do nothing",
        account_id=account_id,
        city=city,
        version=version,
        agreed_at=agreed_at,
    )


async def note_told(conn: Connection, account_id: UUID, *, version: int, at: datetime) -> None:
    """Somebody who agreed to an older version heard of this one; the first time counts."""
    await conn.execute(
        """
        insert into consents (account_id, version, city, told_at)
        select account_id, $2, city, $3 from consents
        where account_id = $1 and version < $2 order by version limit 1
        on conflict do nothing
        """,
        account_id,
        version,
        at,
    )


async def consents_of(conn: Connection, account_id: UUID) -> list[Consent]:
    """What somebody agreed to or was told of, the newest first."""
    rows = await conn.fetch(
        "select version, agreed_at, told_at from consents where account_id = $1 order by version desc",
        account_id,
    )
    return [read(Consent, row) for row in rows]
