"""The form: save whatever was typed, go on when it is complete."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from kit.clock import SHANGHAI, now
from kit.http import Conn, sent
from kit.web.forms import read_whole
from kit.web.pages import Form, redirect, render
from services.declaration.drafting.domain.answers import Answers, read, typed
from services.declaration.drafting.operations.draft import Desk, SavedElsewhere, open_desk, save_form
from services.declaration.drafting.web.views import categories, conflict, kinds
from services.declaration.web.parts import Applicant, ApplicationId

router = APIRouter()


@router.get("/declarations/{application_id:uuid}/form")
async def show_form(request: Request, application_id: ApplicationId, who: Applicant, conn: Conn) -> Response:
    """The form with what was typed so far; once submitted there is only the record."""
    desk = await open_desk(conn, application_id, who.account_id)
    if not desk.record.is_with_applicant:
        return redirect(f"/declarations/{application_id}")
    return _page(request, desk, desk.draft.answers, desk.draft.version)


@router.post("/declarations/{application_id:uuid}/form")
async def save(request: Request, application_id: ApplicationId, who: Applicant, conn: Conn) -> Response:
    """保存草稿 keeps whatever was typed; 下一步 keeps it too, and tells everything that is wrong."""
    desk = await open_desk(conn, application_id, who.account_id)
    form = await sent(request)
    answers = typed(form.get, form.getlist)
    try:
        draft = await save_form(conn, desk.record, answers, version=_version(form), at=now())
    except SavedElsewhere as refusal:
        rows = conflict(refusal.saved.answers, answers, desk.plan)
        return _page(request, desk, answers, refusal.saved.version, status=refusal.status, conflict=rows)
    if form.get("act") == "save":
        return redirect(f"/declarations/{application_id}/form?saved")
    _, faults = read(answers, desk.plan, now().astimezone(SHANGHAI).date())
    if faults:
        return _page(request, desk, answers, draft.version, status=422, faults=faults)
    return redirect(f"/declarations/{application_id}/preview")


def _version(form: FormData) -> int:
    return read_whole(str(form.get("version", ""))) or 0


def _page(
    request: Request, desk: Desk, answers: Answers, version: int, *, status: int = 200, **more: Any
) -> Response:
    faults = more.get("faults", ())
    return render(
        request,
        "drafting/form.html",
        status=status,
        form=Form({**answers, "version": version}, faults),
        record=desk.record,
        plan=desk.plan,
        kinds=kinds(desk.plan),
        categories=categories(desk.plan),
        conflict=more.get("conflict", ()),
        is_saved="saved" in request.query_params,
    )
