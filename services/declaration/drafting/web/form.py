"""The form: save whatever was typed, go on when it is complete."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.sections.verified import facts
from kit.clock import SHANGHAI, now
from kit.errors import Invalid
from kit.http import Conn, Typed
from kit.web.forms import read_whole
from kit.web.pages import Action, Form, redirect, render
from services.declaration.drafting.domain.answers import read, typed
from services.declaration.drafting.domain.reopening import FORM
from services.declaration.drafting.operations.draft import Desk, SavedElsewhere, open_desk, save_form
from services.declaration.drafting.operations.reopening import leads_elsewhere
from services.declaration.drafting.web.views import SOURCES, categories, conflict, kinds, taken
from services.declaration.web.parts import Applicant, ApplicationId, Cipher

router = APIRouter()


@router.get("/declarations/{application_id:uuid}/form")
async def show_form(
    request: Request, application_id: ApplicationId, who: Applicant, cipher: Cipher, conn: Conn
) -> Response:
    """The form with what was typed so far; once submitted there is only the record."""
    desk = await open_desk(conn, cipher, application_id, who.account_id)
    if elsewhere := await leads_elsewhere(conn, desk.record, FORM):
        return redirect(elsewhere)
    answers = desk.draft.answers
    form = Form({**answers, **taken(answers, desk.verified), "version": desk.draft.version})
    return _page(request, desk, form)


@router.post("/declarations/{application_id:uuid}/form")
async def save(
    request: Request, application_id: ApplicationId, who: Applicant, sent: Typed, cipher: Cipher, conn: Conn
) -> Response:
    """保存草稿 keeps whatever was typed; 下一步 keeps it too, and tells everything that is wrong."""
    desk = await open_desk(conn, cipher, application_id, who.account_id)
    answers = typed(sent.get, sent.getlist)
    version = read_whole(str(sent.get("version", ""))) or 0
    async with Action({**answers, "version": version}) as action, conn.transaction():
        draft = await save_form(conn, desk.record, answers, version=version, at=now())
    if isinstance(action.refusal, SavedElsewhere):
        saved = action.refusal.saved
        rows = conflict(saved.answers, answers, desk.plan)
        return _page(request, desk, action.form.but(version=saved.version), rows)
    if action.refusal:
        return _page(request, desk, action.form)
    if sent.get("act") == "save":
        return redirect(f"/declarations/{application_id}/form?saved")
    form, faults = read(answers, desk.plan, now().astimezone(SHANGHAI).date(), desk.verified)
    if form is None:
        refused = Form.refused({**answers, "version": draft.version}, Invalid(faults=faults))
        return _page(request, desk, refused)
    chosen = next(kind for kind in desk.plan.kind if kind.slug == form.declared.kind)
    onward = "attachments" if chosen.minimum_score is None else "assessment"
    return redirect(f"/declarations/{application_id}/{onward}")


def _page(request: Request, desk: Desk, form: Form, conflict: Sequence[Sequence[str]] = ()) -> Response:
    return render(
        request,
        "drafting/form.html",
        form=form,
        record=desk.record,
        plan=desk.plan,
        kinds=kinds(desk.plan),
        categories=categories(desk.plan),
        sources=SOURCES,
        verified=list(facts(desk.verified).items()) if desk.verified else [],
        conflict=conflict,
        is_saved="saved" in request.query_params,
    )
