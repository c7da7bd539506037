"""A clerk's own employer: where its registration stands, and mending what was refused."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import Connection, transaction
from kit.errors import Invalid, NotFound, Stale
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Form, redirect, render
from services.identity.access.store.accounts import account_by_id
from services.identity.access.web.session import give
from services.identity.employers.domain.employers import Employer, may_be_mended
from services.identity.employers.domain.registration import TypedEmployer
from services.identity.employers.operations.register_employer import checked, choices, mend_employer
from services.identity.employers.store.employers import decisions_on, employer_of_clerk
from services.identity.employers.web import views
from services.identity.offices.web.renewal import renew
from services.identity.web.parts import Clerk, Here, Parts, Typed, today, version

router = APIRouter(prefix="/employers/mine")


@router.get("")
async def show_mine(request: Request, who: Clerk, here: Here, conn: Conn) -> Response:
    """The employer, where it stands, and why."""
    who, begun = await renew(request, conn, who)
    page = render(request, "employers/employer.html", **await _facts(conn, who, here))
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
    try:
        async with transaction(here.pool) as conn:
            offered = choices(here.cities, who.city)
            details = checked(TypedEmployer.typed(typed), offered, today=today())
            await mend_employer(conn, who.account_id, details, version=version(typed))
    except (Invalid, Stale) as refusal:
        form, status = Form.refused(typed, refusal), refusal.status
    else:
        return redirect("/employers/mine/letter")
    async with transaction(here.pool) as conn:
        employer = await _mine(conn, who)
        return await _mend_page(request, conn, employer, here, form, status=status)


async def _mine(conn: Connection, who: Session) -> Employer:
    employer = await employer_of_clerk(conn, who.account_id)
    if employer is None:
        raise NotFound
    return employer


async def _facts(conn: Connection, who: Session, here: Parts) -> dict[str, Any]:
    employer = await _mine(conn, who)
    decisions = await decisions_on(conn, employer.id)
    account = await account_by_id(conn, who.account_id)
    return {
        "employer": employer,
        "state": views.status_tag(employer),
        "rows": views.employer_rows(employer),
        "refusal": views.refusal(employer, decisions),
        "entries": views.decision_entries(employer, decisions),
        "clerk_name": who.name,
        "is_chief": employer.chief_id == who.account_id,
        "mobile": here.mobile_of(account),
    }


async def _mend_page(
    request: Request, conn: Connection, employer: Employer, here: Parts, form: Form, *, status: int = 200
) -> Response:
    decisions = await decisions_on(conn, employer.id)
    seen = {**form.values, "version": str(employer.version)}
    return render(
        request,
        "employers/mend_employer.html",
        status=status,
        form=Form(seen, form.faults),
        may_submit=may_be_mended(employer.status),
        **views.employer_choices(here.cities, employer.city),
        refusal=views.refusal(employer, decisions),
        saved=views.employer_rows(employer) if status == Stale.status else None,
        saved_state=views.status_tag(employer),
    )
