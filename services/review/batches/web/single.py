"""A passed case on its own page: sent on, or taken back."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kit.db import transaction
from kit.web.links import along
from kit.web.pages import redirect
from services.review.batches.operations import sending
from services.review.batches.operations.sending import sender_of
from services.review.web.parts import Desk, Examiner

router = APIRouter()


@router.post("/review/{task_id}/send")
async def send(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """审核推荐: send on this one case that was passed (B4.1)."""
    async with transaction(desk.pool) as conn:
        await sending.send(conn, desk.cipher, sender_of(who), task_id, desk.cities)
    return redirect(along(request, f"/review/{task_id}/decision"))


@router.post("/review/{task_id}/take-back")
async def take_back(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Examine again what was passed and not sent on."""
    async with transaction(desk.pool) as conn:
        await sending.take_back(conn, desk.cipher, sender_of(who), task_id)
    return redirect(along(request, f"/review/{task_id}"))
