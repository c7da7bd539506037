"""Numbers that are to become somebody's, one per account, and the replacing itself."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from kit.db import Connection
from kit.rows import insert, read


class LoginTaken(Exception):
    """Another account signs in with this number."""


@dataclass(frozen=True, kw_only=True)
class MobileChange:
    """A number that was asked for, and the code that was sent to it."""

    id: UUID
    mobile_encrypted: str
    code_fingerprint: str
    failures: int
    expires_at: datetime
    used_at: datetime | None


async def write_mobile_change(
    conn: Connection,
    account_id: UUID,
    *,
    city: str,
    form_id: UUID,
    mobile_encrypted: str,
    code_fingerprint: str,
    expires_at: datetime,
) -> bool:
    """A new number and code in place of those before; false when this very form brought them."""
    return await insert(
        conn,
        "mobile_changes",
        """
        on conflict on constraint mobile_changes_pkey
        do update
        set form_id = excluded.form_id, mobile_encrypted = excluded.mobile_encrypted,
            code_fingerprint = excluded.code_fingerprint, expires_at = excluded.expires_at, failures = 0,
            used_at = null
        where mobile_changes.form_id <> excluded.form_id
        """,
        id=account_id,
        city=city,
        form_id=form_id,
        mobile_encrypted=mobile_encrypted,
        code_fingerprint=code_fingerprint,
        expires_at=expires_at,
    )


_SELECT = """
    select id, mobile_encrypted, code_fingerprint, failures, expires_at, used_at from mobile_changes
    where id = $1
"""


async def mobile_change(conn: Connection, account_id: UUID) -> MobileChange | None:
    """What an account asked for last."""
    row = await conn.fetchrow(_SELECT, account_id)
    return read(MobileChange, row)


async def mobile_change_for_update(conn: Connection, account_id: UUID) -> MobileChange | None:
    """What an account asked for last, locked."""
    row = await conn.fetchrow(_SELECT + "for update", account_id)
    return read(MobileChange, row)


async def count_failure(conn: Connection, account_id: UUID) -> None:
    """One try less."""
    await conn.execute("update mobile_changes set failures = failures + 1 where id = $1", account_id)


async def use_mobile_change(conn: Connection, account_id: UUID, at: datetime) -> None:
    """The code was right."""
    await conn.execute("update mobile_changes set used_at = $2 where id = $1", account_id, at)


async def replace_mobile(
    conn: Connection, account_id: UUID, *, mobile_encrypted: str, old_login: str, new_login: str
) -> None:
    """Keep another number; who signs in with the old one signs in with it. `LoginTaken` by another."""
    try:
        await conn.execute(
            """
            update accounts
            set mobile_encrypted = $2, version = version + 1,
                login_fingerprint = case login_fingerprint when $3 then $4 else login_fingerprint end
            where id = $1
            """,
            account_id,
            mobile_encrypted,
            old_login,
            new_login,
        )
    except asyncpg.UniqueViolationError as error:
        raise LoginTaken from error


async def signs_in_with(conn: Connection, account_id: UUID, login_fingerprint: str) -> bool:
    """Whether this is the account's login."""
    found: bool = await conn.fetchval(
        "select exists (select from accounts where id = $1 and login_fingerprint = $2)",
        account_id,
        login_fingerprint,
    )
    return found


async def end_mobile_changes(conn: Connection, at: datetime) -> int:
    """No code that was sent to a new number is good any longer; how many could have been used."""
    rows = await conn.fetch(
        "update mobile_changes set expires_at = $1 where used_at is null and expires_at > $1 returning id", at
    )
    return len(rows)
