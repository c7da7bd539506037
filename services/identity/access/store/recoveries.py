"""Codes for setting a new password, one per account."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import read


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """A code that was sent."""

    id: UUID
    code_fingerprint: str
    failures: int
    expires_at: datetime


async def write_recovery(
    conn: Connection,
    account_id: UUID,
    *,
    city: str,
    code_fingerprint: str,
    expires_at: datetime,
    fresh_until: datetime,
    most_failures: int,
) -> bool:
    """A new code in place of the one before; not when that can be used beyond `fresh_until`."""
    written = await conn.fetchval(
        """
        insert into recoveries as one (id, city, code_fingerprint, expires_at) values ($1, $2, $3, $4)
        on conflict on constraint recoveries_pkey
        do update set code_fingerprint = $3, failures = 0, expires_at = $4
        where one.expires_at <= $5 or one.failures >= $6
        returning id
        """,
        account_id,
        city,
        code_fingerprint,
        expires_at,
        fresh_until,
        most_failures,
    )
    return written is not None


async def recovery_for_update(conn: Connection, account_id: UUID) -> Recovery | None:
    """The code of an account, locked."""
    row = await conn.fetchrow(
        "select id, code_fingerprint, failures, expires_at from recoveries where id = $1 for update",
        account_id,
    )
    return read(Recovery, row)


async def count_failure(conn: Connection, account_id: UUID) -> None:
    """One try less."""
    await conn.execute("update recoveries set failures = failures + 1 where id = $1", account_id)


async def delete_recovery(conn: Connection, account_id: UUID) -> None:
    """The code was used."""
    await conn.execute("delete from recoveries where id = $1", account_id)
