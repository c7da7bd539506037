"""评审表报送: papers received one by one or many at once, by what is printed on them (A10.2, M1.4)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from contracts.access import Shown
from kit.db import transaction
from kit.errors import Fault, Invalid, Refusal
from kit.http import Typed
from kit.session import Session, require
from kit.web.forms import read_day, read_whole
from kit.web.pages import Action, Form, redirect, render
from kit.web.paging import Paging
from services.review.handins import operations as handins
from services.review.handins import store
from services.review.handins.domain import MOST_LINES, STAMPS, Received
from services.review.tasks import operations as tasks
from services.review.web.parts import YES, Desk, Means, text, version

router = APIRouter()

Official = Annotated[Session, Depends(require("official"))]
Result = tuple[str, str, bool]  # what was typed, what became of it, whether it was received
PAGE = 100
LONGEST_LINE = 200


@router.get("/review/hand-ins")
async def show_hand_ins(request: Request, who: Official, desk: Desk, page: str = "") -> HTMLResponse:
    """What this office awaits on paper, in pages, and what it received lately."""
    return await _list(request, who, desk, Form(), page)


@router.post("/review/hand-ins")
async def receive_some(request: Request, typed: Typed, who: Official, desk: Desk) -> Response:
    """One number or code opens its page; of several each is received whole, with a result for each."""
    lines = list(dict.fromkeys(one.strip() for one in text(typed, "numbers").split("\n") if one.strip()))
    async with Action(typed, beside="numbers") as action:
        if not lines or len(lines) > MOST_LINES or max(map(len, lines)) > LONGEST_LINE:
            message = f"请扫描或填写申报编号、校验码，每行一个，最多 {MOST_LINES} 行"
            raise Invalid(faults=[Fault(field="numbers", message=message)])
        if len(lines) == 1:
            async with transaction(desk.pool) as conn:
                found = await handins.find(conn, desk.cipher, who, lines[0])
            return redirect(f"/review/hand-ins/{found.id}")
    if action.refusal:
        return await _list(request, who, desk, action.form)
    results = [await _receive(desk, who, line) for line in lines]
    return await _list(request, who, desk, Form(), results=results)


@router.get("/review/hand-ins/{hand_in_id}")
async def show_hand_in(request: Request, who: Official, desk: Desk, hand_in_id: UUID) -> HTMLResponse:
    """What is wanted of one case, what was received, and the form for what is there now."""
    return await _page(request, who, desk, hand_in_id)


@router.post("/review/hand-ins/{hand_in_id}")
async def receive(request: Request, typed: Typed, who: Official, desk: Desk, hand_in_id: UUID) -> Response:
    """Record what is there."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        until = read_day(typed, "until", "补齐的截止日期")
        if isinstance(until, Fault):
            raise Invalid(faults=[until])
        await handins.receive(
            conn, desk.cipher, who, hand_in_id, received_of(typed), version=version(typed), until=until
        )
    if action.refusal:
        return await _page(request, who, desk, hand_in_id, action.form)
    return redirect(f"/review/hand-ins/{hand_in_id}")


def received_of(typed: FormData) -> Received:
    """What is there, as it was typed."""
    stamped = {str(one) for one in typed.getlist("stamped")}
    has_paper = text(typed, "has_paper") == YES
    return Received(
        copies=read_whole(text(typed, "copies")),
        stamped=tuple(code for code in STAMPS if code in stamped),
        has_paper=has_paper,
        paper=text(typed, "paper") if has_paper else "",
    )


async def _receive(desk: Means, who: Session, line: str) -> Result:
    try:
        async with transaction(desk.pool) as conn:
            found = await handins.receive_whole(conn, desk.cipher, who, line)
    except Refusal as refusal:
        return line, str(refusal), False
    return line, f"已收齐：{found.applicant}，评审表 {found.copies_wanted} 份", True


async def _list(
    request: Request,
    who: Session,
    desk: Means,
    form: Form,
    page: str = "",
    results: list[Result] | None = None,
) -> HTMLResponse:
    office_id = who.org_id or who.account_id
    async with transaction(desk.pool) as conn:
        count = await store.count(conn, office_id, is_done=False)
        paging = Paging.of(page, count, PAGE)
        found = await store.listed(
            conn, desk.cipher, office_id, is_done=False, limit=PAGE, offset=paging.offset
        )
        awaited = tasks.of_others(who, found)
        found = await store.listed(conn, desk.cipher, office_id, is_done=True, limit=PAGE)
        done = tasks.of_others(who, found)
        people = [one.person_id for one in (*awaited, *done)]
        await tasks.tell_read(conn, who, people, Shown.CASE_LIST)
    return render(
        request,
        "handins/list.html",
        awaited=awaited,
        done=done,
        count=count,
        paging=paging,
        most=MOST_LINES,
        results=results or [],
        form=form,
    )


async def _page(
    request: Request, who: Session, desk: Means, hand_in_id: UUID, form: Form | None = None
) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        found = await handins.hand_in_of(conn, desk.cipher, who, hand_in_id)
        trail = await store.receipts(conn, found.id)
        await tasks.tell_read(conn, who, [found.person_id], Shown.CASE, found.application_id)
    offered = {
        "copies": found.copies or "",
        "stamped": list(found.stamped),
        "has_paper": found.has_paper,
        "paper": found.paper,
        "until": found.missing_until,
    }
    return render(
        request,
        "handins/hand_in.html",
        hand_in=found,
        trail=trail,
        stamps=STAMPS,
        form=(form or Form(offered)).but(version=found.version),
    )
