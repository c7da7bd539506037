"""One-time codes with which the holder of a new account sets the password."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read


@dataclass(frozen=True, kw_only=True)
class Activation:
    """A code that was given out and not used."""

    id: UUID
    code_fingerprint: str
    expires_at: datetime


async def write_activation(
    conn: Connection, *, account_id: UUID, city: str, code_fingerprint: str, expires_at: datetime
) -> None:
    """Give out a code; an earlier one is void."""
    await insert(
        conn,
        "activations",
        """
        on conflict (id) do update
        set code_fingerprint = excluded.code_fingerprint, expires_at = excluded.expires_at, used_at = null
        """,
        id=account_id,
        city=city,
        code_fingerprint=code_fingerprint,
        expires_at=expires_at,
    )


async def activation_for_update(conn: Connection, account_id: UUID) -> Activation | None:
    """The code of an account, locked; none when there is none to use."""
    row = await conn.fetchrow(
        """
        select id, code_fingerprint, expires_at from activations
        where id = $1 and used_at is null
        for update
        """,
        account_id,
    )
    return read(Activation, row)


async def use_activation(conn: Connection, account_id: UUID, password_hash: str, at: datetime) -> None:
    """The code was right: it is used up, and this is the password from now on."""
    await conn.execute("update activations set used_at = $2 where id = $1", account_id, at)
    await conn.execute("update accounts set password_hash = $2 where id = $1", account_id, password_hash)


async def forget_password(conn: Connection, account_id: UUID, unusable: str) -> None:
    """Until a new one is set nobody signs in."""
    await conn.execute("update accounts set password_hash = $2 where id = $1", account_id, unusable)


async def end_activations(conn: Connection, at: datetime) -> int:
    """No code that was given out is good any longer; how many could have been used."""
    rows = await conn.fetch(
        "update activations set expires_at = $1 where used_at is null and expires_at > $1 returning id", at
    )
    return len(rows)
