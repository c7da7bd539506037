"""The second step of signing in: a code of the authenticator, which is bound on the first time."""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

import segno
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from kit.db import Connection, transaction
from kit.errors import Refusal
from kit.http import Conn
from kit.policy import is_secure
from kit.session import Anyone, SignInNeeded
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.domain.notice import led_over
from services.identity.access.domain.second_factor import enrolment_address, grouped
from services.identity.access.domain.sign_in import local_path, with_next
from services.identity.access.operations.attempts import Visitor, count_code, forgive_code
from services.identity.access.operations.second_factor import (
    AlreadyEnrolled,
    enrol,
    offer,
    prove,
)
from services.identity.access.operations.sessions import Begun
from services.identity.access.operations.sign_in import PasswordPassed, passed
from services.identity.access.store.accounts import Account
from services.identity.access.store.second_factors import is_enrolled
from services.identity.access.web.session import begin, give
from services.identity.web.parts import From, Here, Parts, Typed

router = APIRouter()
COOKIE = "password-passed"
LASTS = timedelta(minutes=10)


def ask(found: PasswordPassed, then: str, here: Parts) -> Response:
    """Go on to the second step; that the first was taken is sealed in a cookie of this browser."""
    response = redirect(f"/sign-in/code?{_next(then)}")
    response.set_cookie(
        COOKIE,
        here.grants.seal(found, lasts=LASTS),
        max_age=int(LASTS.total_seconds()),
        path="/sign-in",
        httponly=True,
        samesite="lax",
        secure=is_secure(here.settings.public_url),
    )
    return response


async def _passed(request: Request, here: Here, typed: Typed) -> Account:
    """Whose password was given in this browser a moment ago; else the sign-in begins again."""
    then = local_path(typed.get("next", "") or request.query_params.get("next", "/"))
    try:
        found = here.grants.open(PasswordPassed, request.cookies.get(COOKIE, ""))
    except Refusal as error:
        raise SignInNeeded(then) from error
    async with transaction(here.pool) as conn:
        account = await passed(conn, found, here.cipher)
    if account is None:
        raise SignInNeeded(then)
    return account


_passed.answers = (HTTPStatus.UNAUTHORIZED,)  # type: ignore[attr-defined]  # for the API's description
Half = Annotated[Account, Depends(_passed)]


@router.get("/sign-in/code")
async def show_code(request: Request, _: Anyone, account: Half, conn: Conn) -> Response:
    """Ask for the code; whoever has no authenticator yet binds one first."""
    then = local_path(request.query_params.get("next", "/"))
    if not await is_enrolled(conn, account.id):
        return redirect(f"/sign-in/enrol?{_next(then)}")
    return _code_page(request, Form({"next": then}))


@router.post("/sign-in/code")
async def check_code(
    request: Request, _: Anyone, account: Half, here: Here, visitor: From, typed: Typed
) -> Response:
    """Begin the session, or say that the code is wrong, or how long to wait."""
    then = local_path(typed.get("next", "/"))
    async with Action({"next": then}) as action:
        async with transaction(here.pool) as conn:
            await count_code(conn, account, visitor)
        async with transaction(here.pool) as conn:
            await prove(conn, account, typed.get("code", ""), here.cipher)
            begun = await _begin(conn, account, visitor, here)
            then = led_over(begun.notice_heard, then)
    if action.refusal:
        return _code_page(request, action.form)
    return _signed_in(redirect(then), begun, here)


@router.get("/sign-in/enrol")
async def show_enrol(request: Request, _: Anyone, account: Half, here: Here, conn: Conn) -> Response:
    """Show the secret, as a QR code and in letters."""
    then = local_path(request.query_params.get("next", "/"))
    try:
        secret = await offer(conn, account, here.cipher)
    except AlreadyEnrolled:
        return redirect(f"/sign-in/code?{_next(then)}")
    return _enrol_page(request, _label(request, account, here), secret, Form({"next": then}))


@router.post("/sign-in/enrol")
async def bind(
    request: Request, _: Anyone, account: Half, here: Here, visitor: From, typed: Typed
) -> Response:
    """Begin the session and show the recovery codes once; or the secret again with what is wrong."""
    then = local_path(typed.get("next", "/"))
    async with Action({"next": then}) as action:
        async with transaction(here.pool) as conn:
            await count_code(conn, account, visitor)
        async with transaction(here.pool) as conn:
            codes = await enrol(conn, account, typed.get("code", ""), here.cipher)
            begun = await _begin(conn, account, visitor, here)
            then = led_over(begun.notice_heard, then)
    if isinstance(action.refusal, AlreadyEnrolled):
        return redirect(f"/sign-in/code?{_next(then)}")
    if action.refusal:
        async with transaction(here.pool) as conn:
            secret = await offer(conn, account, here.cipher)
        return _enrol_page(request, _label(request, account, here), secret, action.form)
    request.state.session = begun.session
    page = render(
        request,
        "access/recovery_codes.html",
        told="验证器已绑定",
        codes=[grouped(one) for one in codes],
        then=then,
    )
    return _signed_in(page, begun, here)


async def _begin(conn: Connection, account: Account, visitor: Visitor, here: Parts) -> Begun:
    await forgive_code(conn, account, visitor)
    return await begin(conn, account, visitor, here)


def _signed_in(response: Response, begun: Begun, here: Parts) -> Response:
    response.delete_cookie(COOKIE, path="/sign-in")
    return give(response, begun, here)


def _code_page(request: Request, form: Form) -> Response:
    back = with_next("/sign-in?who=office", form.value("next"))
    return render(request, "access/second_factor.html", form=form, back=back)


def _label(request: Request, account: Account, here: Parts) -> str:
    """What the authenticator calls the account: its login, which no other account of the person has."""
    return here.grants.open(PasswordPassed, request.cookies.get(COOKIE, "")).login or account.name


def _enrol_page(request: Request, label: str, secret: str, form: Form) -> Response:
    address = enrolment_address(secret, label)
    picture = segno.make(address, error="m").svg_data_uri(border=2, light="#fff")
    page = render(request, "access/enrol.html", form=form, picture=picture, secret=grouped(secret))
    page.headers["cache-control"] = "no-store"
    return page


def _next(then: str) -> str:
    return urlencode({"next": then})
