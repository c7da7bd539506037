"""会议纪要 and 投票统计表 of a meeting whose results are recorded, for the committee's office alone."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts import minutes as contract
from contracts.access import Shown
from contracts.minutes import MeetingPaper
from kit.db import transaction
from kit.http import state
from kit.web.pages import render
from services.review.committee.web.experts import Official, Place
from services.review.meetings.operations import papers
from services.review.tasks import operations as tasks
from services.review.web.parts import Desk

router = APIRouter(prefix="/review/meetings", responses={404: {}})


@router.get("/{meeting_id}/papers")
async def show_papers(
    request: Request, who: Official, desk: Desk, place: Place, meeting_id: UUID
) -> HTMLResponse:
    """What the papers are about, and the buttons that print them."""
    async with transaction(desk.pool) as conn:
        found = await papers.papers_of(
            conn, desk.cipher, desk.cities, who, place[1], meeting_id, public_url=state(request, "public_url")
        )
        await tasks.tell_read(conn, who, found.people, Shown.CASE_LIST)
    return render(
        request,
        "meetings/papers.html",
        meeting=found.meeting,
        papers=MeetingPaper,
        facts=desk.grants.seal(found.facts, lasts=contract.LASTS),
        lists=[desk.grants.seal(part, lasts=contract.LASTS) for part in found.lists],
        people=len(found.people),
        told=found.facts,
        is_as_sealed=found.is_as_sealed,
    )
