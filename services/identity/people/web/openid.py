"""Signing in through an OpenID provider: there, back again, and on the first time the city (A1.1)."""

import hmac
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.normal import numbers
from kit.db import transaction
from kit.errors import NotFound, Refusal
from kit.session import Anyone
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.domain.credentials import mobile_fault
from services.identity.access.domain.sign_in import local_path
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.faults import refuse
from services.identity.access.store.accounts import Account
from services.identity.access.web.session import begin, give, is_secure
from services.identity.access.web.sign_in import SIGN_INS
from services.identity.gateway import Attempt, OpenIdProvider, SignInNotProven
from services.identity.people.domain.openid import Claims
from services.identity.people.operations.openid import NotAPerson, account_of, join
from services.identity.web.parts import From, Here, Parts, Typed, chosen_city, city_choices, today

router = APIRouter(prefix="/sign-in/openid")
COOKIE = "openid"
LASTS = timedelta(minutes=15)


class Cancelled(Refusal):
    """您取消了登录，没有任何改变。需要时可以重新登录。"""


@router.get("")
async def leave(request: Request, _: Anyone, here: Here) -> Response:
    """Send the browser to the provider, with what it needs to prove that it is the one that comes back."""
    provider = _provider(here)
    address, attempt = await provider.begin(local_path(request.query_params.get("next", "/")))
    response = redirect(address)
    response.set_cookie(
        COOKIE,
        here.grants.seal(attempt, lasts=LASTS),
        max_age=int(LASTS.total_seconds()),
        path=router.prefix,
        httponly=True,
        samesite="lax",
        secure=is_secure(here),
    )
    return response


@router.get("/return", responses={403: {}})
async def come_back(request: Request, _: Anyone, here: Here, visitor: From) -> Response:
    """Sign in whoever the provider vouches for; whoever is new says where they work first."""
    try:
        claims, attempt = await _proven(request, here)
        async with transaction(here.pool) as conn:
            account = await account_of(conn, claims, here.cipher)
        if account is None:
            page = _first_page(request, here, claims, attempt.then, Form())
        else:
            page = await _signed_in(here, account, visitor, attempt.then)
    except Refusal as refusal:
        page = _refused_page(request, here, refusal)
    page.delete_cookie(COOKIE, path=router.prefix)
    return page


@router.post("/first")
async def join_first(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Add the person and sign them in."""
    claims = here.grants.open(Claims, typed.get("claims", ""))
    then = local_path(typed.get("next", "/"))
    city, mobile = chosen_city(here, typed.get("city", "")), numbers.mobile(typed.get("mobile", ""))
    faults = {"city": None if city else "请选择申报所在的城市", "mobile": mobile_fault(mobile)}
    async with Action(typed) as action, transaction(here.pool) as conn:
        refuse({field: fault for field, fault in faults.items() if fault})
        account = await join(conn, claims, city=city or "", mobile=mobile, cipher=here.cipher)
    if action.refusal:
        return _first_page(request, here, claims, then, action.form)
    return await _signed_in(here, account, visitor, then)


async def _proven(request: Request, here: Parts) -> tuple[Claims, Attempt]:
    """Who came back, on the attempt that this browser began."""
    asked, kept = request.query_params, request.cookies.get(COOKIE, "")
    try:
        attempt = here.grants.open(Attempt, kept)
    except Refusal as error:
        raise SignInNotProven from error
    if not hmac.compare_digest(asked.get("state", "").encode(), attempt.state.encode()):
        raise SignInNotProven
    if asked.get("error") == "access_denied":
        raise Cancelled
    if "code" not in asked:
        raise SignInNotProven
    told = await _provider(here).finish(asked["code"], attempt)
    claims = Claims.told(subject=told.subject, name=told.name, id_number=told.id_number, mobile=told.mobile)
    if claims.faults(today()):
        raise NotAPerson
    return claims, attempt


async def _signed_in(here: Parts, account: Account, visitor: Visitor, then: str) -> Response:
    async with transaction(here.pool) as conn:
        begun = await begin(conn, account, visitor, here)
    return give(redirect(then), begun, here)


def _provider(here: Parts) -> OpenIdProvider:
    if here.openid is None:
        raise NotFound
    return here.openid


def _first_page(
    request: Request,
    here: Parts,
    claims: Claims,
    then: str,
    form: Form,
) -> Response:
    sealed = {"claims": here.grants.seal(claims, lasts=LASTS), "next": then}
    shown = {"mobile": claims.mobile, **form.values, **sealed}
    return render(
        request,
        "people/openid_first.html",
        form=form.but(**shown),
        claims=claims,
        cities=city_choices(here.cities),
    )


def _refused_page(request: Request, here: Parts, refusal: Refusal) -> Response:
    words = SIGN_INS["person"]
    return render(
        request,
        "access/sign_in.html",
        status=refusal.status,
        form=Form.refused({"next": "/", "who": "person"}, refusal),
        who="person",
        words=words,
        openid=_provider(here).label,
    )
