"""Registering: a person, or an employer by its clerk."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.errors import Invalid
from kit.http import Conn
from kit.session import Anyone
from kit.web.pages import Form, redirect, render
from services.identity.domain.persons import IdKind
from services.identity.domain.registration import Applicant, Clerk, TypedEmployer
from services.identity.operations.attempts import TooSoon, Visitor, count_claim, forgive_claim
from services.identity.operations.faults import refuse
from services.identity.operations.inviting import invitation_in, note_registered
from services.identity.operations.register_applicant import AlreadyRegistered, register_applicant
from services.identity.operations.register_employer import checked, choices, register_employer
from services.identity.operations.sessions import Begun
from services.identity.web import views
from services.identity.web.parts import From, Here, Parts, Typed, chosen_city, form_id, late, today
from services.identity.web.session import begin, give

router = APIRouter(prefix="/register")


@router.get("")
async def show_register(request: Request, _: Anyone, here: Here) -> Response:
    """Ask a person for what an account needs."""
    return _applicant_page(request, here, Form(views.fresh_form(id_kind=IdKind.RESIDENT)))


@router.post("")
async def register(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Add the person and sign them in, or tell everything that is wrong."""
    try:
        begun = await _register_applicant(here, visitor, typed)
    except Invalid as refusal:
        return _applicant_page(request, here, Form(typed, refusal.faults), status=refusal.status)
    except (AlreadyRegistered, TooSoon) as refusal:
        return _refused_page(request, here, typed, refusal)
    return give(redirect("/"), begun, here)


@router.get("/employer")
async def show_register_employer(request: Request, _: Anyone, here: Here, conn: Conn) -> Response:
    """Ask a clerk for the employer and for an account; first for the city, where there are several.

    Who was invited finds city and name filled in.
    """
    link = request.query_params.get("invitation", "")
    invited = await invitation_in(conn, link)
    city = chosen_city(here, invited.city if invited else request.query_params.get("city", ""))
    if city is None:
        return render(request, "identity/choose_city.html", cities=views.city_choices(here.cities))
    filled = {"invitation": link, "employer_name": invited.name} if invited else {}
    return _employer_page(request, here, city, Form(views.fresh_form(city=city, **filled)))


@router.post("/employer")
async def register_as_clerk(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Add the employer and its clerk and sign the clerk in, or tell everything that is wrong."""
    city = chosen_city(here, typed.get("city", ""))
    if city is None:
        return redirect("/register/employer")
    try:
        begun = await _register_employer(here, visitor, typed, city)
    except Invalid as refusal:
        return _employer_page(request, here, city, Form(typed, refusal.faults), status=refusal.status)
    return give(redirect("/employers/mine"), begun, here)


async def _register_applicant(here: Parts, visitor: Visitor, typed: dict[str, str]) -> Begun:
    applicant = Applicant.typed(typed)
    city = chosen_city(here, typed.get("city", ""))
    refuse({**({} if city else {"city": "请选择申报所在的城市"}), **applicant.faults(today())})
    async with transaction(here.pool) as conn:
        await count_claim(conn, visitor)
    password_hash = await here.passwords.hash(applicant.password)
    async with transaction(here.pool) as conn:
        account = await register_applicant(
            conn,
            applicant,
            form_id=form_id(typed),
            city=city or "",
            password_hash=password_hash,
            cipher=here.cipher,
            passwords=here.passwords,
        )
        await forgive_claim(conn, visitor)
        return await begin(conn, account, visitor, here)


async def _register_employer(here: Parts, visitor: Visitor, typed: dict[str, str], city: str) -> Begun:
    clerk = Clerk.typed(typed)
    offered = choices(here.cities, city)
    details = checked(TypedEmployer.typed(typed), offered, clerk=clerk, today=today())
    password_hash = await here.passwords.hash(clerk.password)
    async with transaction(here.pool) as conn:
        account = await register_employer(
            conn,
            details,
            clerk,
            form_id=form_id(typed),
            city=city,
            password_hash=password_hash,
            cipher=here.cipher,
            passwords=here.passwords,
        )
        await note_registered(conn, typed.get("invitation", ""), account.id)
        return await begin(conn, account, visitor, here)


def _refused_page(
    request: Request, here: Parts, typed: dict[str, str], refusal: AlreadyRegistered | TooSoon
) -> Response:
    """There is an account already: the way to sign in, and no more; who tries many numbers waits."""
    form = Form.refused(typed, refusal)
    is_known = isinstance(refusal, AlreadyRegistered)
    page = _applicant_page(request, here, form, status=refusal.status, is_known=is_known)
    return late(page, refusal)


def _applicant_page(
    request: Request, here: Parts, form: Form, *, status: int = 200, is_known: bool = False
) -> Response:
    return render(
        request,
        "identity/register.html",
        status=status,
        form=form,
        is_known=is_known,
        cities=views.city_choices(here.cities),
        id_kinds=views.ID_KIND_CHOICES,
    )


def _employer_page(request: Request, here: Parts, city: str, form: Form, *, status: int = 200) -> Response:
    return render(
        request,
        "identity/register_employer.html",
        status=status,
        form=form,
        **views.employer_choices(here.cities, city),
    )
