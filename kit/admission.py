"""Who is let in at all: what is known of a request before anything of it is read or parsed."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from fastapi.responses import PlainTextResponse
from python_multipart.multipart import parse_options_header
from starlette.types import Scope

MOST_HEADERS = 16 * 1024  # names and values; the address besides
MOST_COOKIE = 8 * 1024
MOST_ADDRESS = 8 * 1024
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
ALIVE = "/health/live"
BY_ADDRESS = ("/health", "/metrics")  # asked by whoever watches, at the process itself
Headers = Iterable[tuple[bytes, bytes]]
UTF8 = frozenset({b"utf-8", b"utf8"})


class Admission:
    """Refuses foreign hosts and headers that are too large, and takes away what no parser shall see."""

    def __init__(self, public_url: str) -> None:
        host = urlsplit(public_url).hostname or ""
        self._hosts = LOOPBACK if host in LOOPBACK else frozenset({host})

    def refusal(self, scope: Scope) -> PlainTextResponse | None:
        """What is answered to whoever is not let in."""
        headers = scope["headers"]
        cookies = sum(len(value) for name, value in headers if name == b"cookie")
        whole = sum(len(name) + len(value) for name, value in headers)
        if whole > MOST_HEADERS or cookies > MOST_COOKIE:
            return PlainTextResponse("请求头过大。请清除本网站的浏览器缓存（Cookie）后重试。", 431)
        if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > MOST_ADDRESS:
            return PlainTextResponse("网址过长，请从本网站页面重新进入。", 414)
        if any(name == b"content-type" and _is_foreign(value) for name, value in headers):
            return PlainTextResponse("提交的内容只能是 UTF-8 编码，请从本网站页面提交。", 415)
        if not (scope["path"].startswith(BY_ADDRESS) or _host(headers) in self._hosts):
            return PlainTextResponse("本服务器不提供此网站。", 421)
        return None


def without_escapes(headers: Headers) -> list[tuple[bytes, bytes]]:
    """The headers without cookies that hold a backslash.

    None of ours does, and `http.cookies` of older interpreters takes quadratic time for them (CVE-2024-7592).
    """
    return [(name, _plain(value) if name == b"cookie" else value) for name, value in headers]


def _is_foreign(kind: bytes) -> bool:
    # A form is read by whatever codec its client names; some take minutes for a megabyte.
    return parse_options_header(kind)[1].get(b"charset", b"utf-8").lower() not in UTF8


def _plain(cookies: bytes) -> bytes:
    if b"\\" not in cookies:
        return cookies
    return b";".join(one for one in cookies.split(b";") if b"\\" not in one)


def _host(headers: Headers) -> str:
    told = next((value for name, value in headers if name == b"host"), b"")
    try:
        return urlsplit(f"//{told.decode('latin-1')}").hostname or ""
    except ValueError:
        return ""
