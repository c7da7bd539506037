"""An employer is registered by its clerk."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.http import Conn
from kit.ids import derived
from kit.session import Anyone
from kit.standing import refuse_change
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.sessions import Begun
from services.identity.access.web.session import begin_first, give
from services.identity.accounts.operations.prove_mobile import Pending
from services.identity.accounts.web import proof
from services.identity.employers.domain.registration import Clerk, TypedEmployer
from services.identity.employers.operations.inviting import invitation_in, note_registered
from services.identity.employers.operations.register_employer import checked, choices, register_employer
from services.identity.employers.web import views
from services.identity.web.parts import (
    From,
    Here,
    Parts,
    Typed,
    chosen_city,
    city_choices,
    form_id,
    fresh_form,
    today,
)

router = APIRouter(prefix="/register")
PROOF = f"{router.prefix}/employer/code"


@router.get("/employer")
async def show_register_employer(request: Request, _: Anyone, here: Here, conn: Conn) -> Response:
    """Ask a clerk for the employer and for an account; first for the city, where there are several.

    Who was invited finds city and name filled in.
    """
    link = request.query_params.get("invitation", "")
    invited = await invitation_in(conn, link)
    city = chosen_city(here, invited.city if invited else request.query_params.get("city", ""))
    if city is None:
        return render(request, "employers/choose_city.html", cities=city_choices(here.cities))
    filled = {"invitation": link, "employer_name": invited.name} if invited else {}
    return _employer_page(request, here, city, Form(fresh_form(city=city, **filled)))


@router.post("/employer")
async def register_as_clerk(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Send a code to the clerk's number, or tell everything that is wrong."""
    city = chosen_city(here, typed.get("city", ""))
    if city is None:
        return redirect("/register/employer")
    pending = None
    async with Action(typed) as action:
        refuse_change(request, city)
        pending = await _ask(here, visitor, typed, city)
    if action.refusal or pending is None:
        return _employer_page(request, here, city, action.form)
    return proof.page(request, here, pending)


@router.post("/employer/code")
async def prove_clerk(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """The number is the clerk's: add the employer and its clerk and sign the clerk in."""
    pending, begun, form = await proof.answered(here, visitor, typed, PROOF, _register_employer)
    if proof.is_of_what_was_typed(form.refusal):
        again = Form.refused({**pending.values, **fresh_form()}, form.refusal)
        return _employer_page(request, here, pending.city, again)
    if begun is None:
        return proof.page(request, here, pending, form)
    return give(redirect("/employers/mine"), begun, here)


async def _ask(here: Parts, visitor: Visitor, typed: dict[str, str], city: str) -> Pending:
    clerk = Clerk.typed(typed)
    checked(TypedEmployer.typed(typed), choices(here.cities, city), clerk=clerk, today=today())
    await proof.admit(here, visitor, clerk.mobile)
    pending = Pending.typed(
        PROOF,
        typed,
        account_id=derived("clerk", form_id(typed)),
        city=city,
        mobile=clerk.mobile,
        password_hash=await here.passwords.hash(clerk.password, visitor, form_id=form_id(typed)),
    )
    return await proof.send(here, pending)


async def _register_employer(here: Parts, visitor: Visitor, pending: Pending, code: str) -> Begun:
    details = checked(TypedEmployer.typed(pending.values), choices(here.cities, pending.city), today=today())
    await proof.check(here, visitor, pending, code)
    async with transaction(here.pool) as conn:
        await proof.use(conn, here, visitor, pending, code)
        account = await register_employer(
            conn,
            details,
            Clerk.typed(pending.values),
            clerk_id=pending.account_id,
            city=pending.city,
            password_hash=pending.password_hash,
            cipher=here.cipher,
        )
        await note_registered(conn, pending.values.get("invitation", ""), account.id)
        return await begin_first(conn, account, visitor, here)


def _employer_page(request: Request, here: Parts, city: str, form: Form) -> Response:
    return render(
        request,
        "employers/register_employer.html",
        form=form,
        **views.employer_choices(here.cities, city),
    )
