"""The scan of the letter with which a case was sent, for the offices that come after (M1.1)."""

from uuid import UUID

from fastapi import APIRouter
from fastapi.responses import Response

from kit.web.pages import redirect
from services.review import gateway
from services.review.commissions.operations import NoLetter
from services.review.examination.web.parts import look
from services.review.web.parts import Desk, Examiner, view_page

router = APIRouter()


@router.get("/review/{task_id}/commissions/{file_id}")
async def show_scan(who: Examiner, desk: Desk, task_id: UUID, file_id: UUID) -> Response:
    """Lead to a scan that a sealed decision of this case names."""
    task = (await look(desk, who, task_id)).task
    before = await gateway.decisions(desk.file, task.application_id, task.manifest)
    if not any(one.commission and one.commission.file_id == file_id for one in before):
        raise NoLetter
    return redirect(view_page(desk, who, file_id, f"/review/{task_id}"))
