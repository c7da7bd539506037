"""An employer is registered by its clerk."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.http import Conn
from kit.session import Anyone
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.sessions import Begun
from services.identity.access.web.session import begin, give
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
    """Add the employer and its clerk and sign the clerk in, or tell everything that is wrong."""
    city = chosen_city(here, typed.get("city", ""))
    if city is None:
        return redirect("/register/employer")
    async with Action(typed) as action:
        begun = await _register_employer(here, visitor, typed, city)
    if action.refusal:
        return _employer_page(request, here, city, action.form)
    return give(redirect("/employers/mine"), begun, here)


async def _register_employer(here: Parts, visitor: Visitor, typed: dict[str, str], city: str) -> Begun:
    clerk = Clerk.typed(typed)
    offered = choices(here.cities, city)
    details = checked(TypedEmployer.typed(typed), offered, clerk=clerk, today=today())
    password_hash = await here.passwords.hash(clerk.password, form_id=form_id(typed))
    async with transaction(here.pool) as conn:
        account = await register_employer(
            conn,
            details,
            clerk,
            form_id=form_id(typed),
            city=city,
            password_hash=password_hash,
            cipher=here.cipher,
        )
        await note_registered(conn, typed.get("invitation", ""), account.id)
        return await begin(conn, account, visitor, here)


def _employer_page(request: Request, here: Parts, city: str, form: Form) -> Response:
    return render(
        request,
        "employers/register_employer.html",
        form=form,
        **views.employer_choices(here.cities, city),
    )
