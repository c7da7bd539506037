"""Names of cookies on their way: where the site is reached by TLS, those of the whole site are `__Host-…`.

A browser takes such a name from this very host and by TLS only: neither a neighbouring host nor somebody on
the way can put a session of theirs into it. Inside, each has its plain name; the edge puts the prefix on and
takes it off. Cookies of one step stay as they are: their path is theirs, and what is in them is signed.
"""

from collections.abc import Iterable

from kit.kept import COOKIE as KEPT
from kit.session import COOKIE as SESSION
from kit.session import LEFT

DEVICE = "device"  # tells a browser in which somebody signed in before; nothing else
PREFIX = b"__Host-"
OF_THE_SITE = frozenset(name.encode() for name in (SESSION, LEFT, KEPT, DEVICE))
Headers = Iterable[tuple[bytes, bytes]]


def as_we_call_them(headers: Headers) -> list[tuple[bytes, bytes]]:
    """What a browser sent, by plain names; one of the site that came without the prefix is not ours."""
    return [(name, _plain(value) if name == b"cookie" else value) for name, value in headers]


def as_browsers_call_them(headers: Headers) -> list[tuple[bytes, bytes]]:
    """What we answer, with the prefix before the names of the whole site."""
    return [
        (name, PREFIX + value if name == b"set-cookie" and _name(value) in OF_THE_SITE else value)
        for name, value in headers
    ]


def _plain(cookies: bytes) -> bytes:
    ours = (one.strip() for one in cookies.split(b";"))
    return b"; ".join(one.removeprefix(PREFIX) for one in ours if _name(one) not in OF_THE_SITE)


def _name(cookie: bytes) -> bytes:
    return cookie.partition(b"=")[0].strip()
