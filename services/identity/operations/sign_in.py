"""Signing in: count the attempt, look at the password (outside of any transaction), begin the session."""

from datetime import timedelta

from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Refusal
from services.identity.domain.accounts import normal_login
from services.identity.operations.attempts import Visitor, count_sign_in, forgive_sign_in
from services.identity.operations.passwords import Passwords
from services.identity.operations.sessions import Begun, begin_session
from services.identity.store.accounts import Account, account_by_login, renew_password_hash


class NotKnown(Refusal):
    """登录名或密码不正确，请核对后重新填写。"""

    status = 422

    def __init__(self) -> None:
        super().__init__(faults=[Fault(field="password", message="登录名或密码不正确，请核对后重新填写")])


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
) -> Begun:
    """The password was right: begin a session."""
    await forgive_sign_in(conn, login_fingerprint(login, cipher), account, visitor)
    return await begin_session(conn, account, address_fingerprint=visitor.address_fingerprint, lasts=lasts)


async def renew_hash(conn: Connection, account: Account, password: str, passwords: Passwords) -> None:
    """Hash a right password anew when the parameters have changed since."""
    if passwords.is_outdated(account.password_hash):
        await renew_password_hash(conn, account.id, await passwords.hash(password))


def login_fingerprint(login: str, cipher: FieldCipher) -> str:
    """What a login, as typed, is looked up by."""
    return cipher.fingerprint(f"login:{normal_login(login)}")
