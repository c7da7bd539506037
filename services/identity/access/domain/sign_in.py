"""How long to wait after wrong passwords, and where to go after signing in."""

from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

LONGEST_WAIT = timedelta(seconds=30)
IPV4 = 4
FORGOTTEN_AFTER = timedelta(minutes=15)


class Counter(StrEnum):
    """What wrong attempts are counted by.

    Failures of a stranger cost the stranger: who is known has a budget that nobody else uses up.
    """

    HERE = "here"  # this login with a browser, or at an address, that its holder uses
    STRANGER = "stranger"  # this login at another address
    LOGIN = "login"  # this login, for addresses at which its holder never signed in
    ADDRESS = "address"  # this address, which may be a whole office
    CLAIM = "claim"  # registrations from this address that met an account which exists
    CODE = "code"  # one-time codes for one account, whose password is known to who asks
    RECOVERY = "recovery"  # text messages asked for by this account, or for this number
    MESSAGES = "messages"  # text messages asked for from this address, which reached nobody yet


FREE = {
    Counter.HERE: 3,
    Counter.STRANGER: 3,
    Counter.LOGIN: 20,
    Counter.ADDRESS: 60,
    Counter.CLAIM: 5,
    Counter.CODE: 5,
    Counter.RECOVERY: 3,
    Counter.MESSAGES: 20,
}
# Six digits can be guessed and a text message costs money: who goes on waits longer.
LONGEST_WAITS = dict.fromkeys(
    (Counter.CODE, Counter.RECOVERY, Counter.MESSAGES, Counter.STRANGER), timedelta(minutes=5)
)


def wait_after(attempts: int, counter: Counter) -> timedelta:
    """1, 2, 4 … seconds once the free attempts are used up, to an end: nobody is locked out for good."""
    over = attempts - FREE[counter]
    if over < 0:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(over, 10)), LONGEST_WAITS.get(counter, LONGEST_WAIT))


def network(address: str) -> str:
    """What one holder of a connection has: a whole /64 of IPv6 is one address."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == IPV4:
        return address
    return str(ip_network((int(found) >> 64 << 64, 64)))


def local_path(text: str) -> str:
    """Where to go next, if it is a path of this site; else the home page."""
    if not text.startswith("/") or text.startswith("//") or "\\" in text:
        return "/"
    if not text.isprintable() or " " in text:
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    is_local = not parts.scheme and not parts.netloc and not parts.path.startswith(("/sign-", "//"))
    return text if is_local else "/"
