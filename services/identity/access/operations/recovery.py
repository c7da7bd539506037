"""A forgotten password: a code by text message, then a new one. Nobody learns whether a number is known."""

from datetime import timedelta

from contracts.identity import RecoveryAsked
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from services.identity.access.operations.one_time import (
    DIGITS,
    MOST_FAILURES,
    SENT_LASTS,
    SENT_LENGTH,
    CodeRefused,
    is_same,
    new_code,
    sent_fingerprint,
)
from services.identity.access.operations.passwords import replace_password
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.access.store import recoveries as store
from services.identity.access.store.accounts import Account, account_by_login

PURPOSE = "recovery by message"
RESENT_AFTER = timedelta(minutes=1)


class NotRecovered(CodeRefused):
    """验证码不正确、已过期或已使用。请核对，或重新获取验证码。"""


async def ask_recovery(conn: Connection, login: str, cipher: FieldCipher) -> None:
    """Send a code to the holder's number; no second one within a minute."""
    account = await account_by_login(conn, login_fingerprint(login, cipher))
    if account is None or account.mobile_encrypted is None:
        return
    at, code = now(), new_code(SENT_LENGTH, DIGITS)
    is_new = await store.write_recovery(
        conn,
        account.id,
        city=account.city,
        code_fingerprint=sent_fingerprint(PURPOSE, account.id, code, cipher),
        expires_at=at + SENT_LASTS,
        fresh_until=at + SENT_LASTS - RESENT_AFTER,
        most_failures=MOST_FAILURES,
    )
    if not is_new:
        return
    await outbox.add(
        conn,
        RecoveryAsked(
            id=derived(RecoveryAsked.topic, account.id, at.isoformat()),
            about=account.id,
            at=at,
            account_id=account.id,
            city=account.city,
            code_encrypted=cipher.encrypt(code),
        ),
    )


async def try_recovery(conn: Connection, login: str, code: str, cipher: FieldCipher) -> Account | None:
    """Whose code this is. A wrong one is counted, and after five the right one is void too."""
    account = await account_by_login(conn, login_fingerprint(login, cipher))
    found = await store.recovery_for_update(conn, account.id) if account else None
    if account is None or found is None or found.expires_at <= now() or found.failures >= MOST_FAILURES:
        return None
    if not is_same(sent_fingerprint(PURPOSE, account.id, code, cipher), found.code_fingerprint):
        await store.count_failure(conn, account.id)
        return None
    return account


async def recover(
    conn: Connection, login: str, code: str, *, password_hash: str, cipher: FieldCipher
) -> None:
    """Use the code up and keep the new password; all sessions end."""
    account = await try_recovery(conn, login, code, cipher)
    if account is None:
        raise NotRecovered
    await store.delete_recovery(conn, account.id)
    await replace_password(conn, account.id, password_hash)
