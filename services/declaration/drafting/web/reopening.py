"""申请修改: a part that a return did not name is opened with a reason."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kit.clock import now
from kit.db import Connection
from kit.errors import NotFound
from kit.http import Conn, Typed
from kit.web.pages import Action, Form, redirect, render
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.reopening import AREAS, REASON_LIMIT, Area
from services.declaration.drafting.operations.draft import own_declaration, plan_of
from services.declaration.drafting.operations.reopening import closed_areas, reopen
from services.declaration.web.parts import Applicant, ApplicationId

router = APIRouter()


@router.get("/declarations/{application_id:uuid}/reopen/{area}")
async def ask(
    request: Request, application_id: ApplicationId, area: str, who: Applicant, conn: Conn
) -> Response:
    """Why a part is to be changed that was not named; what is open already is led to."""
    record, wanted = await own_declaration(conn, application_id, who.account_id), _area(area)
    if not record.is_with_applicant:
        return redirect(f"/declarations/{record.id}")
    if wanted.code not in await closed_areas(conn, record):
        return redirect(wanted.page(record.id, record.plan))
    return await _page(request, conn, record, wanted, Form())


@router.post("/declarations/{application_id:uuid}/reopen/{area}")
async def open_with_reason(
    request: Request, application_id: ApplicationId, area: str, who: Applicant, typed: Typed, conn: Conn
) -> Response:
    """Open it, and lead to where it is changed."""
    record, wanted = await own_declaration(conn, application_id, who.account_id), _area(area)
    async with Action(typed) as action, conn.transaction():
        await reopen(conn, record, wanted, str(typed.get("reason", "")), at=now())
    if action.refusal:
        return await _page(request, conn, record, wanted, action.form)
    return redirect(wanted.page(record.id, record.plan))


def _area(code: str) -> Area:
    if code not in AREAS:
        raise NotFound
    return AREAS[code]


async def _page(request: Request, conn: Connection, record: Record, area: Area, form: Form) -> Response:
    plan = await plan_of(conn, record)
    return render(
        request,
        "drafting/reopen.html",
        form=form,
        record=record,
        plan=plan,
        area=area,
        limit=REASON_LIMIT,
    )
