"""Nobody registers with a number that is not theirs: a code by text message comes first (A1.1, E1.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from contracts.identity import MobileChangeAsked
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.ids import derived, new_id
from services.identity.access.operations.one_time import CodeRefused, keep_code, right_code
from services.identity.access.store.sent_codes import end_code

TWICE = timedelta(minutes=1)  # in which the same form may come once more and is answered alike


class NotProven(CodeRefused):
    """验证码不正确、已过期、已使用，或填错满 5 次已作废。请核对，或重新获取。"""


@dataclass(frozen=True, kw_only=True)
class Pending:
    """What was typed and found right. Sealed, it waits in the browser; nothing is stored before the proof."""

    path: str  # of the form that takes the code, and of no other
    id: UUID
    account_id: UUID
    city: str
    mobile: str
    values: Mapping[str, str]
    password_hash: str = ""

    @classmethod
    def typed(
        cls,
        path: str,
        values: Mapping[str, str],
        *,
        account_id: UUID,
        city: str,
        mobile: str,
        password_hash: str = "",
    ) -> "Pending":
        """The same form sent twice asks for one code."""
        kept = {name: value for name, value in values.items() if name != "password"}
        return cls(
            path=path,
            id=derived("proof", path, account_id, mobile),
            account_id=account_id,
            city=city,
            mobile=mobile,
            values=kept,
            password_hash=password_hash,
        )

    def again(self) -> "Pending":
        """The same with another code."""
        return replace(self, id=new_id())


async def ask_proof(conn: Connection, pending: Pending, cipher: FieldCipher) -> None:
    """Send a code to the number that was typed."""
    code = await keep_code(conn, pending.id, account_id=pending.account_id, city=pending.city, cipher=cipher)
    if code is None:
        return
    await outbox.add(
        conn,
        MobileChangeAsked(
            id=derived(MobileChangeAsked.topic, pending.id),
            about=pending.account_id,
            at=now(),
            account_id=pending.account_id,
            city=pending.city,
            mobile_encrypted=cipher.encrypt(pending.mobile),
            code_encrypted=cipher.encrypt(code),
        ),
    )


async def is_proven(conn: Connection, pending: Pending, code: str, cipher: FieldCipher) -> bool:
    """Whether this is the code. Five wrong ones void it."""
    return await right_code(conn, pending.id, code, cipher) is not None


async def use_proof(conn: Connection, pending: Pending, code: str, cipher: FieldCipher) -> None:
    """The code is used up."""
    if await right_code(conn, pending.id, code, cipher) is None:
        raise NotProven
    await end_code(conn, pending.id, now() + TWICE)
