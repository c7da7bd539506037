"""Codes by text message, each for the browser that asked for it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read


@dataclass(frozen=True, kw_only=True)
class SentCode:
    """A code that was sent."""

    id: UUID
    account_id: UUID
    code_fingerprint: str
    failures: int
    expires_at: datetime


async def insert_code(
    conn: Connection,
    code_id: UUID,
    *,
    account_id: UUID,
    city: str,
    code_fingerprint: str,
    expires_at: datetime,
) -> bool:
    """Keep a code; false when this very asking brought one already."""
    return await insert(
        conn,
        "sent_codes",
        "on conflict do nothing",
        id=code_id,
        account_id=account_id,
        city=city,
        code_fingerprint=code_fingerprint,
        expires_at=expires_at,
    )


async def code_for_update(conn: Connection, code_id: UUID) -> SentCode | None:
    """A code, locked."""
    row = await conn.fetchrow(
        """
        select id, account_id, code_fingerprint, failures, expires_at from sent_codes
        where id = $1 for update
        """,
        code_id,
    )
    return read(SentCode, row)


async def count_failure(conn: Connection, code_id: UUID) -> None:
    """One try less."""
    await conn.execute("update sent_codes set failures = failures + 1 where id = $1", code_id)


async def end_code(conn: Connection, code_id: UUID, at: datetime) -> None:
    """The code is good no longer than this."""
    await conn.execute("update sent_codes set expires_at = least(expires_at, $2) where id = $1", code_id, at)


async def delete_codes_of(conn: Connection, account_id: UUID) -> None:
    """What was sent for an account is void."""
    await conn.execute("delete from sent_codes where account_id = $1", account_id)


async def delete_codes(conn: Connection) -> int:
    """All that was sent is void; how many codes that is."""
    return len(await conn.fetch("delete from sent_codes returning id"))


async def delete_codes_before(conn: Connection, at: datetime) -> None:
    """Forget what was over before."""
    await conn.execute("delete from sent_codes where expires_at < $1", at)
