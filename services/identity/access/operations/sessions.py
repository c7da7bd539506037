"""Sessions: begun, renewed when the facts changed, ended; and the keys that sign them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import KeySet, OKPKey

from contracts.identity import SessionEnded
from kit import outbox
from kit.clock import now
from kit.db import Connection
from kit.errors import Fault, Refusal
from kit.ids import derived, new_id
from kit.session import ALGORITHM, Session
from kit.settings import LONGEST_SESSION
from services.identity.access.domain.second_factor import REQUIRED
from services.identity.access.operations.attempts import Visitor
from services.identity.access.store.accounts import (
    Account,
    account_by_id,
    lock_account,
    notice_heard,
)
from services.identity.access.store.sessions import (
    accounts_signed_in,
    insert_session,
    prolong_session,
    revoke_session,
    revoke_sessions_of,
    session_expires_at,
)

OF_WHO_DECIDES = timedelta(hours=12)  # however often prolonged; then the second factor is asked for again


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A session, when it ends by itself, and in which browser it was begun; the rest only of a new one."""

    session: Session
    expires_at: datetime
    device: str = ""
    notice_heard: int | None = None  # the newest version of the privacy notice that its holder knows


class NotKnown(Refusal):
    """登录名或密码不正确，请核对后重新填写。"""

    status = 422

    def __init__(self) -> None:
        super().__init__(faults=[Fault(field="password", message="登录名或密码不正确，请核对后重新填写")])


class Signer:
    """Signs sessions, and publishes with which keys they can be verified."""

    def __init__(self, private_key: str, public_keys: str) -> None:
        self._key = OKPKey.import_key(json.loads(private_key))
        self._key.ensure_kid()
        others = KeySet.import_key_set(json.loads(public_keys)).keys
        published = {key.kid: key.as_dict(private=False) for key in (*others, self._key)}
        self.public_keys: dict[str, Any] = {"keys": list(published.values())}

    def token(self, begun: Begun) -> str:
        """The session as a signed token."""
        header = {"alg": ALGORITHM, "kid": self._key.kid}
        claims = begun.session.claims() | {"exp": int(begun.expires_at.timestamp())}
        return jwt.encode(header, claims, self._key, algorithms=[ALGORITHM])


async def begin_session(conn: Connection, account: Account, *, visitor: Visitor, lasts: timedelta) -> Begun:
    """Begin a session for somebody who proved who they are, by the password that `account` was read with.

    All that an account has may end in the same moment: one waits for the other.
    """
    if await lock_account(conn, account.id) != account.password_hash:
        raise NotKnown
    at = now()
    begun = Begun(
        session=session_of(account, new_id(), at),
        expires_at=_end(account, at + lasts),
        device=visitor.device,
        notice_heard=await notice_heard(conn, account.id),
    )
    await insert_session(
        conn,
        session_id=begun.session.session_id,
        account_id=account.id,
        city=account.city,
        address_fingerprint=visitor.address_fingerprint,
        device_fingerprint=visitor.device_fingerprint,
        expires_at=begun.expires_at,
    )
    return begun


def _end(account: Account, at: datetime) -> datetime:
    """A session never outlives the term of an official; one whose term is over acts for no office anyway."""
    return min(at, account.access_until) if account.org_id and account.access_until else at


async def is_live(conn: Connection, session: Session) -> bool:
    """Whether nobody has signed out of this session."""
    expires_at = await session_expires_at(
        conn, session_id=session.session_id, account_id=session.account_id, now=now()
    )
    return expires_at is not None


async def prolong(conn: Connection, who: Session, lasts: timedelta) -> None:
    """Let a session go on as if it had begun now, as long as its role and term allow."""
    account, at = await account_by_id(conn, who.account_id), now()
    if account is None:
        return
    await prolong_session(
        conn,
        session_id=who.session_id,
        until=_end(account, at + lasts),
        longest=OF_WHO_DECIDES if account.role in REQUIRED else LONGEST_SESSION,
        now=at,
    )


async def end_session(conn: Connection, session: Session) -> None:
    """Sign out, everywhere and at once."""
    at, account_id, session_id = now(), session.account_id, session.session_id
    await revoke_session(conn, session_id=session_id, account_id=account_id, now=at)
    await tell_ended(conn, account_id, session_id, at)


async def tell_ended(conn: Connection, account_id: UUID, session_id: UUID, at: datetime) -> None:
    """Tell everyone that one session is over."""
    await outbox.add(
        conn,
        SessionEnded(
            id=derived(SessionEnded.topic, session_id),
            about=account_id,
            at=at,
            account_id=account_id,
            session_id=session_id,
        ),
    )


async def end_sessions_of(
    conn: Connection, account_id: UUID, at: datetime, *, but: UUID | None = None
) -> None:
    """End all that an account has: its password, role, office or second factor changed at this moment.

    Each is told by name: what was begun by a clock that was ahead ends too. So does what ran out within
    `LONGEST_SESSION`, which a process whose clock is late still believes.
    """
    await lock_account(conn, account_id)  # whoever is signing in with what was true before is done by then
    for session_id in await revoke_sessions_of(
        conn, account_id=account_id, now=at, but=but, since=at - LONGEST_SESSION
    ):
        await tell_ended(conn, account_id, session_id, at)


async def end_all(conn: Connection, at: datetime) -> int:
    """End every session: an older state of the data came back, and some of them had ended since."""
    accounts = await accounts_signed_in(conn, at - LONGEST_SESSION)
    for account_id in accounts:
        await end_sessions_of(conn, account_id, at)
    return len(accounts)


def session_of(account: Account, session_id: UUID, signed_at: datetime) -> Session:
    """What a session tells of an account."""
    return Session(
        account_id=account.id,
        session_id=session_id,
        role=account.role,
        name=account.name,
        city=account.city,
        org_id=account.org_id,
        person_id=account.person_id,
        decides=account.role != "applicant",
        signed_at=signed_at,
    )


def may_manage(admin: Session, city: str) -> bool:
    """An administrator of a city manages that city's people and organisations, one of no city all."""
    return admin.city in {"", city}
