"""Somebody of a registered unit, whose clerk is gone, registers an account for it (E2.1)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.normal import numbers
from kit.db import transaction
from kit.ids import derived
from kit.session import Anyone
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.sessions import Begun
from services.identity.access.web.session import begin_first, give
from services.identity.accounts.operations.prove_mobile import Pending
from services.identity.accounts.web import proof
from services.identity.employers.domain.registration import Clerk as TypedClerk
from services.identity.requests.operations.join import checked_code, join_employer
from services.identity.requests.web import letters
from services.identity.web.parts import From, Here, Parts, Typed, form_id, fresh_form, today

router = APIRouter()
PROOF = "/register/clerk/code"


@router.get("/register/clerk")
async def show_join(request: Request, _: Anyone) -> Response:
    """Ask for the employer's code and for an account."""
    return _page(request, Form(fresh_form()))


@router.post("/register/clerk")
async def join(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Send a code to the clerk's number, or tell everything that is wrong."""
    pending = None
    async with Action(typed) as action:
        pending = await _ask(here, visitor, typed)
    if action.refusal or pending is None:
        return _page(request, action.form)
    return proof.page(request, here, pending)


@router.post(PROOF)
async def prove_joining(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """The number is theirs: add the account and lead to the letter."""
    pending, begun, form = await proof.answered(here, visitor, typed, PROOF, _join)
    if proof.is_of_what_was_typed(form.refusal):
        return _page(request, Form.refused({**pending.values, **fresh_form()}, form.refusal))
    if begun is None:
        return proof.page(request, here, pending, form)
    return give(redirect(letters.PAGE), begun, here)


async def _ask(here: Parts, visitor: Visitor, typed: dict[str, str]) -> Pending:
    """Whether a unit is registered is told to who proves a number, one by one."""
    clerk = TypedClerk.typed(typed)
    checked_code(typed.get("credit_code", ""), clerk, today())
    await proof.admit(here, visitor, clerk.mobile)
    pending = Pending.typed(
        PROOF,
        typed,
        account_id=derived("clerk", form_id(typed)),
        city=next(iter(here.cities.by_slug)),  # of the message; the account has the unit's
        mobile=clerk.mobile,
        password_hash=await here.passwords.hash(clerk.password, visitor, form_id=form_id(typed)),
    )
    return await proof.send(here, pending)


async def _join(here: Parts, visitor: Visitor, pending: Pending, code: str) -> Begun:
    await proof.check(here, visitor, pending, code)
    async with transaction(here.pool) as conn:
        await proof.use(conn, here, visitor, pending, code)
        account = await join_employer(
            conn,
            numbers.credit_code(pending.values.get("credit_code", "")),
            TypedClerk.typed(pending.values),
            clerk_id=pending.account_id,
            password_hash=pending.password_hash,
            cipher=here.cipher,
        )
        return await begin_first(conn, account, visitor, here)


def _page(request: Request, form: Form) -> Response:
    return render(request, "requests/join_employer.html", form=form)
