"""Attempts: counted before anything costly is done, so that many at once gain nothing."""

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import prometheus_client as metrics
import structlog

from kit.address import network
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Refusal
from kit.ids import new_id
from services.identity.access.domain.limits import (
    EVERYBODY,
    LIMITS,
    LONGEST_KEPT,
    UNBLOCKED,
    Counter,
    Limit,
    Tried,
    in_words,
    left_to_wait,
    tried,
)
from services.identity.access.store import attempts as store
from services.identity.access.store.accounts import Account
from services.identity.access.store.sessions import has_signed_in_at, has_signed_in_with

log = structlog.get_logger()
refused_total = metrics.Counter(
    "identity_messages_refused_total", "Codes that were not sent, since strangers asked for too many"
)
PLATFORM: store.Key = (Counter.PLATFORM, EVERYBODY)


class TooSoon(Refusal):
    """尝试次数过多，请稍等再试。"""

    status = 429

    def __init__(self, wait: timedelta, limit: Limit) -> None:
        seconds = max(1, math.ceil(wait.total_seconds()))
        self.headers = {"retry-after": str(seconds)}
        super().__init__(limit.words.format(wait=in_words(seconds)))


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


@dataclass(frozen=True)
class Asked:
    """Keyed hashes of what a message was asked by (a login, a number) and of the number that it goes to.

    Where nobody has the login, both are the login's.
    """

    by: str
    number: str


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
    await store.delete_attempts_before(conn, now() - LONGEST_KEPT)


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
    conn: Connection, login: Asked, account: Account | None, visitor: Visitor, *, per_hour: int
) -> None:
    """Count a text message that is asked for, known number or not, or refuse it with the time to wait.

    A browser or address that the holder uses is served when strangers have used up what there is for all.
    """
    own = await _own_budget(conn, account, visitor)
    if own:
        await _count(conn, _message_keys(Asked(f"{login.by}@{own}", f"{login.number}@{own}"), visitor))
    else:
        await _count(conn, [*_message_keys(login, visitor), PLATFORM], per_hour=per_hour)


async def count_message_to(conn: Connection, number: str, visitor: Visitor, *, per_hour: int) -> None:
    """Count a text message to a number that nobody has proven yet, or refuse it with the time to wait."""
    await _count(conn, [*_message_keys(Asked(number, number), visitor), PLATFORM], per_hour=per_hour)


async def forgive_message_to(conn: Connection, number: str, visitor: Visitor) -> None:
    """It reached who asked for it."""
    await _forgive(conn, _asking_keys(number, visitor))


async def count_message(conn: Connection, account: Account, number: str, visitor: Visitor) -> None:
    """Count a text message to another number of a holder, or refuse it with the time to wait."""
    await _count(conn, [*_message_keys(Asked(number, number), visitor), (Counter.RECOVERY, str(account.id))])


async def count_question(conn: Connection, visitor: Visitor) -> None:
    """Count a question to the OpenID provider, or refuse it with the time to wait."""
    await _count(conn, [(Counter.PROVIDER, visitor.address_fingerprint)])


async def forgive_question(conn: Connection, visitor: Visitor) -> None:
    """The provider vouched for somebody."""
    await _forgive(conn, [(Counter.PROVIDER, visitor.address_fingerprint)])


def _message_keys(login: Asked, visitor: Visitor) -> list[store.Key]:
    return [*_asking_keys(login.by, visitor), (Counter.NUMBER, login.number)]


def _asking_keys(by: str, visitor: Visitor) -> list[store.Key]:
    return [(Counter.MESSAGES, visitor.address_fingerprint), (Counter.RECOVERY, by)]


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


async def _count(conn: Connection, keys: list[store.Key], *, per_hour: int = 0) -> None:
    found = await store.attempts_for_update(conn, keys, now())
    at = now()  # not before the rows are held: whoever held them has written a later time than that
    _refuse_blocked(found, at)
    for one in found:
        if one.counter != Counter.LOGIN or not _is_used_up(found):
            await store.write_attempts(conn, _counted(one, at, per_hour))


def _refuse_blocked(found: list[store.Attempts], at: datetime) -> None:
    waits = [
        (left_to_wait(one.blocked_until, at, LIMITS[Counter(one.counter)]), one.counter) for one in found
    ]
    wait, counter = max(waits)
    if not wait:
        return
    if counter == Counter.PLATFORM:
        refused_total.inc()
    raise TooSoon(wait, LIMITS[Counter(counter)])


def _is_used_up(found: list[store.Attempts]) -> bool:
    """Whoever goes on at one address pays there: only the first attempts of each count for all strangers."""
    free = LIMITS[Counter.STRANGER].free
    return any(one.counter == Counter.STRANGER and one.count >= free for one in found)


async def _forgive(conn: Connection, keys: list[store.Key]) -> None:
    for one in await store.attempts_for_update(conn, keys, now()):
        count = 0 if one.counter in {Counter.HERE, Counter.STRANGER} else max(one.count - 1, 0)
        await store.write_attempts(conn, replace(one, count=count, blocked_until=UNBLOCKED))


def _counted(before: store.Attempts, at: datetime, per_hour: int) -> store.Attempts:
    limit = LIMITS[Counter(before.counter)]
    if before.counter == Counter.PLATFORM:
        limit = replace(limit, free=per_hour)
    after = tried(
        Tried(count=before.count, last_at=before.last_at, blocked_until=before.blocked_until), at, limit
    )
    if before.counter == Counter.PLATFORM and after.blocked_until > at:
        log.error("messages_used_up", per_hour=per_hour, until=after.blocked_until.isoformat())
    return replace(before, count=after.count, last_at=after.last_at, blocked_until=after.blocked_until)
