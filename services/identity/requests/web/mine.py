"""A clerk's own employer: where its registration stands, and mending what was refused."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import Connection, transaction
from kit.errors import NotFound, Stale
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.store.accounts import account_by_id
from services.identity.access.web.session import give
from services.identity.employers.domain.employers import Employer, may_be_mended
from services.identity.employers.domain.registration import TypedEmployer
from services.identity.employers.operations.register_employer import checked, choices, mend_employer
from services.identity.employers.store.employers import employer_of_clerk
from services.identity.employers.web import views
from services.identity.offices.web.renewal import renew
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.store.requests import requests_of
from services.identity.requests.web.views import history, refusal, suspension
from services.identity.web.parts import Clerk, Here, Parts, Typed, today, version

router = APIRouter(prefix="/employers/mine")


@router.get("")
async def show_mine(request: Request, who: Clerk, here: Here, conn: Conn) -> Response:
    """The employer, where it stands, and why."""
    who, begun = await renew(request, conn, who)
    page = render(request, "requests/employer.html", **await _facts(conn, who, here))
    return give(page, begun, here)


@router.get("/mend")
async def show_mend(request: Request, who: Clerk, here: Here, conn: Conn) -> Response:
    """What was refused, to be mended."""
    employer = await _mine(conn, who)
    if not may_be_mended(employer.status):
        return redirect("/employers/mine")
    return await _mend_page(request, conn, employer, here, Form(views.typed_again(employer, here.cities)))


@router.post("/mend")
async def mend(request: Request, who: Clerk, here: Here, typed: Typed) -> Response:
    """Submit again, or tell everything that is wrong, or what another tab submitted meanwhile."""
    async with Action(typed) as action, transaction(here.pool) as conn:
        offered = choices(here.cities, who.city)
        details = checked(TypedEmployer.typed(typed), offered, today=today())
        await mend_employer(conn, who.account_id, details, version=version(typed))
    if action.refusal is None:
        return redirect("/employers/mine/letter")
    async with transaction(here.pool) as conn:
        return await _mend_page(request, conn, await _mine(conn, who), here, action.form)


async def _mine(conn: Connection, who: Session) -> Employer:
    employer = await employer_of_clerk(conn, who.account_id)
    if employer is None:
        raise NotFound
    return employer


async def _facts(conn: Connection, who: Session, here: Parts) -> dict[str, Any]:
    employer = await _mine(conn, who)
    asked = await requests_of(conn, employer.id)
    account = await account_by_id(conn, who.account_id)
    return {
        "employer": employer,
        "state": views.status_tag(employer),
        "rows": views.employer_rows(employer),
        "refusal": refusal(employer, asked),
        "suspension": suspension(employer, asked),
        "entries": history(employer, asked),
        "clerk_name": who.name,
        "is_chief": employer.chief_id == who.account_id,
        "mobile": here.mobile_of(account),
    }


async def _mend_page(
    request: Request, conn: Connection, employer: Employer, here: Parts, form: Form
) -> Response:
    asked = await requests_of(conn, employer.id, Kind.REGISTRATION)
    return render(
        request,
        "requests/mend_employer.html",
        form=form.but(version=str(employer.version)),
        may_submit=may_be_mended(employer.status),
        **views.employer_choices(here.cities, employer.city),
        refusal=refusal(employer, asked),
        saved=views.employer_rows(employer) if isinstance(form.refusal, Stale) else None,
        saved_state=views.status_tag(employer),
    )
