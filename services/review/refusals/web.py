"""不通过（可撤回）: what an office refused and nobody was told of yet (E4.2, B3.1)."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from contracts.access import Shown
from kit.db import transaction
from kit.http import Typed
from kit.stretch import EARLIEST, Mark, Stretch
from kit.web.links import along
from kit.web.pages import redirect, render
from services.review.refusals import operations, store
from services.review.tasks import operations as tasks
from services.review.web.parts import Desk, Examiner, version

router = APIRouter()
PAGE = 50


@router.get("/review/refused")
async def show_refused(request: Request, who: Examiner, desk: Desk, after: str = "") -> HTMLResponse:
    """What this office refused, until when each can be taken back, and by whom."""
    mark = Mark.read(after)
    async with transaction(desk.pool) as conn:
        found = (
            await store.listed(
                conn, desk.cipher, who.org_id, own=who.person_id, after=mark or EARLIEST, limit=PAGE + 1
            )
            if who.org_id
            else []
        )
        await tasks.tell_read(conn, who, [one.person_id for one in found[:PAGE]], Shown.CASE_LIST)
    return render(request, "refusals/refused.html", stretch=Stretch.of(found, PAGE, mark))


@router.post("/review/{task_id}/refusal/take-back")
async def take_back(request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Examine again what was refused and not told."""
    async with transaction(desk.pool) as conn:
        await operations.take_back(conn, desk.cipher, who, task_id, version(typed))
    return redirect(along(request, f"/review/{task_id}"))
