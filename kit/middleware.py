"""What happens to every request before a route sees it, and to every answer before it leaves."""

import re
import time
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import structlog
from fastapi import HTTPException, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit.ids import new_id
from kit.revocations import Revocations
from kit.session import COOKIE, Session, public_keys, read_token

DIGITS = re.compile(r"[0-9]{1,18}")
REQUEST_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

log = structlog.get_logger()
seconds = Histogram("http_request_seconds", "Time to answer", ["method", "route", "status"])


class Edge:
    """Request id, session, size limit, cross-site requests refused, security headers, one log line."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        session_keys: str,
        revocations: Revocations,
        max_body_bytes: int,
        surprised: Callable[[Request, Exception], Response],
        body_limits: Mapping[str, int] | None = None,
    ) -> None:
        self._app = app
        self._surprised = surprised
        self._keys = public_keys(session_keys)
        self._revocations = revocations
        self._max_body_bytes = max_body_bytes
        self._body_limits = body_limits or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        told = request.headers.get("x-request-id", "")
        request.state.request_id = told if REQUEST_ID.fullmatch(told) else str(new_id())
        request.state.session = self._session(request)
        with structlog.contextvars.bound_contextvars(request_id=request.state.request_id):
            await self._serve(request, receive, send)

    def _session(self, request: Request) -> Session | None:
        session = read_token(request.cookies.get(COOKIE, ""), self._keys)
        return None if session is None or self._revocations.cover(session) else session

    async def _serve(self, request: Request, receive: Receive, send: Send) -> None:
        began, status = time.perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(MutableHeaders(scope=message), request)
            await send(message)

        try:
            if is_cross_site(request):
                refusal = PlainTextResponse("请求来自其他网站，已被拒绝。请从本网站页面操作。", 403)
                await refusal(request.scope, receive, answer)
            else:
                await self._app(request.scope, self._limited(request, receive), answer)
        except Exception as error:
            log.exception("request_failed")
            if status:  # the answer has begun: nothing can be said any more
                raise
            await self._surprised(request, error)(request.scope, receive, answer)
        finally:
            _record(request, status, time.perf_counter() - began)

    def _limited(self, request: Request, receive: Receive) -> Receive:
        """The body, refused as soon as it is known to be too large."""
        most = self._most(request.url.path)
        if _length(request) > most:
            return _refusing(most)
        taken = 0

        async def limited() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > most:
                raise _too_large(most)
            return message

        return limited

    def _most(self, path: str) -> int:
        """The largest body that a path takes."""
        fitting = (most for begin, most in self._body_limits.items() if path.startswith(begin))
        return next(fitting, self._max_body_bytes)


def _length(request: Request) -> int:
    """What the client says of the body; what is no number says nothing, the body is counted anyway."""
    told = request.headers.get("content-length", "")
    return int(told) if DIGITS.fullmatch(told) else 0


def is_cross_site(request: Request) -> bool:
    """Whether a browser sends this change on behalf of another site.

    Browsers say where a request comes from and pages cannot forge it; a client that says nothing is no
    browser and carries nobody's cookie by itself.
    """
    if request.method in SAFE_METHODS:
        return False
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is not None and _host(origin) != request.headers.get("host")


def _host(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:  # no address at all
        return None


def _too_large(limit: int) -> HTTPException:
    # FastAPI turns whatever else is raised while it reads a body into a 400.
    return HTTPException(413, f"上传的内容过大：一次最多 {limit // 1024} K。请压缩或减少内容后再提交。")


def _refusing(limit: int) -> Receive:
    async def refuse() -> Message:
        raise _too_large(limit)

    return refuse


def _dress(headers: MutableHeaders, request: Request) -> None:
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    headers["x-request-id"] = request.state.request_id
    if request.state.session is not None:
        headers.setdefault("cache-control", "no-store")


def _record(request: Request, status: int, took: float) -> None:
    route = request.scope.get("route")
    path = getattr(route, "path", "unknown")
    method = request.method if request.method in METHODS else "other"
    seconds.labels(method, path, int(status)).observe(took)
    if not path.startswith(("/health", "/metrics")):
        log.info("request", method=method, route=path, status=int(status), ms=round(took * 1000))
