"""Signing in: count the attempt, look at the password (outside of any transaction), begin the session."""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from kit.crypto import FieldCipher
from kit.db import Connection
from services.identity.access.domain.credentials import normal_login
from services.identity.access.domain.second_factor import REQUIRED
from services.identity.access.operations.attempts import Visitor, count_sign_in, forgive_sign_in
from services.identity.access.operations.sessions import Begun, NotKnown, begin_session
from services.identity.access.store.accounts import (
    Account,
    account_by_id,
    account_by_login,
    renew_password_hash,
)


@dataclass(frozen=True, kw_only=True)
class PasswordPassed:
    """Half a sign-in: the password was right. Sealed, it waits in the browser for the second factor."""

    account_id: UUID
    password_mark: str
    login: str = ""  # as the holder types it; the authenticator shows it


async def attempt_sign_in(
    conn: Connection, login: str, visitor: Visitor, cipher: FieldCipher
) -> Account | None:
    """Count the attempt; the account whose password is to be looked at, if there is one."""
    fingerprint = login_fingerprint(login, cipher)
    account = await account_by_login(conn, fingerprint)
    await count_sign_in(conn, fingerprint, account, visitor)
    return account


async def complete_sign_in(
    conn: Connection, account: Account, login: str, visitor: Visitor, cipher: FieldCipher, lasts: timedelta
) -> Begun | PasswordPassed:
    """The password was right: begin a session, or go on to the second factor where there has to be one."""
    current = await account_by_id(conn, account.id)
    if current is None or current.password_hash != account.password_hash:  # changed a moment ago
        raise NotKnown
    await forgive_sign_in(conn, login_fingerprint(login, cipher), account, visitor)
    if account.role in REQUIRED:
        mark = password_mark(account, cipher)
        return PasswordPassed(account_id=account.id, password_mark=mark, login=login.strip())
    return await begin_session(conn, account, visitor=visitor, lasts=lasts)


async def passed(conn: Connection, found: PasswordPassed, cipher: FieldCipher) -> Account | None:
    """Whose second factor is asked for, unless the password was changed meanwhile."""
    account = await account_by_id(conn, found.account_id)
    is_so = account is not None and password_mark(account, cipher) == found.password_mark
    return account if is_so else None


def password_mark(account: Account, cipher: FieldCipher) -> str:
    """Tells whether a password is still the same, and nothing else."""
    return cipher.fingerprint(f"password:{account.password_hash}")


async def renew_hash(conn: Connection, account: Account, password_hash: str) -> Account:
    """Keep the hash that was made anew, if the parameters have changed since."""
    if password_hash == account.password_hash:
        return account
    await renew_password_hash(conn, account.id, password_hash)
    return replace(account, password_hash=password_hash)


def login_fingerprint(login: str, cipher: FieldCipher) -> str:
    """What a login, as typed, is looked up by."""
    return cipher.fingerprint(f"login:{normal_login(login)}")
