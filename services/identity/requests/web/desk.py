"""The administrator's desk: whatever is asked, approved or refused with the reason (E2.2)."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.access import Shown
from contracts.files import FILE_PAGE, VIEW_LASTS, ViewGrant
from kit.db import Connection, transaction
from kit.errors import NotFound
from kit.http import Conn
from kit.session import Session
from kit.web.filters import mask_mobile
from kit.web.pages import Action, Form, redirect, render
from kit.web.paging import Paging
from services.identity.access.store.accounts import Account, account_by_id
from services.identity.employers.domain.employers import Employer, normal_reason
from services.identity.employers.store.clerkships import id_number_of
from services.identity.employers.store.employers import employer_by_id
from services.identity.employers.web.views import employer_rows
from services.identity.privacy.operations.access_log import record_own_page
from services.identity.requests.domain import requests as domain
from services.identity.requests.domain.kinds import QUEUE_NAMES, Kind, Queue, kinds_in
from services.identity.requests.domain.requests import STATE_NAMES, State
from services.identity.requests.operations.decide import Answer, decide, request_for
from services.identity.requests.store.requests import count_requests, requests_of_city
from services.identity.requests.web import views
from services.identity.web.parts import PAGE_SIZE, Admin, Here, Parts, Typed, number

router = APIRouter(prefix="/admin/requests")


@router.get("")
async def show_requests(request: Request, who: Admin, conn: Conn) -> Response:
    """Requests of all kinds, or of one queue, by state, the longest waiting first."""
    asked = request.query_params
    queue = next((one for one in Queue if one == asked.get("queue")), None)
    state = next((one for one in State if one == asked.get("state")), State.SUBMITTED)
    kinds = kinds_in(queue)
    counts = await count_requests(conn, city=who.city, kinds=kinds)
    paging = Paging.of(asked.get("page", ""), counts[state], PAGE_SIZE)
    found = await requests_of_city(
        conn, city=who.city, kinds=kinds, state=state, limit=paging.size, offset=paging.offset
    )
    return render(
        request,
        "requests/requests.html",
        title=QUEUE_NAMES[queue] if queue else "全部申请",
        sections=[(STATE_NAMES[one], _list(queue, one), counts[one]) for one in State],
        current=_list(queue, state),
        requests=found,
        page=paging.page,
        pages=paging.pages,
    )


@router.get("/{request_id}")
async def show_request(request: Request, request_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """What is asked, by whom, and for what it would be exchanged."""
    return await _page(request, conn, request_id, who, here)


@router.get("/{request_id}/paper")
async def show_paper(request_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """Lead to the scan that came with it."""
    found = await request_for(conn, who, request_id)
    if found.file_id is None:
        raise NotFound
    grant = ViewGrant(file_id=found.file_id, session_id=who.session_id, back=f"{router.prefix}/{found.id}")
    return redirect(f"{FILE_PAGE}/{found.file_id}/view?grant={here.grants.seal(grant, lasts=VIEW_LASTS)}")


@router.post("/{request_id}/id-number")
async def show_number(request: Request, request_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """ID numbers whole, to be compared with the stamped letter or the scan; the asker reads who looked."""
    found = await request_for(conn, who, request_id)
    clerk = await id_number_of(conn, found.asked_by) if found.rule.has_term else ""
    rows = views.whole_numbers(found, clerk, here.cipher)
    if not rows:
        raise NotFound
    await record_own_page(conn, who, Shown.NUMBER, found.asked_by, cities=here.cities, settings=here.settings)
    return render(
        request,
        "whole_number.html",
        name=found.asker,
        label="证件号码",
        rows=rows,
        then=f"{router.prefix}/{found.id}",
        is_own=False,
    )


@router.post("/{request_id}/approve")
async def approve(request: Request, request_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """Let it hold from now on."""
    answer = Answer(is_approved=True, years=number(typed.get("years", "0")))
    return await _decide(request, request_id, answer, who, here, typed)


@router.post("/{request_id}/refuse")
async def refuse(request: Request, request_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """Return it, with the reason."""
    answer = Answer(is_approved=False, reason=normal_reason(typed.get("reason", "")))
    return await _decide(request, request_id, answer, who, here, typed)


def _list(queue: Queue | None, state: State) -> str:
    return f"{router.prefix}?{urlencode({**({'queue': queue.value} if queue else {}), 'state': state.value})}"


async def _decide(
    request: Request, request_id: UUID, answer: Answer, who: Session, here: Parts, typed: dict[str, str]
) -> Response:
    async with Action(typed) as action, transaction(here.pool) as conn:
        await decide(conn, request_id, answer, admin=who, cipher=here.cipher)
    if action.refusal is None:
        return redirect(f"{router.prefix}/{request_id}")
    async with transaction(here.pool) as conn:
        return await _page(request, conn, request_id, who, here, form=action.form)


async def _page(
    request: Request,
    conn: Connection,
    request_id: UUID,
    who: Session,
    here: Parts,
    *,
    form: Form | None = None,
) -> Response:
    asked = await request_for(conn, who, request_id)
    employer = await employer_by_id(conn, asked.employer_id) if asked.employer_id else None
    asker = await account_by_id(conn, asked.asked_by)
    chief = await account_by_id(conn, employer.chief_id) if employer and employer.chief_id else None
    await _record(conn, who, here, asker, chief)
    shown: dict[str, Any] = {
        "asked": asked,
        "state": views.state_tag(asked),
        "rows": _rows(asked, employer, here, asker, chief),
        "employer_rows": employer_rows(employer) if employer else [],
        "callable": {one.id: one.name for one in (asker, chief) if one and one.mobile_encrypted},
        "terms": views.TERM_CHOICES,
        "entries": [views.entry(asked)],
        "form": (form or Form()).over(years=here.cities.city(asked.city).authorisation_years),
    }
    return render(request, "requests/request.html", **shown)


async def _record(conn: Connection, who: Session, here: Parts, *seen: Account | None) -> None:
    people = {one.id for one in seen if one}
    await record_own_page(conn, who, Shown.ACCOUNT, *people, cities=here.cities, settings=here.settings)


def _rows(
    asked: domain.Request,
    employer: Employer | None,
    here: Parts,
    asker: Account | None,
    chief: Account | None,
) -> list[tuple[str, str]]:
    """What is asked, as pairs."""
    if asked.kind is Kind.CORRECTION:
        return views.correction_rows(asked, here.cipher)
    rows = [("申请人", asked.asker), ("申请人手机号码", mask_mobile(here.mobile_of(asker)))]
    if asked.kind is Kind.LETTER and employer:
        is_same = employer.chief_id == asked.asked_by
        rows += [
            ("事项", "授权续期，主经办人不变" if is_same else "接任主经办人"),
            ("现主经办人", chief.name if chief else ""),
            ("现主经办人手机号码", mask_mobile(here.mobile_of(chief))),
        ]
    return rows + views.change_rows(asked)
