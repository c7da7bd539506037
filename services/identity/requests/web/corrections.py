"""更正姓名或证件号码: asked by the person with a scan, decided at the administrator's desk."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.access import Shown
from contracts.files import (
    EVIDENCE_TYPES,
    FILE_PAGE,
    RECEIPT,
    UPLOAD_LASTS,
    UPLOAD_PAGE,
    VIEW_LASTS,
    Receipt,
    UploadGrant,
    ViewGrant,
)
from kit.db import Connection, transaction
from kit.errors import Forbidden, Invalid, NotFound, Refusal
from kit.grants import GrantExpired
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Form, redirect, render
from kit.web.paging import Paging
from services.identity.access.operations.faults import refuse as tell_faults
from services.identity.employers.domain.employers import normal_reason
from services.identity.privacy.operations.access_log import record_own_page
from services.identity.requests.domain.corrections import PURPOSE, STATES, Correction, TypedCorrection
from services.identity.requests.domain.requests import STATE_NAMES, RequestState
from services.identity.requests.operations.correcting import (
    AskedAlready,
    ask_correction,
    correction_for,
    decide_correction,
)
from services.identity.requests.store.corrections import (
    corrections_of,
    corrections_of_city,
    count_corrections,
)
from services.identity.requests.web.views import REQUEST_TONES
from services.identity.web.parts import (
    PAGE_SIZE,
    Admin,
    Here,
    Parts,
    Person,
    Typed,
    form_id,
    fresh_form,
    today,
)

router = APIRouter()
PAGE = "/account/correction"
DESK = "/admin/corrections"


@router.get(PAGE)
async def show_correction(request: Request, who: Person, conn: Conn) -> Response:
    """The scan first, then what should be corrected; or where the request stands."""
    values = fresh_form(receipt=request.query_params.get(RECEIPT, ""))
    return await _own_page(request, conn, who, Form(values))


@router.get(f"{PAGE}/upload")
async def upload(who: Person, here: Here) -> Response:
    """Lead to the page that takes the scan."""
    grant = UploadGrant(
        account_id=who.account_id, city=who.city, purpose=PURPOSE, accepts=EVIDENCE_TYPES, most=1, back=PAGE
    )
    return redirect(f"{UPLOAD_PAGE}?grant={here.grants.seal(grant, lasts=UPLOAD_LASTS)}")


@router.post(PAGE)
async def ask(request: Request, who: Person, here: Here, typed: Typed) -> Response:
    """Hand it to the administrator, or tell everything that is wrong."""
    try:
        receipt = _receipt(here, typed)
        async with transaction(here.pool) as conn:
            await ask_correction(
                conn,
                who,
                TypedCorrection.typed(typed),
                receipt,
                form_id=form_id(typed),
                today=today(),
                cipher=here.cipher,
            )
    except (Invalid, AskedAlready) as refusal:
        async with transaction(here.pool) as conn:
            return await _own_page(request, conn, who, Form.refused(typed, refusal), status=refusal.status)
    return redirect(PAGE)


@router.get(DESK)
async def show_corrections(request: Request, who: Admin, conn: Conn) -> Response:
    """Requests by state, the longest waiting first."""
    asked = request.query_params
    state = next((one for one in STATES if one == asked.get("state")), RequestState.SUBMITTED)
    counts = await count_corrections(conn, city=who.city)
    paging = Paging.of(request.query_params.get("page", ""), counts[state], PAGE_SIZE)
    found = await corrections_of_city(
        conn, city=who.city, state=state, limit=paging.size, offset=paging.offset
    )
    return render(
        request,
        "requests/corrections.html",
        sections=[(STATE_NAMES[one], f"{DESK}?state={one}", counts[one]) for one in STATES],
        current=f"{DESK}?state={state}",
        corrections=found,
        page=paging.page,
        pages=paging.pages,
    )


@router.get(f"{DESK}/{{correction_id}}")
async def show_request(request: Request, correction_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """What is asked, beside what is registered."""
    return await _desk_page(request, conn, correction_id, who, here, Form())


@router.get(f"{DESK}/{{correction_id}}/file")
async def show_file(correction_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """Lead to the scan."""
    found = await correction_for(conn, who, correction_id)
    back = f"{DESK}/{correction_id}"
    grant = ViewGrant(file_id=found.file_id, session_id=who.session_id, back=back)
    return redirect(f"{FILE_PAGE}/{found.file_id}/view?grant={here.grants.seal(grant, lasts=VIEW_LASTS)}")


@router.post(f"{DESK}/{{correction_id}}/approve")
async def approve(request: Request, correction_id: UUID, who: Admin, here: Here) -> Response:
    """Correct the person."""
    return await _decide(request, correction_id, who, here, {}, is_approved=True)


@router.post(f"{DESK}/{{correction_id}}/refuse")
async def refuse(request: Request, correction_id: UUID, who: Admin, here: Here, typed: Typed) -> Response:
    """Leave everything as it is, with the reason."""
    return await _decide(request, correction_id, who, here, typed, is_approved=False)


async def _decide(
    request: Request,
    correction_id: UUID,
    who: Session,
    here: Parts,
    typed: dict[str, str],
    *,
    is_approved: bool,
) -> Response:
    reason = normal_reason(typed.get("reason", ""))
    try:
        async with transaction(here.pool) as conn:
            await decide_correction(
                conn, correction_id, is_approved=is_approved, reason=reason, admin=who, cipher=here.cipher
            )
    except NotFound:
        raise
    except Refusal as refusal:
        form, status = Form.refused(typed, refusal), refusal.status
        async with transaction(here.pool) as conn:
            return await _desk_page(request, conn, correction_id, who, here, form, status=status)
    return redirect(f"{DESK}/{correction_id}")


def _receipt(here: Parts, typed: dict[str, str]) -> Receipt:
    """The scan that the form brings; one that is missing or too old is to be uploaded again."""
    try:
        return here.grants.open(Receipt, typed.get("receipt", ""))
    except (Forbidden, GrantExpired):
        tell_faults({"receipt": "请先上传证件的扫描件，再填写和提交"})
        raise


async def _own_page(
    request: Request, conn: Connection, who: Session, form: Form, *, status: int = 200
) -> Response:
    found = await corrections_of(conn, who.account_id)
    return render(
        request,
        "requests/correction.html",
        status=status,
        form=form,
        waiting=next((one for one in found if one.is_open), None),
        entries=[correction_entry(one) for one in found],
    )


async def _desk_page(
    request: Request,
    conn: Connection,
    correction_id: UUID,
    who: Session,
    here: Parts,
    form: Form,
    *,
    status: int = 200,
) -> Response:
    found = await correction_for(conn, who, correction_id)
    await record_own_page(
        conn, who, Shown.NUMBER, found.person_id, cities=here.cities, settings=here.settings
    )
    shown: dict[str, Any] = {
        "asked": found,
        "state": (STATE_NAMES[found.state], REQUEST_TONES[found.state]),
        "id_number": here.cipher.decrypt(found.id_number_encrypted),
        "former_id_number": here.cipher.decrypt(found.former_id_number_encrypted),
        "entries": [correction_entry(found)],
        "form": form,
    }
    return render(request, "requests/correction_decision.html", status=status, **shown)


def correction_entry(one: Correction) -> dict[str, Any]:
    """What became of a correction, as an entry of a timeline."""
    return {
        "title": f"个人信息更正：{STATE_NAMES[one.state]}",
        "who": one.decider or one.former_name,
        "at": one.decided_at or one.asked_at,
        "text": one.reason,
    }
