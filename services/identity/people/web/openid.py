"""Signing in through an OpenID provider: there, back again, and on the first time the city (A1.1).

Of whom the provider told is kept in a sealed cookie: this browser's alone, and good for one account, once.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from contracts.normal import numbers
from kit.db import transaction
from kit.errors import NotFound, Refusal
from kit.ids import new_id
from kit.policy import is_secure
from kit.session import Anyone, Session, SignInNeeded
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.domain.credentials import mobile_fault
from services.identity.access.domain.notice import led_over
from services.identity.access.domain.sign_in import local_path, steps
from services.identity.access.operations.attempts import (
    Visitor,
    count_code,
    count_question,
    forgive_code,
    forgive_question,
)
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import Begun
from services.identity.access.store.accounts import Account, account_by_id
from services.identity.access.web.session import begin, begin_first, give
from services.identity.access.web.sign_in import SIGN_INS
from services.identity.accounts.domain.consent import consent_faults
from services.identity.accounts.operations.prove_mobile import Pending
from services.identity.accounts.web import proof
from services.identity.gateway import Attempt, OpenIdProvider, SignInNotProven
from services.identity.people.domain.openid import Claims
from services.identity.people.operations.openid import (
    NotAPerson,
    Vouched,
    account_of,
    claimed_by,
    join,
    take_over,
)
from services.identity.people.web import openid_attempts as attempts
from services.identity.web.parts import From, Here, Parts, Typed, chosen_city, city_choices, today

router = APIRouter(prefix=attempts.PATH)
PERSON = "openid-person"
MINE, FIRST, PROOF = (f"{router.prefix}/{name}" for name in ("mine", "first", "first/code"))
LASTS = timedelta(minutes=15)  # of whom the provider told


def _vouched(request: Request, here: Here) -> Vouched:
    """Of whom the provider told this browser a moment ago; else the sign-in begins again."""
    try:
        return here.grants.open(Vouched, request.cookies.get(PERSON, ""))
    except Refusal as error:
        raise SignInNeeded(attempts.wanted(request, here)) from error


_vouched.answers = (HTTPStatus.UNAUTHORIZED,)  # type: ignore[attr-defined]  # for the API's description
Known = Annotated[Vouched, Depends(_vouched)]


class Cancelled(Refusal):
    """您取消了登录，没有任何改变。需要时可以重新登录。"""


@router.get("")
async def leave(request: Request, _: Anyone, here: Here) -> Response:
    """Send the browser to the provider, with what it needs to prove that it is the one that comes back."""
    provider = _provider(here)
    then = attempts.short(local_path(request.query_params.get("next", "/")))
    address, attempt = await provider.begin(then)
    return attempts.keep(attempts.make_room(request, redirect(address)), here, attempt)


@router.get("/return", responses={403: {}})
async def come_back(request: Request, who: Anyone, here: Here, visitor: From) -> Response:
    """Sign in whoever the provider vouches for, if they have a proven account; else lead on."""
    attempt = attempts.returned(request, here)
    if attempt and not attempts.is_good(attempt) and (led := _led_before(request, who, here, attempt)):
        return led
    try:
        page = await _arrived(request, here, visitor, attempt)
    except Refusal as refusal:
        page = _refused_page(request, here, refusal, attempt.then if attempt else "/")
    return attempts.end(page, here, attempt) if attempt else page


def _led_before(request: Request, who: Session | None, here: Parts, attempt: Attempt) -> Response | None:
    """Whither somebody goes who came back already: by Back, or by a browser that loads a page twice."""
    if who is not None:
        return redirect(attempt.then)
    try:
        _vouched(request, here)
    except SignInNeeded:
        return None
    return redirect(MINE)


@router.get("/mine")
async def show_claimed(request: Request, _: Anyone, vouched: Known, here: Here) -> Response:
    """Somebody registered with this number: ask whether that was this person."""
    async with transaction(here.pool) as conn:
        claimed = await claimed_by(conn, vouched.claims, here.cipher)
    return _claimed_page(request, Form({})) if claimed else redirect(FIRST)


@router.post("/mine")
async def take_claimed(
    request: Request, _: Anyone, vouched: Known, here: Here, visitor: From, typed: Typed
) -> Response:
    """The password of that account shows that both are theirs."""
    async with Action({}) as action:
        begun = await _take_over(here, vouched, visitor, typed.get("password", ""))
    if action.refusal:
        return _claimed_page(request, action.form)
    return _done(here, begun, vouched)


@router.get("/first")
async def show_first(request: Request, _: Anyone, vouched: Known, here: Here) -> Response:
    """Ask whoever is new where they work, and for a number to reach them."""
    return _first_page(request, here, vouched, Form({"mobile": vouched.claims.mobile}))


@router.post("/first")
async def join_first(
    request: Request, _: Anyone, vouched: Known, here: Here, visitor: From, typed: Typed
) -> Response:
    """Add the person and sign them in; a number that the provider does not vouch for is proven first."""
    pending, begun = None, None
    async with Action(typed) as action:
        pending = _typed_first(here, vouched, typed)
        if pending.mobile == vouched.claims.mobile:
            begun = await _join(here, vouched, visitor, pending)
        else:
            await proof.admit(here, visitor, pending.mobile)
            await proof.send(here, pending)
    if action.refusal or pending is None:
        return _first_page(request, here, vouched, action.form)
    if pending.mobile != vouched.claims.mobile:
        return proof.page(request, here, pending)
    return _done(here, begun, vouched)


@router.post("/first/code")
async def prove_first(
    request: Request, _: Anyone, vouched: Known, here: Here, visitor: From, typed: Typed
) -> Response:
    """The number is theirs: add the person and sign them in."""
    pending, begun = proof.opened(here, typed, PROOF), None
    async with Action({"code": typed.get("code", "")}) as action:
        if proof.is_asked_again(typed):
            pending = await proof.send_again(here, visitor, pending)
        else:
            await proof.check(here, visitor, pending, typed.get("code", ""))
            begun = await _join(here, vouched, visitor, pending, typed.get("code", ""))
    if proof.is_of_what_was_typed(action.refusal):
        shown = {"city": pending.city, "mobile": pending.mobile}
        return _first_page(request, here, vouched, Form.refused(shown, action.refusal))
    if action.refusal or proof.is_asked_again(typed):
        return proof.page(request, here, pending, action.form)
    return _done(here, begun, vouched)


async def _arrived(request: Request, here: Parts, visitor: Visitor, attempt: Attempt | None) -> Response:
    if attempt is None or not attempts.is_good(attempt):
        raise SignInNotProven
    claims = await _proven(request, here, visitor, attempt)
    async with transaction(here.pool) as conn:
        account = await account_of(conn, claims, here.cipher)
        claimed = None if account else await claimed_by(conn, claims, here.cipher)
    if account:
        return await _signed_in(here, account, visitor, attempt.then)
    vouched = Vouched(claims=claims, person_id=new_id(), then=attempt.then)
    return _keep(redirect(MINE if claimed else FIRST), here, vouched)


async def _proven(request: Request, here: Parts, visitor: Visitor, attempt: Attempt) -> Claims:
    """Who came back, on the attempt that this browser began."""
    asked = request.query_params
    if asked.get("error") == "access_denied":
        raise Cancelled
    if "code" not in asked:
        raise SignInNotProven
    async with transaction(here.pool) as conn:
        await count_question(conn, visitor)
    told = await _provider(here).finish(asked["code"], attempt)
    async with transaction(here.pool) as conn:
        await forgive_question(conn, visitor)
    claims = Claims.told(subject=told.subject, name=told.name, id_number=told.id_number, mobile=told.mobile)
    if claims.faults(today()):
        raise NotAPerson
    return claims


async def _take_over(here: Parts, vouched: Vouched, visitor: Visitor, password: str) -> Begun | None:
    async with transaction(here.pool) as conn:
        claimed = await claimed_by(conn, vouched.claims, here.cipher)
        account = await account_by_id(conn, claimed.id) if claimed else None
        if account is None:
            return None
        await count_code(conn, account, visitor)
    if not await here.passwords.verify(account.password_hash, password, visitor, to_sign_in=True):
        refuse({"password": "密码不正确，请重新填写"})
    async with transaction(here.pool) as conn:
        await forgive_code(conn, account, visitor)
        account = await take_over(conn, vouched, account.id, here.cipher)
        return await begin(conn, account, visitor, here) if account else None


def _typed_first(here: Parts, vouched: Vouched, typed: dict[str, str]) -> Pending:
    city, mobile = chosen_city(here, typed.get("city", "")), numbers.mobile(typed.get("mobile", ""))
    faults = {"city": None if city else "请选择申报所在的城市", "mobile": mobile_fault(mobile)}
    told = {field: fault for field, fault in faults.items() if fault}
    refuse(told | consent_faults(typed.get("agreed", "")))
    return Pending.typed(PROOF, {}, account_id=vouched.person_id, city=city or "", mobile=mobile)


async def _join(
    here: Parts, vouched: Vouched, visitor: Visitor, pending: Pending, code: str | None = None
) -> Begun | None:
    async with transaction(here.pool) as conn:
        if code is not None:
            await proof.use(conn, here, visitor, pending, code)
        city, mobile = pending.city, pending.mobile
        account = await join(conn, vouched, city=city, mobile=mobile, cipher=here.cipher)
        return await begin_first(conn, account, visitor, here) if account else None


async def _signed_in(here: Parts, account: Account, visitor: Visitor, then: str) -> Response:
    async with transaction(here.pool) as conn:
        begun = await begin(conn, account, visitor, here)
    return _led(here, begun, then)


def _led(here: Parts, begun: Begun, then: str) -> Response:
    return give(redirect(led_over(begun.notice_heard, then)), begun, here)


def _done(here: Parts, begun: Begun | None, vouched: Vouched) -> Response:
    """What the provider told is good for one account, once."""
    page = _led(here, begun, vouched.then) if begun else redirect(vouched.then)
    page.delete_cookie(PERSON, path=router.prefix)
    return page


def _keep(response: Response, here: Parts, vouched: Vouched) -> Response:
    response.set_cookie(
        PERSON,
        here.grants.seal(vouched, lasts=LASTS),
        max_age=int(LASTS.total_seconds()),
        path=router.prefix,
        httponly=True,
        samesite="lax",
        secure=is_secure(here.settings.public_url),
    )
    return response


def _provider(here: Parts) -> OpenIdProvider:
    if here.openid is None:
        raise NotFound
    return here.openid


def _claimed_page(request: Request, form: Form) -> Response:
    return _unkept(render(request, "people/openid_claimed.html", form=form, others=FIRST))


def _first_page(request: Request, here: Parts, vouched: Vouched, form: Form) -> Response:
    page = render(
        request,
        "people/openid_first.html",
        form=form,
        claims=vouched.claims,
        cities=city_choices(here.cities),
    )
    return _unkept(page)


def _unkept(page: Response) -> Response:
    """No browser shows it again to whoever sits there next."""
    page.headers["cache-control"] = "no-store"
    return page


def _refused_page(request: Request, here: Parts, refusal: Refusal, then: str) -> Response:
    """What went wrong, and the way to begin again, to the same place."""
    form = Form.refused({"next": then, "who": "person"}, refusal)
    return render(
        request,
        "access/sign_in.html",
        status=refusal.status,
        form=form,
        who="person",
        words=SIGN_INS["person"],
        why="",
        is_in=False,
        openid=_provider(here).label,
        steps=steps(then),
    )
