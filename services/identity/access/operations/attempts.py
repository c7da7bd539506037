"""Attempts: counted before the password is looked at, so that many at once gain nothing."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from kit.ids import new_id
from services.identity.access.domain.sign_in import FORGOTTEN_AFTER, FREE, Counter, network, wait_after
from services.identity.access.store import attempts as store
from services.identity.access.store.accounts import Account
from services.identity.access.store.sessions import has_signed_in_at, has_signed_in_with


class TooSoon(Refusal):
    """尝试次数过多，请稍等再试。"""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        seconds = max(1, math.ceil(wait.total_seconds()))
        self.headers = {"retry-after": str(seconds)}
        super().__init__(f"尝试次数过多，请等待 {seconds} 秒后再试。账号没有被锁定。")


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """From where somebody asks, and with which browser, as keyed hashes. `device` is what its cookie says."""

    address_fingerprint: str
    device: str
    device_fingerprint: str

    @classmethod
    def at(cls, address: str, cipher: FieldCipher, device: str = "") -> "Visitor":
        """The visitor at this address; a browser that has no name yet gets one."""
        name = device or str(new_id())
        return cls(
            address_fingerprint=cipher.fingerprint(f"address:{network(address)}"),
            device=name,
            device_fingerprint=cipher.fingerprint(f"device:{name}"),
        )


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


async def count_recovery(
    conn: Connection, login_fingerprint: str, account: Account | None, visitor: Visitor
) -> None:
    """Count a text message that is asked for, known number or not, or refuse it with the seconds to wait."""
    own = await _own_budget(conn, account, visitor)
    await _count(conn, _message_keys(f"{login_fingerprint}@{own}" if own else login_fingerprint, visitor))


async def count_message_to(conn: Connection, login_fingerprint: str, visitor: Visitor) -> None:
    """Count a text message to a number that nobody has proven yet, or refuse it with the seconds to wait."""
    await _count(conn, _message_keys(login_fingerprint, visitor))


async def forgive_message_to(conn: Connection, login_fingerprint: str, visitor: Visitor) -> None:
    """It reached who asked for it."""
    await _forgive(conn, _message_keys(login_fingerprint, visitor))


def _message_keys(login_fingerprint: str, visitor: Visitor) -> list[store.Key]:
    return [(Counter.MESSAGES, visitor.address_fingerprint), (Counter.RECOVERY, login_fingerprint)]


async def count_message(conn: Connection, account: Account, login_fingerprint: str, visitor: Visitor) -> None:
    """Count a text message to another number of a holder, or refuse it with the seconds to wait."""
    keys = [*_message_keys(login_fingerprint, visitor), (Counter.RECOVERY, str(account.id))]
    await _count(conn, keys)


async def _code_keys(conn: Connection, account: Account, visitor: Visitor) -> list[store.Key]:
    own = await _own_budget(conn, account, visitor)
    return [(Counter.CODE, f"{account.id}@{own}" if own else str(account.id))]


async def _own_budget(conn: Connection, account: Account | None, visitor: Visitor) -> str:
    """The browser or address at which the holder signed in before: no stranger uses its budget up."""
    if account is None:
        return ""
    if await has_signed_in_with(conn, account_id=account.id, device_fingerprint=visitor.device_fingerprint):
        return visitor.device_fingerprint
    is_usual = await has_signed_in_at(
        conn, account_id=account.id, address_fingerprint=visitor.address_fingerprint
    )
    return visitor.address_fingerprint if is_usual else ""


async def _keys(
    conn: Connection, login_fingerprint: str, account: Account | None, visitor: Visitor
) -> list[store.Key]:
    """A known browser has a budget of its own, whoever else tries at its address."""
    own = await _own_budget(conn, account, visitor)
    address = (Counter.ADDRESS, visitor.address_fingerprint)
    if own:
        here = (Counter.HERE, f"{login_fingerprint}@{own}")
        return [here] if own == visitor.device_fingerprint else [here, address]
    stranger = (Counter.STRANGER, f"{login_fingerprint}@{visitor.address_fingerprint}")
    return [stranger, address, (Counter.LOGIN, login_fingerprint)]


async def _count(conn: Connection, keys: list[store.Key]) -> None:
    found = await store.attempts_for_update(conn, keys, now())
    at = now()  # not before the rows are held: whoever held them has written a later time than that
    wait = max((one.blocked_until for one in found), default=at) - at
    if wait > timedelta(0):
        raise TooSoon(wait)
    for one in found:
        if one.counter != Counter.LOGIN or not _is_used_up(found):
            await store.write_attempts(conn, _counted(one, at))


def _is_used_up(found: list[store.Attempts]) -> bool:
    """Whoever goes on at one address pays there: only the first attempts of each count for all strangers."""
    return any(one.counter == Counter.STRANGER and one.count >= FREE[Counter.STRANGER] for one in found)


async def _forgive(conn: Connection, keys: list[store.Key]) -> None:
    for one in await store.attempts_for_update(conn, keys, now()):
        count = 0 if one.counter in {Counter.HERE, Counter.STRANGER} else max(one.count - 1, 0)
        await store.write_attempts(conn, replace(one, count=count, blocked_until=now()))


def _counted(before: store.Attempts, at: datetime) -> store.Attempts:
    count = 1 if at - before.last_at > FORGOTTEN_AFTER else before.count + 1
    blocked_until = at + wait_after(count, Counter(before.counter))
    return replace(before, count=count, last_at=at, blocked_until=blocked_until)
