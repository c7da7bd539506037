"""评议组意见: what the groups wrote of each candidate, entered by the office."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cities.offices import Office
from contracts.access import Shown
from kit.db import transaction
from kit.http import Typed
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.review.committee.web.experts import Official, Place
from services.review.meetings.domain.opinions import group_of
from services.review.meetings.operations import grouping
from services.review.meetings.store import opinions as store
from services.review.tasks import operations as tasks
from services.review.web.parts import Desk, Means, text

router = APIRouter(prefix="/review/meetings", responses={404: {}})


@router.get("/{meeting_id}/opinions")
async def show_opinions(
    request: Request, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Everybody on whom the meeting votes, in roster order, with what their group wrote."""
    return await _page(request, who, desk, place[1], meeting_id)


@router.post("/{meeting_id}/opinions")
async def record(
    request: Request, typed: Typed, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Record what the groups wrote."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await grouping.record(
            conn, desk.cipher, who, place[1], meeting_id, lambda field: text(typed, field).strip()
        )
    if action.refusal:
        return await _page(request, who, desk, place[1], meeting_id, action.form)
    return redirect(f"/review/meetings/{meeting_id}/opinions")


async def _page(
    request: Request, who: Session, desk: Means, office: Office, meeting_id: UUID, form: Form | None = None
) -> Response:
    async with transaction(desk.pool) as conn:
        meeting, cases = await grouping.cases_of(conn, desk.cipher, office, meeting_id)
        found = await store.opinions_of(conn, desk.cipher, meeting_id)
        people = await store.people_of(conn, [one.candidate_id for one in cases if one.candidate_id])
        await tasks.tell_read(conn, who, people, Shown.CASE_LIST)
    kept = {
        f"opinion-{case.place}": found[case.application_id].text
        for case in cases
        if case.application_id in found
    }
    return render(
        request,
        "meetings/opinions.html",
        form=(form or Form()).over(**kept),
        meeting=meeting,
        cases=cases,
        found=found,
        group_of=group_of,
    )
