"""HTTP in: the app that every API is, with one way to answer when something is wrong."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import timedelta
from http import HTTPStatus
from inspect import getdoc
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import structlog
from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from kit.admission import ALIVE
from kit.arrival import Bodies
from kit.clock import now
from kit.db import Connection, answers, transaction
from kit.errors import DiskFull, Refusal, Unavailable, is_full
from kit.kept import LASTS, Forgetting, KeptForms, kept_fields, page_of
from kit.middleware import SAFE_METHODS, Edge
from kit.policy import is_secure
from kit.revocations import Revocations
from kit.session import SignInNeeded, Unconfirmed, public_keys
from kit.settings import LONGEST_SESSION, ServiceSettings
from kit.standing import Standing
from kit.standstill import StandsStill, Standstills
from kit.web import assets, pages

RETRY_AFTER_SECONDS = 5
LONGEST_KEPT = timedelta(days=7)  # what was typed while a city stood still
BODIES = Bodies(most=1024 * 1024)

READ = (HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE)
OF_AN_OBJECT = (HTTPStatus.NOT_FOUND,)
OF_A_GUARD = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
CHANGE = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)

log = structlog.get_logger()


def create_app(
    name: str,
    routers: Sequence[APIRouter],
    *,
    settings: ServiceSettings,
    state: Mapping[str, object],
    templates: Sequence[Path] = (),
    bodies: Bodies = BODIES,
) -> FastAPI:
    """The API of a service. `state` holds what its routes need, among it the database's `pool`."""
    app = FastAPI(title=name, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.revocations = Revocations()
    for key, value in state.items():
        setattr(app.state, key, value)
    pages.setup(app, templates)
    app.include_router(_plumbing())
    for router in routers:
        app.include_router(router)
    app.mount(assets.AT, assets.Assets(), name="static")
    app.state.kept = _kept(settings)
    app.state.standstills = Standstills(settings.cities)
    app.add_middleware(Forgetting, kept=app.state.kept)
    app.add_middleware(Standing, standstills=app.state.standstills, refused=_refused)
    app.add_middleware(
        Edge,
        settings=settings,
        revocations=app.state.revocations,
        bodies=bodies,
        surprised=_surprised,
    )
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(Unavailable, _unavailable)
    app.add_exception_handler(OSError, _system_failed)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(asyncpg.DataError, _unstorable)
    app.add_exception_handler(HTTPException, _http_error)
    return app


def _kept(settings: ServiceSettings) -> KeptForms:
    return KeptForms(
        cipher=settings.field_cipher(),
        keys=public_keys(settings.session_keys),
        is_secure=is_secure(settings.public_url),
    )


def answers_of(method: str, *, has_object: bool, is_guarded: bool) -> Sequence[HTTPStatus]:
    """The refusals that a route of this kind may give; a dependency names more of them as `answers`."""
    changing = () if method in SAFE_METHODS else CHANGE
    return (*READ, *changing, *(OF_AN_OBJECT if has_object else ()), *(OF_A_GUARD if is_guarded else ()))


def state(request: Request, name: str) -> Any:
    """What `create_app` was given under this name."""
    return getattr(request.app.state, name)


async def _connection(request: Request) -> AsyncIterator[Connection]:
    async with transaction(request.app.state.pool) as conn:
        yield conn


# One request, one transaction: committed before the answer leaves, rolled back when the route raises.
Conn = Annotated[Connection, Depends(_connection, scope="function")]


async def sent(request: Request) -> FormData:
    """What a form without files sent; files are refused before they are kept anywhere."""
    return await request.form(max_files=0)


Typed = Annotated[FormData, Depends(sent)]


def _plumbing() -> APIRouter:
    router = APIRouter()

    @router.get(ALIVE)
    async def live() -> dict[str, str]:
        return {"status": "live"}

    @router.get("/health/ready")
    async def ready(request: Request, conn: Conn) -> dict[str, str]:
        await answers(conn)
        is_current = request.app.state.revocations.is_current
        return {"status": "ready", "revocations": "current" if is_current else "behind"}

    @router.get("/metrics", responses={200: {"content": {"text/plain": {}}}})
    async def metrics() -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return router


def _answer(
    request: Request,
    status: int,
    message: str,
    faults: Sequence[Any] = (),
    onward: tuple[str, str] | None = None,
) -> Response:
    """The same refusal as a page for people and as problem details (RFC 9457) for programs."""
    if "text/html" in request.headers.get("accept", ""):
        return pages.error(
            request,
            status,
            message,
            faults=faults,
            reference=getattr(request.state, "request_id", ""),
            way_back=_way_back(request),
            onward=onward,
        )
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": message,
        "errors": [{"field": fault.field, "message": fault.message} for fault in faults],
        "request_id": getattr(request.state, "request_id", ""),
    }
    return JSONResponse(body, status, media_type="application/problem+json")


