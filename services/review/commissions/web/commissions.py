"""评审委托书 of a plan: printed, stamped, uploaded, with number and date (M1.1)."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from contracts import commission as contract
from contracts.access import Shown
from contracts.files import (
    PDF,
    RECEIPT,
    UPLOAD_LASTS,
    UPLOAD_PAGE,
    Receipt,
    UploadGrant,
)
from kit.clock import SHANGHAI, now
from kit.db import Connection, transaction
from kit.grants import GrantExpired
from kit.http import Typed
from kit.ids import new_id
from kit.session import Session, require
from kit.web.forms import read_day
from kit.web.pages import Action, Form, redirect, render
from services.review.commissions import operations as commissions
from services.review.commissions import store
from services.review.commissions.domain import (
    BASIS,
    MOST,
    OFFICE,
    PURPOSE,
    Scan,
    given,
    parts_of,
)
from services.review.commissions.operations import Held
from services.review.tasks import operations as tasks
from services.review.web.parts import Desk, Means, text, view_page

router = APIRouter()

Official = Annotated[Session, Depends(require("official"))]
PAGE = "/review/commissions"


@router.get(PAGE + "/{plan}")
async def show_letter(
    request: Request, who: Official, desk: Desk, plan: str, receipt: str = ""
) -> HTMLResponse:
    """Where the letter stands, and the three steps; with a receipt the scan has just come."""
    scan = _scan(desk, who, receipt)
    return await _page(request, who, desk, plan, Form({RECEIPT: receipt if scan else ""}), scan)


@router.post(PAGE + "/{plan}")
async def give(request: Request, typed: Typed, who: Official, desk: Desk, plan: str) -> Response:
    """The stamped scan with its number and date."""
    scan = _scan(desk, who, text(typed, RECEIPT))
    told = given(
        read_day(typed, "dated_on", "委托书日期"),
        text(typed, "number"),
        scan,
        today=_today(),
        instead_of=text(typed, "instead_of"),
    )
    async with Action(typed, beside="scan") as action, transaction(desk.pool) as conn:
        await commissions.give(conn, desk.cipher, who, plan, told)
    if action.refusal:
        return await _page(request, who, desk, plan, action.form, scan)
    return redirect(f"{PAGE}/{plan}")


@router.get(PAGE + "/{plan}/letter")
async def show_list(request: Request, who: Official, desk: Desk, plan: str) -> HTMLResponse:
    """Who will stand on the letter, and the button that prints it."""
    async with transaction(desk.pool) as conn:
        held = await commissions.held(conn, desk.cipher, who, plan)
        found = await store.people(conn, desk.cipher, held.sending.office_id, plan, MOST)
        await tasks.tell_read(conn, who, [person_id for person_id, _ in found], Shown.CASE_LIST)
    people = [person for _, person in found]
    facts, parts = _facts(desk, who, held, len(people)), []
    if people:
        parts = parts_of(facts.letter_id, people)
    return render(
        request,
        "commissions/list.html",
        held=held,
        people=people,
        most=MOST,
        address=contract.PAPER_PAGE,
        facts=desk.grants.seal(facts, lasts=contract.LASTS),
        parts=[desk.grants.seal(part, lasts=contract.LASTS) for part in parts],
    )


@router.get(PAGE + "/{plan}/upload")
async def upload(who: Official, desk: Desk, plan: str) -> Response:
    """Lead to the page that takes the scan: one PDF."""
    async with transaction(desk.pool) as conn:
        await commissions.held(conn, desk.cipher, who, plan)
    grant = UploadGrant(
        account_id=who.account_id,
        city=who.city,
        purpose=PURPOSE,
        accepts=(PDF,),
        most=1,
        back=f"{PAGE}/{plan}",
    )
    return redirect(f"{UPLOAD_PAGE}?grant={desk.grants.seal(grant, lasts=UPLOAD_LASTS)}")


@router.get(PAGE + "/{plan}/scan")
async def show_own_scan(who: Official, desk: Desk, plan: str) -> Response:
    """Lead to the scan that one's own office gave."""
    async with transaction(desk.pool) as conn:
        letter = await commissions.own_letter(conn, desk.cipher, who, plan)
    return redirect(view_page(desk, who, letter.file_id, f"{PAGE}/{plan}"))


async def _page(
    request: Request, who: Session, desk: Means, plan: str, form: Form, scan: Scan | None
) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        held = await commissions.held(conn, desk.cipher, who, plan)
        waiting = await _waiting(conn, held)
    return render(
        request,
        "commissions/commission.html",
        status=form.refusal.status if form.refusal else 200,
        held=held,
        waiting=waiting,
        scan=scan,
        form=form.but(instead_of=held.letter.stamp if held.letter else ""),
        committee=_committee(desk, held),
    )


async def _waiting(conn: Connection, held: Held) -> int:
    found = await store.standings(conn, held.sending.office_id)
    return next((one.waiting for one in found if one.plan == held.sending.plan), 0)


def _scan(desk: Means, who: Session, receipt: str) -> Scan | None:
    """The scan that a receipt tells of: one's own, for this; one from long ago is uploaded again."""
    if not receipt:
        return None
    try:
        found = desk.grants.open(Receipt, receipt, account_id=who.account_id, purpose=PURPOSE)
    except GrantExpired:
        return None
    return Scan(file_id=found.file_id, name=found.name, pages=found.pages, sha256=found.sha256)


def _facts(desk: Means, who: Session, held: Held, total: int) -> contract.Facts:
    sending, city = held.sending, desk.cities.city(held.sending.city)
    return contract.Facts(
        letter_id=new_id(),
        account_id=who.account_id,
        printed_on=_today(),
        platform=city.platform,
        committee=_committee(desk, held),
        unit=sending.unit,
        plan=sending.plan_title,
        basis=BASIS,
        contact=who.name,
        telephone=city.telephone(sending.office_id) or "",
        total=total,
        parts=-(-total // contract.OF_A_PART),
    )


def _committee(desk: Means, held: Held) -> str:
    """The committee whose office accepts; empty where that differs from case to case."""
    sending = held.sending
    office = desk.cities.city(sending.city).commissioned_by(sending.plan, sending.stage)
    return office.name.removesuffix(OFFICE) if office else ""


def _today() -> date:
    return now().astimezone(SHANGHAI).date()
