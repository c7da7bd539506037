"""录入纸质票: each of two officials enters what they counted, without seeing what the other did."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cities.offices import Office
from kit.db import transaction
from kit.http import Typed
from kit.session import Session
from kit.web.forms import read_whole
from kit.web.pages import Action, Form, redirect, render
from services.review.committee.web.experts import Official, Place
from services.review.meetings.domain.counts import KINDS, named
from services.review.meetings.operations import counting
from services.review.web.parts import Desk, Means, text

router = APIRouter(prefix="/review/meetings", responses={404: {}})


@router.get("/{meeting_id}/count")
async def show_count(request: Request, who: Official, desk: Desk, place: Place, meeting_id: UUID) -> Response:
    """One's own count, or where both differ, or that both say the same."""
    return await _page(request, who, desk, place[1], meeting_id)


@router.post("/{meeting_id}/count")
async def enter_count(
    request: Request, typed: Typed, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Enter what one counted."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await counting.enter(
            conn,
            desk.cipher,
            who,
            place[1],
            meeting_id,
            lambda field: read_whole(text(typed, field)),
            number=read_whole(text(typed, "number")) or 0,
        )
    if action.refusal:
        return await _page(request, who, desk, place[1], meeting_id, action.form)
    return redirect(f"/review/meetings/{meeting_id}/count")


async def _page(
    request: Request,
    who: Session,
    desk: Means,
    office: Office,
    meeting_id: UUID,
    form: Form | None = None,
) -> Response:
    async with transaction(desk.pool) as conn:
        found = await counting.counted_of(conn, desk.cipher, office, meeting_id)
    counts = found.counting
    return render(
        request,
        "meetings/count.html",
        form=(form or Form()).over(**counts.offered(who.account_id)).but(number=counts.number),
        meeting=found.meeting,
        present=found.present,
        cases=[(case, found.recused.get(case.application_id, 0)) for case in found.cases],
        kinds=KINDS,
        counts=counts,
        mine=counts.mine(who.account_id, counts.number),
        is_other=any(one.account_id != who.account_id for one in counts.last if one.number == counts.number),
        differing=[named(field, found.cases) for field in counts.differing()],
    )
