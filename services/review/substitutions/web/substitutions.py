"""下级逾期未办: what the offices below are late with, and taking a case up in their place."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from contracts.files import (
    EVIDENCE_TYPES,
    RECEIPT,
    UPLOAD_LASTS,
    UPLOAD_PAGE,
    Receipt,
    UploadGrant,
)
from kit.clock import now
from kit.db import transaction
from kit.grants import GrantExpired
from kit.http import Typed
from kit.session import Session, require
from kit.stretch import EARLIEST, Mark, Stretch
from kit.web.pages import Action, Form, redirect, render
from services.review.substitutions import operations, store
from services.review.substitutions.domain import PURPOSE, Evidence, is_late
from services.review.tasks.web.task import look
from services.review.web.parts import Desk, Examiner, Means, text, view_page

router = APIRouter()

Official = Annotated[Session, Depends(require("official"))]
PAGE = "/review/late"
LINES = 50


@router.get(PAGE)
async def show_late(request: Request, who: Official, desk: Desk, after: str = "") -> HTMLResponse:
    """What the offices below are late with, and what this office took up."""
    mark, at = Mark.read(after), now()
    below = operations.offices_below(desk.cities, who)
    async with transaction(desk.pool) as conn:
        found = await store.late(conn, below, at, after=mark or EARLIEST, limit=LINES + 1)
        offices = await store.late_offices(conn, below, at)
        taken = await store.taken_up(conn, who.org_id) if who.org_id else []
    return render(
        request,
        "substitutions/late.html",
        stretch=Stretch.of(found, LINES, mark),
        offices=offices,
        taken=taken,
        has_below=bool(below),
        late_by=lambda due_at: _late_by(due_at, at),
    )


@router.get(PAGE + "/{late_id}")
async def show_form(
    request: Request, who: Official, desk: Desk, late_id: UUID, receipt: str = ""
) -> HTMLResponse:
    """What taking a case up means, and the form; with a receipt the evidence has just come."""
    evidence = _evidence(desk, who, receipt)
    return await _page(request, who, desk, late_id, Form({RECEIPT: receipt if evidence else ""}), evidence)


@router.post(PAGE + "/{late_id}")
async def take_up(request: Request, typed: Typed, who: Official, desk: Desk, late_id: UUID) -> Response:
    """Take it up: from then on its pages are this office's, too."""
    evidence = _evidence(desk, who, text(typed, RECEIPT))
    async with Action(typed, beside="reason") as action, transaction(desk.pool) as conn:
        await operations.take_up(
            conn, desk.cipher, desk.cities, who, late_id, text(typed, "reason"), evidence
        )
    if action.refusal:
        return await _page(request, who, desk, late_id, action.form, evidence)
    return redirect(f"/review/{late_id}")


@router.get(PAGE + "/{late_id}/upload")
async def upload(who: Official, desk: Desk, late_id: UUID) -> Response:
    """Lead to the page that takes the evidence: one file."""
    async with transaction(desk.pool) as conn:
        await operations.late_task(conn, desk.cipher, desk.cities, who, late_id)
    grant = UploadGrant(
        account_id=who.account_id,
        city=who.city,
        purpose=PURPOSE,
        accepts=EVIDENCE_TYPES,
        most=1,
        back=f"{PAGE}/{late_id}",
    )
    return redirect(f"{UPLOAD_PAGE}?grant={desk.grants.seal(grant, lasts=UPLOAD_LASTS)}")


@router.get("/review/{task_id}/substitutions/{file_id}")
async def show_evidence(who: Examiner, desk: Desk, task_id: UUID, file_id: UUID) -> Response:
    """Lead to the evidence of an act in a case that one's office has, had, or took up."""
    async with transaction(desk.pool) as conn:
        await operations.refuse_unless_of_case(conn, await look(conn, desk, who, task_id), file_id)
    return redirect(view_page(desk, who, file_id, f"/review/{task_id}"))


async def _page(
    request: Request, who: Session, desk: Means, task_id: UUID, form: Form, evidence: Evidence | None
) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        task = await operations.late_task(conn, desk.cipher, desk.cities, who, task_id)
        made = await store.substitution(conn, desk.cipher, task.id)
        is_held = await store.is_held(conn, task.application_id)
    return render(
        request,
        "substitutions/take_up.html",
        status=form.refusal.status if form.refusal else 200,
        task=task,
        made=made,
        is_own=made is not None and made.office_id == who.org_id,
        is_late=is_late(task, now()),
        is_held=is_held,
        evidence=evidence,
        form=form,
        late_by=_late_by(task.limit.due_at, now()) if task.limit else "",
    )


def _evidence(desk: Means, who: Session, receipt: str) -> Evidence | None:
    """The file that a receipt tells of: one's own, for this; one from long ago is uploaded again."""
    if not receipt:
        return None
    try:
        found = desk.grants.open(Receipt, receipt, account_id=who.account_id, purpose=PURPOSE)
    except GrantExpired:
        return None
    return Evidence(
        file_id=found.file_id,
        name=found.name,
        media_type=found.media_type,
        pages=found.pages,
        sha256=found.sha256,
    )


def _late_by(due_at: datetime, at: datetime) -> str:
    days = (at - due_at).days
    return f"已超期 {days} 天" if days else "今日超期"
