"""Second factors: an authenticator per account, recovery codes, and who took one away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.ids import derived
from kit.rows import insert, read


@dataclass(frozen=True, kw_only=True)
class Factor:
    """Somebody's authenticator."""

    id: UUID
    secret_encrypted: str
    last_step: int
    confirmed_at: datetime | None


async def offer_factor(conn: Connection, account_id: UUID, *, city: str, secret_encrypted: str) -> None:
    """Keep a secret until its holder proves to have it; the one that was offered before stays."""
    await insert(
        conn,
        "second_factors",
        "on conflict do nothing",
        id=account_id,
        city=city,
        secret_encrypted=secret_encrypted,
    )


async def factor_for_update(conn: Connection, account_id: UUID) -> Factor | None:
    """Somebody's authenticator, locked: a code is used by one request only."""
    row = await conn.fetchrow(
        "select id, secret_encrypted, last_step, confirmed_at from second_factors where id = $1 for update",
        account_id,
    )
    return read(Factor, row)


async def is_enrolled(conn: Connection, account_id: UUID) -> bool:
    """Whether somebody has proven an authenticator."""
    found: bool = await conn.fetchval(
        "select exists (select from second_factors where id = $1 and confirmed_at is not null)", account_id
    )
    return found


async def use_step(conn: Connection, account_id: UUID, step: int, at: datetime) -> None:
    """This code and all before it are used up; the first one proves the authenticator."""
    await conn.execute(
        """
        update second_factors set last_step = $2, confirmed_at = coalesce(confirmed_at, $3) where id = $1
        """,
        account_id,
        step,
        at,
    )


async def write_recovery_codes(
    conn: Connection, account_id: UUID, *, city: str, fingerprints: Sequence[str]
) -> None:
    """New ones in place of all others."""
    await conn.execute("delete from recovery_codes where account_id = $1", account_id)
    for fingerprint in fingerprints:
        await insert(
            conn,
            "recovery_codes",
            id=derived("recovery code", account_id, fingerprint),
            account_id=account_id,
            city=city,
            code_fingerprint=fingerprint,
        )


async def count_recovery_codes(conn: Connection, account_id: UUID) -> int:
    """How many can still be used."""
    count: int = await conn.fetchval(
        "select count(*) from recovery_codes where account_id = $1 and used_at is null", account_id
    )
    return count


async def use_recovery_code(conn: Connection, account_id: UUID, fingerprint: str, at: datetime) -> bool:
    """Use a code up; not when it is nobody's, somebody else's or used."""
    row = await conn.fetchrow(
        """
        update recovery_codes set used_at = $3
        where account_id = $1 and code_fingerprint = $2 and used_at is null
        returning id
        """,
        account_id,
        fingerprint,
        at,
    )
    return row is not None


async def delete_factor(conn: Connection, account_id: UUID) -> bool:
    """Forget authenticator and recovery codes; whether there was one."""
    found = await conn.fetchval("delete from second_factors where id = $1 returning id", account_id)
    await conn.execute("delete from recovery_codes where account_id = $1", account_id)
    return found is not None


async def insert_reset(
    conn: Connection, account_id: UUID, *, reset_id: UUID, city: str, reset_by: UUID | None
) -> None:
    """Record who took a second factor away."""
    await insert(
        conn, "second_factor_resets", id=reset_id, account_id=account_id, city=city, reset_by=reset_by
    )
