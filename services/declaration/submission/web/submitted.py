"""What was submitted, for its applicant to read and to print at any time, with its receipts."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kit.db import transaction
from kit.errors import NotFound
from kit.http import state
from kit.web.pages import render
from services.declaration.drafting.operations.draft import own_declaration, plan_of
from services.declaration.submission.store import receipts_of
from services.declaration.submission.web.parts import opened
from services.declaration.web.parts import Applicant, ApplicationId

router = APIRouter()


class NotSubmitted(NotFound):
    """本次申报尚未提交，没有可以查看的申报材料。"""


@router.get("/declarations/{application_id:uuid}/submitted")
async def show_submitted(request: Request, application_id: ApplicationId, who: Applicant) -> Response:
    """The sealed sections of the last submission: what the offices judge, evidence included."""
    async with transaction(state(request, "pool"), snapshot=True) as conn:
        record = await own_declaration(conn, application_id, who.account_id)
        plan = await plan_of(conn, record)
        receipts = await receipts_of(conn, record.id)
    if not record.is_submitted:
        raise NotSubmitted
    shown = await opened(request, record, record.sections)
    return render(request, "submission/submitted.html", record=record, plan=plan, receipts=receipts, **shown)
