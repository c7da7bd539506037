"""Attempts: counted before the password is looked at, so that many at once gain nothing."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from services.identity.access.domain.sign_in import FORGOTTEN_AFTER, Counter, wait_after
from services.identity.access.store import attempts as store
from services.identity.access.store.accounts import Account
from services.identity.access.store.sessions import has_signed_in_from


class TooSoon(Refusal):
    """尝试次数过多，请稍等再试。"""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, math.ceil(wait.total_seconds()))
        self.headers = {"retry-after": str(seconds)}
        super().__init__(f"尝试次数过多，请等待 {seconds} 秒后再试。账号没有被锁定。")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """From where somebody asks, as a keyed hash."""

    address_fingerprint: str

    @classmethod
    def at(cls, address: str, cipher: FieldCipher) -> "Visitor":
        """The visitor at this address."""
        return cls(address_fingerprint=cipher.fingerprint(f"address:{address}"))


async def count_sign_in(
    conn: Connection, login_fingerprint: str, account: Account | None, visitor: Visitor
) -> None:
    """Count an attempt to sign in, or refuse it with the seconds to wait."""
    await _count(conn, await _keys(conn, login_fingerprint, account, visitor))


async def forgive_sign_in(
    conn: Connection, login_fingerprint: str, account: Account, visitor: Visitor
) -> None:
    """The password was right: this attempt was none, and this login starts afresh at this address."""
    await _forgive(conn, await _keys(conn, login_fingerprint, account, visitor))
    await store.delete_attempts_before(conn, now() - 4 * FORGOTTEN_AFTER)


async def count_claim(conn: Connection, visitor: Visitor) -> None:
    """Count an attempt to register as somebody, or refuse it with the seconds to wait."""
    await _count(conn, [(Counter.CLAIM, visitor.address_fingerprint)])


async def forgive_claim(conn: Connection, visitor: Visitor) -> None:
    """Nobody else was met: this attempt was none."""
    await _forgive(conn, [(Counter.CLAIM, visitor.address_fingerprint)])


async def count_code(conn: Connection, account: Account, visitor: Visitor) -> None:
    """Count a one-time code, or refuse it with the seconds to wait. Elsewhere is counted elsewhere."""
    await _count(conn, await _code_keys(conn, account, visitor))


async def forgive_code(conn: Connection, account: Account, visitor: Visitor) -> None:
    """The code was right: this attempt was none."""
    await _forgive(conn, await _code_keys(conn, account, visitor))


async def count_recovery(conn: Connection, login_fingerprint: str, visitor: Visitor) -> None:
    """Count a text message that is asked for, known number or not, or refuse it with the seconds to wait."""
    await _count(
        conn, [(Counter.RECOVERY, visitor.address_fingerprint), (Counter.RECOVERY, login_fingerprint)]
    )


async def count_message(conn: Connection, account: Account, login_fingerprint: str, visitor: Visitor) -> None:
    """Count a text message to another number of a holder, or refuse it with the seconds to wait."""
    whence = (visitor.address_fingerprint, login_fingerprint, str(account.id))
    await _count(conn, [(Counter.RECOVERY, one) for one in whence])


async def _code_keys(conn: Connection, account: Account, visitor: Visitor) -> list[store.Key]:
    is_usual = await has_signed_in_from(
        conn, account_id=account.id, address_fingerprint=visitor.address_fingerprint
    )
    return [(Counter.CODE, f"{account.id}@{visitor.address_fingerprint}" if is_usual else str(account.id))]


async def _keys(
    conn: Connection, login_fingerprint: str, account: Account | None, visitor: Visitor
) -> list[store.Key]:
    here = (Counter.HERE, f"{login_fingerprint}@{visitor.address_fingerprint}")
    address = (Counter.ADDRESS, visitor.address_fingerprint)
    is_usual = account is not None and await has_signed_in_from(
        conn, account_id=account.id, address_fingerprint=visitor.address_fingerprint
    )
    return [here, address] if is_usual else [here, address, (Counter.LOGIN, login_fingerprint)]


async def _count(conn: Connection, keys: list[store.Key]) -> None:
    found = await store.attempts_for_update(conn, keys, now())
    at = now()  # not before the rows are held: whoever held them has written a later time than that
    wait = max((one.blocked_until for one in found), default=at) - at
    if wait > timedelta(0):
        raise TooSoon(wait)
    for one in found:
        await store.write_attempts(conn, _counted(one, at))


async def _forgive(conn: Connection, keys: list[store.Key]) -> None:
    for one in await store.attempts_for_update(conn, keys, now()):
        count = 0 if one.counter == Counter.HERE else max(one.count - 1, 0)
        await store.write_attempts(conn, replace(one, count=count, blocked_until=now()))


def _counted(before: store.Attempts, at: datetime) -> store.Attempts:
    count = 1 if at - before.last_at > FORGOTTEN_AFTER else before.count + 1
    blocked_until = at + wait_after(count, Counter(before.counter))
    return replace(before, count=count, last_at=at, blocked_until=blocked_until)
