"""Sessions: begun by signing in, ended by signing out or by time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read


async def insert_session(
    conn: Connection,
    *,
    session_id: UUID,
    account_id: UUID,
    city: str,
    address_fingerprint: str,
    device_fingerprint: str,
    expires_at: datetime,
) -> None:
    """Begin a session."""
    await insert(
        conn,
        "sessions",
        id=session_id,
        account_id=account_id,
        city=city,
        address_fingerprint=address_fingerprint,
        device_fingerprint=device_fingerprint,
        expires_at=expires_at,
    )


async def session_expires_at(
    conn: Connection, *, session_id: UUID, account_id: UUID, now: datetime
) -> datetime | None:
    """When a session ends by itself; none when it ended."""
    expires_at: datetime | None = await conn.fetchval(
        """
        select expires_at from sessions
        where id = $1 and account_id = $2 and revoked_at is null and expires_at > $3
        """,
        session_id,
        account_id,
        now,
    )
    return expires_at


async def prolong_session(
    conn: Connection, *, session_id: UUID, until: datetime, longest: timedelta, now: datetime
) -> None:
    """Let a session that has not ended last until then, but not longer than this in all."""
    await conn.execute(
        """
        update sessions set expires_at = greatest(expires_at, least($2, created_at + $3::interval))
        where id = $1 and revoked_at is null and expires_at > $4
        """,
        *(session_id, until, longest, now),
    )


async def revoke_session(conn: Connection, *, session_id: UUID, account_id: UUID, now: datetime) -> None:
    """End a session; ended twice is ended once."""
    await conn.execute(
        "update sessions set revoked_at = $3 where id = $1 and account_id = $2 and revoked_at is null",
        session_id,
        account_id,
        now,
    )


async def revoke_sessions_of(
    conn: Connection, *, account_id: UUID, now: datetime, but: UUID | None, since: datetime
) -> list[UUID]:
    """End every session of an account except one; those that had not run out at `since`."""
    rows = await conn.fetch(
        """
        update sessions set revoked_at = $2
        where account_id = $1 and revoked_at is null and id is distinct from $3 and expires_at > $4
        returning id
        """,
        account_id,
        now,
        but,
        since,
    )
    return [row["id"] for row in rows]


async def accounts_signed_in(conn: Connection, since: datetime) -> list[UUID]:
    """Who has a session that had not run out then."""
    rows = await conn.fetch(
        "select distinct account_id from sessions where revoked_at is null and expires_at > $1 order by 1",
        since,
    )
    return [row["account_id"] for row in rows]


@dataclass(frozen=True, kw_only=True)
class Open:
    """A session that has not ended."""

    id: UUID
    created_at: datetime
    expires_at: datetime


async def open_sessions(conn: Connection, account_id: UUID, now: datetime) -> list[Open]:
    """Where somebody is signed in, the newest first."""
    rows = await conn.fetch(
        """
        select id, created_at, expires_at from sessions
        where account_id = $1 and revoked_at is null and expires_at > $2
        order by created_at desc, id
        """,
        account_id,
        now,
    )
    return [read(Open, row) for row in rows]


async def has_signed_in_at(conn: Connection, *, account_id: UUID, address_fingerprint: str) -> bool:
    """Whether this account's holder signed in at this address before."""
    found: bool = await conn.fetchval(
        "select exists (select from sessions where account_id = $1 and address_fingerprint = $2)",
        account_id,
        address_fingerprint,
    )
    return found


async def has_signed_in_with(conn: Connection, *, account_id: UUID, device_fingerprint: str) -> bool:
    """Whether this account's holder signed in with this browser before."""
    found: bool = await conn.fetchval(
        "select exists (select from sessions where account_id = $1 and device_fingerprint = $2)",
        account_id,
        device_fingerprint,
    )
    return found
