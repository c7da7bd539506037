"""The home page: what this is, or what to do next for whoever asks."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import Connection
from kit.http import Conn
from kit.session import Anyone, Session
from kit.web.pages import render
from services.identity.domain.requests import RequestState
from services.identity.operations.acting import choices_of
from services.identity.operations.offices import office_shown
from services.identity.operations.sessions import is_live
from services.identity.store.clerkships import wanted_employer
from services.identity.store.corrections import count_corrections
from services.identity.store.employers import (
    decisions_on,
    employer_by_id,
    employer_of_clerk,
    employers_by_status,
)
from services.identity.store.requests import count_requests
from services.identity.web import views
from services.identity.web.parts import Here, Parts
from services.identity.web.session import give, renew, take

router = APIRouter()


@router.get("/")
async def show_home(request: Request, who: Anyone, here: Here, conn: Conn) -> Response:
    """For nobody what this is, for everybody else what to do next."""
    if who is None:
        return render(request, "identity/welcome.html")
    if not await is_live(conn, who):
        request.state.session = None
        return take(render(request, "identity/welcome.html"), here)
    who, begun = await renew(request, conn, who)
    page = render(request, f"identity/home_{who.role}.html", **await _facts(conn, who, here))
    return give(page, begun, here)


async def _facts(conn: Connection, who: Session, here: Parts) -> dict[str, Any]:
    if who.role == "clerk":
        return await employer_facts(conn, who) | {"tasks": views.CLERK_TASKS}
    if who.role == "official":
        office = await office_shown(conn, here.cities, who.org_id)
        found = await choices_of(conn, who.account_id)
        return {"office": office, "tasks": views.OFFICIAL_TASKS if office else [], "choices": found}
    if who.role == "admin":
        counts = await employers_by_status(conn, city=who.city, words="")
        asked = await count_requests(conn, city=who.city)
        corrections = await count_corrections(conn, city=who.city)
        open_ones = (one[RequestState.SUBMITTED] for one in (asked, corrections))
        return {"tasks": views.admin_tasks(counts, *open_ones)}
    return {"tasks": views.APPLICANT_TASKS}


async def employer_facts(conn: Connection, who: Session) -> dict[str, Any]:
    """A clerk's employer, and what was decided on it."""
    employer = await employer_of_clerk(conn, who.account_id)
    decisions = await decisions_on(conn, employer.id) if employer else []
    wanted = await wanted_employer(conn, who.account_id)
    return {
        "wanted": await employer_by_id(conn, wanted) if wanted else None,
        "employer": employer,
        "decisions": decisions,
        "refusal": views.refusal(employer, decisions),
    }
