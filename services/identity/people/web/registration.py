"""A person registers."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.ids import derived
from kit.session import Anyone
from kit.standing import refuse_change
from kit.standstill import StandsStill
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.domain.sign_in import local_path, steps
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import Begun
from services.identity.access.web.session import begin_first, give
from services.identity.accounts.operations.contact import AlreadyRegistered
from services.identity.accounts.operations.prove_mobile import Pending
from services.identity.accounts.web import proof
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
PROOF = f"{router.prefix}/code"
ID_KINDS = [(kind.value, name) for kind, name in ID_KIND_NAMES.items()]


@router.get("")
async def show_register(request: Request, _: Anyone, here: Here) -> Response:
    """Ask a person for what an account needs."""
    then = local_path(request.query_params.get("next", "/"))
    return _page(request, here, Form(fresh_form(id_kind=IdKind.RESIDENT, next=then)))


@router.post("")
async def register(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Send a code to the number, or tell everything that is wrong."""
    pending = None
    async with Action(typed) as action:
        refuse_change(request, chosen_city(here, typed.get("city", "")) or "")
        pending = await _ask(here, visitor, typed)
    if action.refusal or pending is None:
        return _page(request, here, action.form)
    return proof.page(request, here, pending)


@router.post("/code")
async def prove(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """The number is theirs: add the person and sign them in."""
    pending, begun, form = await proof.answered(here, visitor, typed, PROOF, _register_applicant)
    if isinstance(form.refusal, AlreadyRegistered | StandsStill):
        return _page(request, here, Form.refused({**pending.values, **fresh_form()}, form.refusal))
    if begun is None:
        return proof.page(request, here, pending, form)
    return give(redirect(local_path(pending.values.get("next", "/"))), begun, here)


async def _ask(here: Parts, visitor: Visitor, typed: dict[str, str]) -> Pending:
    applicant = Applicant.typed(typed)
    city = chosen_city(here, typed.get("city", ""))
    refuse({**({} if city else {"city": "请选择申报所在的城市"}), **applicant.faults(today())})
    await proof.admit(here, visitor, applicant.mobile)
    pending = Pending.typed(
        PROOF,
        typed,
        account_id=derived("person", form_id(typed)),
        city=city or "",
        mobile=applicant.mobile,
        password_hash=await here.passwords.hash(applicant.password, visitor, form_id=form_id(typed)),
    )
    return await proof.send(here, pending)


async def _register_applicant(here: Parts, visitor: Visitor, pending: Pending, code: str) -> Begun:
    await proof.check(here, visitor, pending, code)
    async with transaction(here.pool) as conn:
        await proof.use(conn, here, visitor, pending, code)
        account = await register_applicant(
            conn,
            Applicant.typed(pending.values),
            person_id=pending.account_id,
            city=pending.city,
            password_hash=pending.password_hash,
            cipher=here.cipher,
        )
        return await begin_first(conn, account, visitor, here)


def _page(request: Request, here: Parts, form: Form) -> Response:
    """Where there is an account already: the way to sign in, and no more."""
    return render(
        request,
        "people/register.html",
        form=form,
        is_known=isinstance(form.refusal, AlreadyRegistered),
        cities=city_choices(here.cities),
        id_kinds=ID_KINDS,
        openid=here.openid.label if here.openid else None,
        steps=steps(form.value("next")),
    )
