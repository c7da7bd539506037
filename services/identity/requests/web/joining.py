"""Somebody of a registered unit, whose clerk is gone, registers an account for it (E2.1)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.session import Anyone
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.attempts import Visitor, count_claim, forgive_claim
from services.identity.access.operations.sessions import Begun
from services.identity.access.web.session import begin, give
from services.identity.employers.domain.registration import Clerk as TypedClerk
from services.identity.requests.operations.join import checked_code, join_employer
from services.identity.requests.web import letters
from services.identity.web.parts import From, Here, Parts, Typed, form_id, fresh_form, today

router = APIRouter()


@router.get("/register/clerk")
async def show_join(request: Request, _: Anyone) -> Response:
    """Ask for the employer's code and for an account."""
    return render(request, "requests/join_employer.html", form=Form(fresh_form()))


@router.post("/register/clerk")
async def join(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Add the account and lead to the letter, or tell everything that is wrong."""
    async with Action(typed) as action:
        begun = await _join(here, visitor, typed)
    if action.refusal:
        return render(request, "requests/join_employer.html", form=action.form)
    return give(redirect(letters.PAGE), begun, here)


async def _join(here: Parts, visitor: Visitor, typed: dict[str, str]) -> Begun:
    """Trying many codes waits: whether a unit is registered is told one by one."""
    clerk = TypedClerk.typed(typed)
    code = checked_code(typed.get("credit_code", ""), clerk, today())
    async with transaction(here.pool) as conn:
        await count_claim(conn, visitor)
    password_hash = await here.passwords.hash(clerk.password, form_id=form_id(typed))
    async with transaction(here.pool) as conn:
        account = await join_employer(
            conn,
            code,
            clerk,
            form_id=form_id(typed),
            password_hash=password_hash,
            cipher=here.cipher,
        )
        await forgive_claim(conn, visitor)
        return await begin(conn, account, visitor, here)
