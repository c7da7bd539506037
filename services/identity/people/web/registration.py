"""A person registers."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.session import Anyone
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.attempts import Visitor, count_claim, forgive_claim
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import Begun
from services.identity.access.web.session import begin, give
from services.identity.accounts.operations.contact import AlreadyRegistered
from services.identity.people.domain.persons import ID_KIND_NAMES, IdKind
from services.identity.people.domain.registration import Applicant
from services.identity.people.operations.register_applicant import register_applicant
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
ID_KINDS = [(kind.value, name) for kind, name in ID_KIND_NAMES.items()]


@router.get("")
async def show_register(request: Request, _: Anyone, here: Here) -> Response:
    """Ask a person for what an account needs."""
    return _page(request, here, Form(fresh_form(id_kind=IdKind.RESIDENT)))


@router.post("")
async def register(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Add the person and sign them in, or tell everything that is wrong."""
    async with Action(typed) as action:
        begun = await _register_applicant(here, visitor, typed)
    if action.refusal:
        return _page(request, here, action.form)
    return give(redirect("/"), begun, here)


async def _register_applicant(here: Parts, visitor: Visitor, typed: dict[str, str]) -> Begun:
    applicant = Applicant.typed(typed)
    city = chosen_city(here, typed.get("city", ""))
    refuse({**({} if city else {"city": "请选择申报所在的城市"}), **applicant.faults(today())})
    async with transaction(here.pool) as conn:
        await count_claim(conn, visitor)
    password_hash = await here.passwords.hash(applicant.password, form_id=form_id(typed))
    async with transaction(here.pool) as conn:
        account = await register_applicant(
            conn,
            applicant,
            form_id=form_id(typed),
            city=city or "",
            password_hash=password_hash,
            cipher=here.cipher,
        )
        await forgive_claim(conn, visitor)
        return await begin(conn, account, visitor, here)


def _page(request: Request, here: Parts, form: Form) -> Response:
    """Where there is an account already: the way to sign in, and no more."""
    return render(
        request,
        "people/register.html",
        form=form,
        is_known=isinstance(form.refusal, AlreadyRegistered),
        cities=city_choices(here.cities),
        id_kinds=ID_KINDS,
    )
