"""What happens to every request before a route sees it, and to every answer before it leaves."""

import re
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from http import HTTPStatus
from urllib.parse import urlsplit

import structlog
from fastapi import Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import Histogram
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kit import traces
from kit.address import network
from kit.admission import ALIVE, BY_ADDRESS, Admission, without_escapes
from kit.arrival import Bodies
from kit.cookies import as_browsers_call_them, as_we_call_them
from kit.ids import new_id
from kit.lanes import Lanes, TooMany
from kit.policy import HEADERS, HSTS, is_secure
from kit.reference import reference
from kit.revocations import Revocations
from kit.session import COOKIE, public_keys, read_token
from kit.settings import ServiceSettings

# What is answered at the edge, in plain words, before a route is looked for.
AT_THE_EDGE = (
    HTTPStatus.REQUEST_URI_TOO_LONG,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    HTTPStatus.MISDIRECTED_REQUEST,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
)
REQUEST_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

log = structlog.get_logger()
seconds = Histogram("http_request_seconds", "Time to answer", ["method", "route", "status"])


class Edge:
    """Who is let in, request id, session, the body, whose turn it is, security headers, one log line."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: ServiceSettings,
        revocations: Revocations,
        bodies: Bodies,
        surprised: Callable[[Request, Exception], Response],
    ) -> None:
        self._app = app
        self._surprised = surprised
        self._is_secure = is_secure(settings.public_url)
        self._keys = public_keys(settings.session_keys)
        self._revocations = revocations
        self._bodies = bodies
        self._admission = Admission(settings.public_url)
        self._lanes = Lanes(settings.requests_per_address, settings.requests_per_second)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = without_escapes(scope["headers"])
        request = Request({**scope, "headers": as_we_call_them(headers) if self._is_secure else headers})
        told = request.headers.get("x-request-id", "")
        request.state.request_id = told if REQUEST_ID.fullmatch(told) else reference(new_id())
        request.state.session = None
        with (
            structlog.contextvars.bound_contextvars(request_id=request.state.request_id),
            traces.span("request", begins=True),
        ):
            await self._serve(request, self._admission.refusal(scope), receive, send)

    async def _serve(self, request: Request, refusal: Response | None, receive: Receive, send: Send) -> None:
        began, status = time.perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _dress(MutableHeaders(scope=message), request)
                if self._is_secure:
                    message["headers"] = [*as_browsers_call_them(message["headers"]), HSTS]
            await send(message)

        try:
            await self._let_in(request, refusal or _not_ours(request), receive, answer)
        except Exception as error:
            log.exception("request_failed")
            if status:  # the answer has begun: nothing can be said any more
                raise
            await self._surprised(request, error)(request.scope, receive, answer)
        finally:
            _record(request, status, time.perf_counter() - began)

    async def _let_in(self, request: Request, refusal: Response | None, receive: Receive, send: Send) -> None:
        if not refusal and request.url.path == ALIVE:  # a full lane says nothing of that
            await self._app(request.scope, receive, send)
            return
        address = network(request.client.host) if request.client else ""
        try:
            with self._lanes.enter(address):
                if refusal:
                    async with self._lanes.place(address):
                        await refusal(request.scope, receive, send)
                    return
                self._know(request)
                await self._work(address, request, await self._bodies.arrive(request, receive), send)
        except TooMany:
            too_many = PlainTextResponse("同一网络的请求过多，请稍后再试。", 429, {"retry-after": "5"})
            await too_many(request.scope, receive, send)

    def _know(self, request: Request) -> None:
        """Who asks, as far as it is known now."""
        session = read_token(request.cookies.get(COOKIE, ""), self._keys, self._revocations.time())
        if session is not None and self._revocations.cover(session):
            session = None
        request.state.session = session
        request.state.is_doubted = session is not None and self._revocations.doubt(session)

    async def _work(self, address: str, request: Request, receive: Receive, send: Send) -> None:
        """Answer in a place of the lane, which the next one has while the client reads the answer."""
        if self._bodies.is_streamed(request):  # it comes as slowly as its line is
            await self._app(request.scope, receive, send)
            return
        async with AsyncExitStack() as place:
            await place.enter_async_context(self._lanes.place(address))
            self._know(request)  # it may have ended while the body came, or in the lane

            async def answer(message: Message) -> None:
                await place.aclose()
                await send(message)

            await self._app(request.scope, receive, answer)


def _not_ours(request: Request) -> Response | None:
    if not is_cross_site(request):
        return None
    return PlainTextResponse("请求来自其他网站，已被拒绝。请从本网站页面操作。", 403)


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
    traces.call(f"{method} {path}")
    if not path.startswith(BY_ADDRESS):  # they are quick, often asked, and would hide how visitors fare
        seconds.labels(method, path, int(status)).observe(took)
        log.info("request", method=method, route=path, status=int(status), ms=round(took * 1000))
