"""A forgotten password: a code by text message, then a new one. Nobody learns whether a number is known."""

from dataclasses import dataclass
from uuid import UUID

from contracts.identity import RecoveryAsked
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived
from services.identity.access.operations.one_time import CodeRefused, keep_code, right_code
from services.identity.access.operations.passwords import replace_password
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.access.store.accounts import account_by_id, account_by_login
from services.identity.access.store.sent_codes import delete_codes_of


class NotRecovered(CodeRefused):
    """验证码不正确、已过期、已使用，或填错满 5 次已作废。请核对，或重新获取验证码。"""


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """What a browser asked for. Sealed in its page: nobody else can try, or use up, the code."""

    id: UUID
    login: str

    @classmethod
    def asked(cls, login: str, form_id: UUID, cipher: FieldCipher) -> "Recovery":
        """The same form sent twice asks once."""
        return cls(id=derived("recovery", form_id, login_fingerprint(login, cipher)), login=login)


async def ask_recovery(conn: Connection, asked: Recovery, cipher: FieldCipher) -> None:
    """Send a code to the holder's number."""
    account = await account_by_login(conn, login_fingerprint(asked.login, cipher))
    if account is None or account.mobile_encrypted is None:
        return
    code = await keep_code(conn, asked.id, account_id=account.id, city=account.city, cipher=cipher)
    if code is None:
        return
    await outbox.add(
        conn,
        RecoveryAsked(
            id=derived(RecoveryAsked.topic, asked.id),
            about=account.id,
            at=now(),
            account_id=account.id,
            city=account.city,
            code_encrypted=cipher.encrypt(code),
        ),
    )


async def is_recovered(conn: Connection, asked: Recovery, code: str, cipher: FieldCipher) -> bool:
    """Whether this is the code. Five wrong ones void it."""
    return await right_code(conn, asked.id, code, cipher) is not None


async def recover(
    conn: Connection, asked: Recovery, code: str, *, password_hash: str, cipher: FieldCipher
) -> None:
    """Use the code up and keep the new password; all sessions end."""
    found = await right_code(conn, asked.id, code, cipher)
    account = await account_by_id(conn, found.account_id) if found else None
    if account is None:
        raise NotRecovered
    await delete_codes_of(conn, account.id)
    await replace_password(conn, account.id, password_hash)
