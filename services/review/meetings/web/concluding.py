"""登记评审结果: the office records what a closed meeting voted, with a reason for whom it did not elect."""

from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from cities import City
from cities.offices import Office
from contracts.access import Shown
from contracts.results import OUTCOME_NAMES
from kit.db import transaction
from kit.http import Typed, state
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.review.committee.web.experts import Official, Place
from services.review.meetings.operations import concluding, papers
from services.review.meetings.operations.concluding import field_of
from services.review.tasks import operations as tasks
from services.review.web.parts import Desk, Means, text

router = APIRouter(prefix="/review/meetings", responses={404: {}})


@router.get("/{meeting_id}/results")
async def show_results(
    request: Request, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Who was elected and who was not, and where the committee says why."""
    return await _page(request, who, desk, place, meeting_id)


@router.post("/{meeting_id}/results")
async def record_results(
    request: Request, typed: Typed, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> Response:
    """Record all results, and tell the workflows."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        said = partial(_said, typed)
        url = state(request, "public_url")
        await papers.conclude(conn, desk.cipher, desk.cities, who, place[1], meeting_id, said, public_url=url)
    if action.refusal:
        return await _page(request, who, desk, place, meeting_id, action.form)
    return redirect(f"/review/meetings/{meeting_id}/results")


def _said(typed: FormData, field: str) -> str:
    """What was typed, else what was chosen."""
    return text(typed, f"{field}-text").strip() or text(typed, f"{field}-chosen").strip()


async def _page(
    request: Request,
    who: Session,
    desk: Means,
    place: tuple[City, Office],
    meeting_id: UUID,
    form: Form | None = None,
) -> Response:
    city, office = place
    async with transaction(desk.pool) as conn:
        meeting, voted = await concluding.voted_of(conn, desk.cipher, office, meeting_id)
        await tasks.tell_read(conn, who, [one.candidate.person_id for one in voted], Shown.CASE_LIST)
    return render(
        request,
        "meetings/results.html",
        meeting=meeting,
        voted=voted,
        failed=[(one, field_of(one.case)) for one in voted if not one.tally.is_passed],
        is_recorded=concluding.is_recorded(voted),
        texts=[(one, one) for one in city.not_elected],
        outcomes=OUTCOME_NAMES,
        form=form or Form(),
    )
