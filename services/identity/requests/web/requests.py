"""The administrator's desk: what is asked for registered employers, approved or refused with the reason."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.access import Shown
from kit.db import Connection, transaction
from kit.errors import NotFound, Refusal
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Form, redirect, render
from kit.web.paging import Paging
from services.identity.access.operations.sessions import may_manage
from services.identity.access.store.accounts import account_by_id
from services.identity.employers.domain.employers import normal_reason
from services.identity.employers.domain.letters import TERMS
from services.identity.employers.store.employers import employer_by_id
from services.identity.employers.web import views
from services.identity.privacy.operations.access_log import record_own_page
from services.identity.requests.domain.requests import CHANGES, KIND_NAMES, STATE_NAMES, RequestState
from services.identity.requests.operations.decide_request import Answer, decide_request
from services.identity.requests.store.requests import count_requests, request_by_id, requests_of_city
from services.identity.requests.web.views import REQUEST_TONES, change_rows, request_entry
from services.identity.web.parts import PAGE_SIZE, Admin, Here, Parts, Typed, number

router = APIRouter(prefix="/admin/requests")


@router.get("")
async def show_requests(request: Request, who: Admin, conn: Conn) -> Response:
    """Requests by state, the longest waiting first."""
    asked = request.query_params
    state = next((one for one in RequestState if one == asked.get("state")), RequestState.SUBMITTED)
    counts = await count_requests(conn, city=who.city)
    paging = Paging.of(request.query_params.get("page", ""), counts[state], PAGE_SIZE)
    found = await requests_of_city(conn, city=who.city, state=state, limit=paging.size, offset=paging.offset)
    return render(
        request,
        "requests/requests.html",
        sections=[(STATE_NAMES[one], f"/admin/requests?state={one}", counts[one]) for one in RequestState],
        current=f"/admin/requests?state={state}",
        requests=[(one, KIND_NAMES[one.kind]) for one in found],
        page=paging.page,
        pages=paging.pages,
    )


@router.get("/{request_id}")
async def show_request(request: Request, request_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """What is asked, by whom, and for what it would be exchanged."""
    return await _page(request, conn, request_id, who, here)


@router.post("/{request_id}/approve")
async def approve(request: Request, request_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """Let it hold from now on."""
    answer = Answer(is_approved=True, years=number(typed.get("years", "0")))
    return await _decide(request, request_id, answer, who, here, typed)


@router.post("/{request_id}/refuse")
async def refuse(request: Request, request_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """Leave everything as it is, with the reason."""
    answer = Answer(is_approved=False, reason=normal_reason(typed.get("reason", "")))
    return await _decide(request, request_id, answer, who, here, typed)


async def _decide(
    request: Request, request_id: UUID, answer: Answer, who: Session, here: Parts, typed: dict[str, str]
) -> Response:
    try:
        async with transaction(here.pool) as conn:
            await decide_request(conn, request_id, answer, admin=who)
    except NotFound:
        raise
    except Refusal as refusal:
        form, status = Form.refused(typed, refusal), refusal.status
    else:
        return redirect(f"/admin/requests/{request_id}")
    async with transaction(here.pool) as conn:
        return await _page(request, conn, request_id, who, here, form=form, status=status)


async def _page(
    request: Request,
    conn: Connection,
    request_id: UUID,
    who: Session,
    here: Parts,
    *,
    form: Form | None = None,
    status: int = 200,
) -> Response:
    asked = await request_by_id(conn, request_id)
    employer = await employer_by_id(conn, asked.employer_id) if asked else None
    if asked is None or employer is None or not may_manage(who, employer.city):
        raise NotFound
    asker = await account_by_id(conn, asked.asked_by)
    chief = await account_by_id(conn, employer.chief_id) if employer.chief_id else None
    people = {one.id for one in (asker, chief) if one}
    await record_own_page(conn, who, Shown.ACCOUNT, *people, cities=here.cities, settings=here.settings)
    shown: dict[str, Any] = {
        "asked": asked,
        "kind": KIND_NAMES[asked.kind],
        "state": (STATE_NAMES[asked.state], REQUEST_TONES[asked.state]),
        "employer": employer,
        "rows": views.employer_rows(employer),
        "asker": (asked.asker, here.mobile_of(asker)),
        "chief": (chief.name if chief else "", here.mobile_of(chief)),
        "changes": change_rows(asked) if asked.kind in CHANGES else [],
        "is_same": employer.chief_id == asked.asked_by,
        "terms": [(str(years), f"{years} 年") for years in TERMS],
        "entries": [request_entry(asked)],
        "form": form or Form({"years": here.cities.city(employer.city).authorisation_years}),
    }
    return render(request, "requests/request.html", status=status, **shown)
