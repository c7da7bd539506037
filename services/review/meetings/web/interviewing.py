"""面试答辩: who comes when and where, and what came of it."""

from datetime import date, datetime, time
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from cities.offices import Office
from contracts.access import Shown
from contracts.results import SPOKEN_NAMES
from kit.clock import SHANGHAI
from kit.db import transaction
from kit.errors import Fault, Invalid
from kit.http import Typed
from kit.session import Session
from kit.web.forms import read_day, read_whole
from kit.web.pages import Action, Form, redirect, render
from services.review.committee.web.experts import Official, Place
from services.review.meetings.domain.interviews import Called
from services.review.meetings.operations import interviewing
from services.review.tasks import operations as tasks
from services.review.web.parts import Desk, Means, text

router = APIRouter(prefix="/review/meetings", responses={404: {}})


@router.get("/{meeting_id}/interviews")
async def show_interviews(
    request: Request, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Everybody who is interviewed, in roster order."""
    return await _page(request, who, desk, place[1], meeting_id)


@router.post("/{meeting_id}/interviews")
async def call(
    request: Request, typed: Typed, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Tell everybody when and where."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await interviewing.call(conn, desk.cipher, who, place[1], meeting_id, called_of(typed))
    if action.refusal:
        return await _page(request, who, desk, place[1], meeting_id, action.form)
    return redirect(f"/review/meetings/{meeting_id}/interviews")


@router.post("/{meeting_id}/interviews/outcomes")
async def record(
    request: Request, typed: Typed, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Record what came of them."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await interviewing.record(
            conn, desk.cipher, who, place[1], meeting_id, lambda field: text(typed, field).strip()
        )
    if action.refusal:
        return await _page(request, who, desk, place[1], meeting_id, action.form)
    return redirect(f"/review/meetings/{meeting_id}/interviews")


def called_of(typed: FormData) -> Called:
    """What was typed of the time table; what cannot be read is told at once."""
    day, clock = read_day(typed, "begins_on", "面试日期"), _time(text(typed, "time"))
    faults = [day] if isinstance(day, Fault) else []
    if day is None:
        faults.append(Fault(field="begins_on", message="请填写面试日期"))
    if clock is None:
        faults.append(Fault(field="time", message="请填写开始的时间，例如 9:00"))
    if faults or not isinstance(day, date) or clock is None:
        raise Invalid(faults=faults)
    return Called(
        begins_at=datetime.combine(day, clock, SHANGHAI),
        minutes=read_whole(text(typed, "minutes")) or 0,
        place=" ".join(text(typed, "place").split()),
    )


def _time(typed: str) -> time | None:
    hour, _, minute = typed.strip().replace("：", ":").partition(":")
    parts = read_whole(hour), read_whole(minute)
    try:
        return time(parts[0], parts[1]) if parts[0] is not None and parts[1] is not None else None
    except ValueError:
        return None


async def _page(
    request: Request, who: Session, desk: Means, office: Office, meeting_id: UUID, form: Form | None = None
) -> Response:
    async with transaction(desk.pool) as conn:
        meeting, people = await interviewing.interviewees_of(conn, desk.cipher, office, meeting_id)
        await tasks.tell_read(conn, who, [one.person_id for one in people], Shown.CASE_LIST)
    recorded = {
        f"{name}-{one.number}": value
        for one in people
        if one.interview
        for name, value in (("outcome", one.interview.outcome), ("said", one.interview.said))
    }
    return render(
        request,
        "meetings/interviews.html",
        form=(form or Form()).over(place=meeting.place, minutes="15", **recorded),
        meeting=meeting,
        people=people,
        called=[one for one in people if one.interview],
        outcomes=list(SPOKEN_NAMES.items()),
    )
