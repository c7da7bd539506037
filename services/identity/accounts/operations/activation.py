"""A new account is activated by its holder: a one-time code, then a password of one's own (B0.1)."""

import hmac
from datetime import timedelta
from uuid import UUID

from contracts.normal import numbers
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from services.identity.access.operations.faults import LOGIN_TAKEN, refuse
from services.identity.access.operations.one_time import CodeRefused, new_code
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.access.store.accounts import account_by_id, account_by_login, insert_account
from services.identity.accounts.operations.consent import note_consent
from services.identity.accounts.operations.contact import tell_contact
from services.identity.accounts.store import activations as store

LENGTH = 10
LASTS = timedelta(days=7)
UNUSABLE = "!"  # no password has this hash


class NotActivated(CodeRefused):
    """登录名或启用码不正确，或启用码已过期、已使用。请核对，或请管理员重新生成。"""


async def assign_account(
    conn: Connection,
    *,
    account_id: UUID,
    city: str,
    role: str,
    name: str,
    login: str,
    mobile: str,
    cipher: FieldCipher,
) -> str | None:
    """Add an account for somebody, who sets a password by this code; no code when it was added before."""
    encrypted = cipher.encrypt(mobile)
    is_new = await insert_account(
        conn,
        account_id=account_id,
        city=city,
        role=role,
        name=name,
        login_fingerprint=login_fingerprint(login, cipher),
        mobile_encrypted=encrypted,
        password_hash=UNUSABLE,
    )
    if is_new:
        await tell_contact(conn, account_id, city=city, mobile=encrypted)
        return await give_code(conn, account_id, city=city, cipher=cipher)
    if await account_by_id(conn, account_id) is None:
        refuse(LOGIN_TAKEN)
    return None


async def give_code(conn: Connection, account_id: UUID, *, city: str, cipher: FieldCipher) -> str:
    """A new code for an account, to be shown once. Its old password and sessions are void."""
    code = new_code(LENGTH)
    await store.write_activation(
        conn,
        account_id=account_id,
        city=city,
        code_fingerprint=_fingerprint(account_id, code, cipher),
        expires_at=now() + LASTS,
    )
    await store.forget_password(conn, account_id, UNUSABLE)
    await end_sessions_of(conn, account_id, now())
    return f"{code[:5]}-{code[5:]}"


async def try_code(conn: Connection, login: str, code: str, cipher: FieldCipher) -> UUID | None:
    """The account whose code this is. Ten letters are beyond guessing: wrong ones void nothing."""
    account = await account_by_login(conn, login_fingerprint(login, cipher))
    found = await store.activation_for_update(conn, account.id) if account else None
    if found is None or found.expires_at <= now():
        return None
    typed = _fingerprint(found.id, numbers.code(code), cipher)
    return found.id if hmac.compare_digest(typed, found.code_fingerprint) else None


async def activate(
    conn: Connection, login: str, code: str, *, password_hash: str, cipher: FieldCipher
) -> None:
    """Use the code up and keep the password, and that its holder agreed to the privacy notice."""
    account_id = await try_code(conn, login, code, cipher)
    if account_id is None:
        raise NotActivated
    await store.use_activation(conn, account_id, password_hash, now())
    account = await account_by_id(conn, account_id)
    assert account is not None  # noqa: S101 - its code was found
    await note_consent(conn, account_id, city=account.city)


def _fingerprint(account_id: UUID, code: str, cipher: FieldCipher) -> str:
    return cipher.fingerprint(f"activation:{account_id}:{code}")