def _way_back(request: Request) -> str:
    """The page from which somebody came; none when it is this one, or home, to which every page leads."""
    page = page_of(request)
    here = f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
    return "" if page == "/" or (request.method == "GET" and page == here) else page


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for it
    is_page = "text/html" in request.headers.get("accept", "")
    if is_page and isinstance(error, SignInNeeded) and request.method == "POST":
        return await _sign_in_first(request, error)
    if is_page and isinstance(error, StandsStill):
        return await _stands_still(request, error)
    if is_page and isinstance(error, SignInNeeded | Unconfirmed) and error.location:
        return RedirectResponse(error.location, HTTPStatus.SEE_OTHER)
    response = _answer(request, error.status, str(error), error.faults, error.onward)
    response.headers.update(error.headers)
    return response


async def _sign_in_first(request: Request, error: SignInNeeded) -> Response:
    """To signing in, and from there back to the form, with what was typed if it could be kept."""
    kept: KeptForms = request.app.state.kept
    if kept.is_step(request) or request.state.session:  # who is signed in, as somebody else, lost no session
        return pages.redirect(error.location)
    browser = await kept.keep(request)
    response = pages.redirect(SignInNeeded(page_of(request), "kept" if browser else "lost").location)
    if browser:
        kept.name(response, browser)
    return response


async def _stands_still(request: Request, error: StandsStill) -> Response:
    """Not now; what was typed is kept until some time after, or shown to whoever has no account."""
    kept: KeptForms = request.app.state.kept
    until = error.standstill.until
    lasts = min(max(until - now(), timedelta()) if until else LONGEST_SESSION, LONGEST_KEPT) + LASTS
    browser = await kept.keep(request, lasts)
    texts = None if browser else [value for _, value in kept_fields(await _typed(request))]
    response = pages.stands_still(request, error.standstill, way_back=_way_back(request), texts=texts)
    response.headers.update(error.headers)
    if browser:
        kept.name(response, browser, lasts)
    return response


async def _typed(request: Request) -> FormData:
    try:
        return await sent(request)
    except HTTPException:  # with files, or no form at all
        return FormData()


def _unavailable(request: Request, error: Exception) -> Response:
    log.warning("unavailable", kind=type(error).__name__, cause=type(error.__cause__).__name__)
    response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, getdoc(type(error)) or "")
    response.headers["retry-after"] = str(RETRY_AFTER_SECONDS)
    return response


def _system_failed(request: Request, error: Exception) -> Response:
    if not is_full(error):
        raise error
    return _unavailable(request, DiskFull())


def _malformed(request: Request, _: Exception) -> Response:
    return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "提交的内容格式有误，请返回页面重新填写。")


def _unstorable(request: Request, error: Exception) -> Response:
    """A value that no column takes (a number too large, a character that is none) is the sender's affair."""
    log.warning("unstorable", cause=type(error).__name__)
    return _malformed(request, error)


def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it
    is_ours = error.status_code in {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE}
    response = _answer(request, error.status_code, error.detail if is_ours else "")
    response.headers.update(error.headers or {})
    return response


def _surprised(request: Request, _: Exception) -> Response:
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, "系统出现错误，我们已记录，请稍后再试。")
