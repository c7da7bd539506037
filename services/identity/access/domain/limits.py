"""What is counted of what people try, how much of it is free, and how long to wait beyond that.

Failures of a stranger cost the stranger: who is known has a budget that nobody else uses up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

FORGOTTEN_AFTER = timedelta(minutes=15)
UNBLOCKED = datetime.fromtimestamp(0, UTC)  # no moment of a clock that may be ahead of others
EVERYBODY = "everybody"  # what is counted of the whole platform


class Counter(StrEnum):
    """What attempts are counted by."""

    HERE = "here"  # this login with a browser, or at an address, that its holder uses
    STRANGER = "stranger"  # this login at another address
    LOGIN = "login"  # this login, for addresses at which its holder never signed in
    ADDRESS = "address"  # this address, which may be a whole office
    CLAIM = "claim"  # codes and registrations from this address that met nobody or an account which exists
    CODE = "code"  # one-time codes for one account, whose password is known to who asks
    RECOVERY = "recovery"  # text messages asked for by this account, or for this number
    MESSAGES = "messages"  # text messages asked for from this address, which reached nobody yet
    NUMBER = "number"  # text messages to this number, used or not
    PLATFORM = "platform"  # text messages that anybody asked for
    PROVIDER = "provider"  # questions to the OpenID provider from this address


@dataclass(frozen=True, kw_only=True)
class Limit:
    """`free` attempts are answered at once, each further one after twice the time, up to `longest`.

    With `per` there are no more than `free` in this time, counted from the first; nothing is forgiven.
    """

    free: int
    longest: timedelta = timedelta(seconds=30)
    per: timedelta | None = None
    words: str = "尝试次数过多，请等待{wait}后再试。账号没有被锁定。"


# Six digits can be guessed and a text message costs money: who goes on waits longer.
LONG = timedelta(minutes=5)
LIMITS: Mapping[Counter, Limit] = {
    Counter.HERE: Limit(free=3),
    Counter.STRANGER: Limit(free=3, longest=LONG),
    Counter.LOGIN: Limit(free=20),
    Counter.ADDRESS: Limit(free=60),
    Counter.CLAIM: Limit(free=5),
    Counter.CODE: Limit(free=5, longest=LONG),
    Counter.RECOVERY: Limit(free=3, longest=LONG),
    Counter.MESSAGES: Limit(free=20, longest=LONG),
    Counter.NUMBER: Limit(
        free=10,
        per=timedelta(days=1),
        words="这个手机号码一天内获取验证码的次数已用完，请等待{wait}后再试；也可以用政务服务网账号登录。",
    ),
    Counter.PLATFORM: Limit(
        free=2000,  # IDENTITY_MESSAGES_PER_HOUR
        per=timedelta(hours=1),
        words="现在获取验证码的人太多，暂时不能发送短信，请等待{wait}后再试；也可以用政务服务网账号登录。",
    ),
    Counter.PROVIDER: Limit(free=20),
}
LONGEST_KEPT = max(limit.per or FORGOTTEN_AFTER for limit in LIMITS.values())


@dataclass(frozen=True, kw_only=True)
class Tried:
    """How often, since (with `per`) or until (without) when, and when the next one may come."""

    count: int
    last_at: datetime
    blocked_until: datetime


def tried(before: Tried, at: datetime, limit: Limit) -> Tried:
    """One more attempt."""
    if limit.per is None:
        count = 1 if at - before.last_at > FORGOTTEN_AFTER else before.count + 1
        wait = wait_after(count, limit)
        return Tried(count=count, last_at=at, blocked_until=at + wait if wait else UNBLOCKED)
    is_over = not before.count or at - before.last_at >= limit.per
    count, since = (1, at) if is_over else (before.count + 1, before.last_at)
    is_used_up = count >= limit.free
    return Tried(count=count, last_at=since, blocked_until=since + limit.per if is_used_up else UNBLOCKED)


def wait_after(count: int, limit: Limit) -> timedelta:
    """1, 2, 4 … seconds once the free attempts are used up, to an end: nobody is locked out for good."""
    over = count - limit.free
    if over < 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(over, 10)), limit.longest)


def left_to_wait(blocked_until: datetime, at: datetime, limit: Limit) -> timedelta:
    """How much of a wait is left. One that is longer than any was set by a clock that was ahead: none."""
    left = max(blocked_until - at, timedelta(0))
    if limit.per is None:
        return left if left <= limit.longest else timedelta(0)
    return min(left, limit.per)


def in_words(seconds: int) -> str:
    """How long to wait, as people say it; never less than it is."""
    for unit, name in ((3600, "小时"), (60, "分钟")):
        if seconds > 2 * unit:
            return f" {-(-seconds // unit)} {name}"
    return f" {seconds} 秒"
