"""Another mobile number: a code by text message shows that the new one is the holder's own (A1.1)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from contracts.identity import MobileChangeAsked
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.attempts import Visitor
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
from services.identity.access.operations.passwords import NO_PASSWORD, Passwords
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.access.operations.sign_in import login_fingerprint
from services.identity.access.store.accounts import Account, account_by_id, account_by_login
from services.identity.access.store.sent_codes import delete_codes_of
from services.identity.access.store.sessions import open_sessions
from services.identity.accounts.operations.contact import AlreadyRegistered, tell_contact
from services.identity.accounts.store import mobile_changes as store

PURPOSE = "mobile change"
FRESH = timedelta(minutes=10)


class NotConfirmed(CodeRefused):
    """验证码不正确、已过期或已作废。请核对，或返回重新获取。"""


class SignInAgain(Refusal):
    """您用政务服务网等账号登录，没有本平台的密码。请退出后重新登录，并在 10 分钟内更改手机号码。"""


@dataclass(frozen=True, kw_only=True)
class Holder:
    """An account, and whether its holder signed in a moment ago."""

    account: Account
    is_fresh: bool

    async def is_proven(self, password: str, passwords: Passwords, visitor: Visitor) -> bool:
        """The password is right. Who has none here signed in elsewhere, a moment ago."""
        if self.account.password_hash != NO_PASSWORD:
            return await passwords.verify(self.account.password_hash, password, visitor)
        if not self.is_fresh:
            raise SignInAgain
        return True


async def holder(conn: Connection, who: Session) -> Holder:
    """Who is signed in."""
    account, at = await account_by_id(conn, who.account_id), now()
    if account is None:
        raise NotFound
    begun = [one.created_at for one in await open_sessions(conn, account.id, at) if one.id == who.session_id]
    return Holder(account=account, is_fresh=any(at - one < FRESH for one in begun))


async def ask_mobile_change(
    conn: Connection, account: Account, mobile: str, *, form_id: UUID, cipher: FieldCipher
) -> None:
    """Send a code to the new number. The same form sent twice sends one."""
    await _refuse_taken(conn, account, mobile, cipher)
    at, code, encrypted = now(), new_code(SENT_LENGTH, DIGITS), cipher.encrypt(mobile)
    is_new = await store.write_mobile_change(
        conn,
        account.id,
        city=account.city,
        form_id=derived(PURPOSE, form_id, login_fingerprint(mobile, cipher)),
        mobile_encrypted=encrypted,
        code_fingerprint=sent_fingerprint(PURPOSE, account.id, code, cipher),
        expires_at=at + SENT_LASTS,
    )
    if not is_new:
        return
    await outbox.add(
        conn,
        MobileChangeAsked(
            id=derived(MobileChangeAsked.topic, account.id, at.isoformat()),
            about=account.id,
            at=at,
            account_id=account.id,
            city=account.city,
            mobile_encrypted=encrypted,
            code_encrypted=cipher.encrypt(code),
        ),
    )


async def confirm_mobile_change(conn: Connection, who: Session, code: str, cipher: FieldCipher) -> bool:
    """Replace the number, if this is the code; a wrong one is counted. Sent twice it is replaced once."""
    found = await store.mobile_change_for_update(conn, who.account_id)
    if found is None or found.failures >= MOST_FAILURES:
        return False
    if not is_same(sent_fingerprint(PURPOSE, who.account_id, code, cipher), found.code_fingerprint):
        await store.count_failure(conn, who.account_id)
        return False
    if found.used_at is None:
        if found.expires_at <= now():
            return False
        await _replace(conn, who, found.mobile_encrypted, cipher)
    return True


async def _replace(conn: Connection, who: Session, encrypted: str, cipher: FieldCipher) -> None:
    """What was begun elsewhere, or with a code to the old number, is over."""
    account = (await holder(conn, who)).account
    at, former = now(), account.mobile_encrypted
    try:
        await store.replace_mobile(
            conn,
            account.id,
            mobile_encrypted=encrypted,
            old_login=login_fingerprint(cipher.decrypt(former) if former else "", cipher),
            new_login=login_fingerprint(cipher.decrypt(encrypted), cipher),
        )
    except store.LoginTaken as error:
        raise AlreadyRegistered from error
    await store.use_mobile_change(conn, account.id, at)
    await delete_codes_of(conn, account.id)
    await end_sessions_of(conn, who.account_id, at, but=who.session_id)
    await tell_contact(conn, account.id, city=account.city, mobile=encrypted, former=former)


async def _refuse_taken(conn: Connection, account: Account, mobile: str, cipher: FieldCipher) -> None:
    """Only a login is one person's alone; who signs in by another name may share a number."""
    former = cipher.decrypt(account.mobile_encrypted) if account.mobile_encrypted else ""
    if not await store.signs_in_with(conn, account.id, login_fingerprint(former, cipher)):
        return
    if await account_by_login(conn, login_fingerprint(mobile, cipher)) is not None:
        raise AlreadyRegistered
