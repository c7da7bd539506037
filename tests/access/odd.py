"""What no honest browser sends, and what is wrong with an answer to it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote_plus

import httpx2
from bs4 import BeautifulSoup

from kit.middleware import AT_THE_EDGE

DECLARED = frozenset({200, 303, 400, 401, 403, 404, 405, 408, 409, 413, 422, *AT_THE_EDGE})
FORM = "application/x-www-form-urlencoded"
LONG = "长" * 20_000
VALUES = (
    "",
    "\0",
    "a\0b",
    "9" * 30,
    "9" * 5000,
    "-1",
    "2147483648",
    "0000",
    "9999",
    "²",
    "２０２２",
    "NaN",
    "1e400",
    "🙂\u202e\u200b",
    "<script>alert(1)</script>",
    "' or 1=1 --",
    "00000000-0000-0000-0000-000000000000",
    "%s{0}${x}",
    LONG,
)
WORST = ("9" * 30, "2147483648", "\0", "²", "a/b/c", f"{'0' * 8}-0000-0000-0000-{'0' * 12}")
HEADERS: tuple[Mapping[str, str], ...] = (
    {"cookie": "session=" + "a" * 7000},
    {"cookie": 'session=a.b.c; session=;;; =; "session"="\\"'},
    {"cookie": "session=eyJhbGciOiJub25lIn0.e30."},
    {"accept": "text/html;q=x, */*;q=" + "9" * 400},
    {"x-request-id": "x" * 5000},
    {"x-request-id": "a\tb{}"},
    {"origin": "null"},
    {"origin": "http://[::1"},
    {"sec-fetch-site": "cross-site"},
    {"host": "else.where:99999"},
    {"content-length": "abc"},
    {"content-length": "-1"},
    {"range": "bytes=9-1,-,a"},
    {"if-modified-since": "tomorrow"},
    {"x-forwarded-for": "999.1.1.1, \0"},
)
SEEN_BY_ALL = ("content-security-policy", "x-content-type-options", "referrer-policy", "x-request-id")
LEAKS = ("Traceback (most recent", "asyncpg", "site-packages", "postgresql://")


def bodies(names: list[str]) -> Iterator[tuple[str, bytes]]:
    """Content types and bodies that fit badly together."""
    field = names[0] if names else "name"
    file = f'--b\r\ncontent-disposition: form-data; name="{field}"; filename="a.txt"\r\n\r\nfile\r\n--b--\r\n'
    for name in names:
        yield FORM, b"%s=%%ff%%fe%%ED%%A0%%80" % quote_plus(name).encode()
    yield FORM, b"\xff\xfe\x00=\x00&&&;;==%%%"
    yield FORM, b"&".join(b"%s=%d" % (quote_plus(field).encode(), n) for n in range(3))
    yield FORM, b"&".join(b"f%d=1" % n for n in range(10_000))
    yield FORM, b"&" * 1_000_000
    yield FORM, quote_plus(field).encode() + b"=" + quote_plus("e" + "\u0300\u0316" * 10_000).encode()
    yield FORM + "; charset=nonsense", b"a=1"
    yield "application/json", b'{"a": [1e999, "\\ud800"]}'
    yield "text/plain", b"a=1"
    yield "", b"a=1"
    yield "multipart/form-data", b"--b\r\n"
    yield "multipart/form-data; boundary=b", b""
    yield "multipart/form-data; boundary=b", b"--b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b--\r\n"
    yield "multipart/form-data; boundary=b", b'--b\r\ncontent-disposition: form-data; name="a'
    yield "multipart/form-data; boundary=b", file.encode()
    yield "multipart/form-data; boundary=b; charset=nonsense", file.replace("filename", "other").encode()
    yield (
        "multipart/form-data; boundary=b; charset=punycode",
        file.replace("file\r", "A" * 900_000 + "\r").encode(),
    )
    yield f"multipart/form-data; boundary={'b' * 300}", file.encode()
    nested = "multipart/mixed; boundary=c"
    yield (
        "multipart/form-data; boundary=b",
        file.replace("\r\n\r\n", f"\r\ncontent-type: {nested}\r\n\r\n").encode(),
    )


def forms(html: str) -> Iterator[tuple[str, dict[str, str]]]:
    """The forms of a page: where each leads, and what it would send."""
    for form in BeautifulSoup(html, "lxml").select("form[method=post]"):
        fields = form.select("input[name], textarea[name], select[name], button[name]")
        values = {str(one["name"]): str(one.get("value", "")) for one in fields}
        yield str(form.get("action") or ""), values


def flaws(answer: httpx2.Response, also: frozenset[int] = frozenset()) -> list[str]:
    """What no answer may be, whatever was sent."""
    found = []
    if answer.status_code not in DECLARED | also:
        found.append(f"answers {answer.status_code}")
    found += [f"misses {name}" for name in SEEN_BY_ALL if name not in answer.headers]
    found += [f"tells {word}" for word in LEAKS if word in answer.text]
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        found += _refusal_flaws(answer)
    return found


def _refusal_flaws(answer: httpx2.Response) -> list[str]:
    kind = answer.headers.get("content-type", "")
    if kind.startswith("text/html"):
        page = BeautifulSoup(answer.text, "lxml")
        has_words = page.title and page.select_one("main h1") and page.select_one("main p, main li")
        return [] if has_words else ["a page that does not say what to do"]
    if kind.startswith("application/problem+json"):
        told: dict[str, Any] = json.loads(answer.text)
        is_told = told.get("status") == answer.status_code and told.get("title") and "detail" in told
        return [] if is_told else [f"a problem that is none: {told}"]
    if kind == "application/json" and "/callback/" in answer.request.url.path:
        return [] if {"code", "message"} <= answer.json().keys() else ["not as the channel expects it"]
    if kind.startswith("text/plain"):
        return [] if answer.text else ["no words"]
    return [f"a refusal as {kind}"]
