"""退回补正: what is to be mended of a case before its meeting, item by item."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from contracts.access import Shown
from contracts.application import Verdict
from kit.db import transaction
from kit.http import Typed
from kit.session import Session, require
from kit.web.pages import Action, Form, redirect, render
from services.review.examination.web.decision import choices, proposal_of, unfolded
from services.review.returns import operations
from services.review.tasks import operations as tasks
from services.review.tasks.domain import word
from services.review.web.parts import Desk, Means

router = APIRouter()

Official = Annotated[Session, Depends(require("official"))]
PAGE = "/review/returns/{candidate_id}"


@router.get(PAGE)
async def show_return(request: Request, who: Official, desk: Desk, candidate_id: UUID) -> HTMLResponse:
    """The form, or what was told to mend."""
    return await _page(request, who, desk, candidate_id, Form())


@router.post(PAGE)
async def send_back(
    request: Request, typed: Typed, who: Official, desk: Desk, candidate_id: UUID
) -> Response:
    """Send a case back."""
    named = proposal_of(typed).named
    async with Action(typed, beside="named") as action, transaction(desk.pool) as conn:
        await operations.send_back(conn, desk.cipher, desk.cities, who, candidate_id, named)
    if action.refusal:
        return await _page(request, who, desk, candidate_id, action.form)
    return redirect(f"/review/returns/{candidate_id}")


async def _page(request: Request, who: Session, desk: Means, candidate_id: UUID, form: Form) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        found, task = await operations.candidate_of(conn, desk.cipher, who, candidate_id)
        await tasks.tell_read(conn, who, [found.person_id], Shown.CASE, found.application_id)
    city, items = desk.cities.city(task.city), operations.items_of(task)
    return render(
        request,
        "returns/return.html",
        one=found,
        task=task,
        returnable=[(item, choices(city.reasons, item.code, Verdict.RETURNED)) for item in items],
        returns_left=city.returns_left(task.plan, task.round),
        words={verdict.value: word(task.role, verdict) for verdict in Verdict},
        unfolded=unfolded(items, form),
        flagged={},
        offered={},
        form=form,
    )
