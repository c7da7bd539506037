"""我的诚信记录: the person reads what stands in the register, objects once, encloses papers."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from contracts.files import RECEIPT, UNSENT
from contracts.integrity import OWN_PAGE
from kit.clock import now
from kit.db import transaction
from kit.http import Typed
from kit.session import Session, require
from kit.web.forms import read_whole
from kit.web.pages import Action, Form, redirect, render
from services.review.integrity import store
from services.review.integrity.domain import MOST_FILES, Part, State, today_at
from services.review.integrity.operations import objecting
from services.review.integrity.web import parts
from services.review.web.parts import Desk, Means, text, view_page

router = APIRouter()

Applicant = Annotated[Session, Depends(require("applicant"))]


@router.get(OWN_PAGE)
async def show_own(request: Request, who: Applicant, desk: Desk) -> HTMLResponse:
    """Everything that the register says of oneself."""
    async with transaction(desk.pool) as conn:
        found = await store.of_person(conn, desk.cipher, who.account_id)
    return render(request, "integrity/mine.html", entries=found, tag_of=parts.tag_of)


@router.get(OWN_PAGE + "/{entry_id}")
async def show_own_entry(request: Request, who: Applicant, desk: Desk, entry_id: UUID) -> Response:
    """One entry, and the objection. What comes from the upload page is enclosed first."""
    receipts = request.query_params.getlist(RECEIPT)
    async with Action({}) as action, transaction(desk.pool) as conn:
        await objecting.own(conn, desk.cipher, who, entry_id)
        came = parts.received(desk, who, receipts, Part.OBJECTION)
        await objecting.enclose(conn, desk.cipher, who, entry_id, came)
    if receipts and not action.refusal:
        unsent = read_whole(request.query_params.get(UNSENT, ""))
        return redirect(f"{OWN_PAGE}/{entry_id}?{f'{UNSENT}={unsent}' if unsent else 'saved'}")
    return await _page(request, desk, who, entry_id, action.form)


@router.post(OWN_PAGE + "/{entry_id}")
async def object_to(request: Request, typed: Typed, who: Applicant, desk: Desk, entry_id: UUID) -> Response:
    """Object to an entry, once."""
    async with Action(typed) as action, transaction(desk.pool) as conn:
        entry = await objecting.own(conn, desk.cipher, who, entry_id)
        terms = parts.terms_of(desk, desk.cities.city(entry.city))
        await objecting.object_to(conn, desk.cipher, who, entry_id, text(typed, "text"), terms)
    if action.refusal:
        return await _page(request, desk, who, entry_id, action.form)
    return redirect(f"{OWN_PAGE}/{entry_id}")


@router.get(OWN_PAGE + "/{entry_id}/upload")
async def upload(who: Applicant, desk: Desk, entry_id: UUID) -> Response:
    """Lead to the page that takes papers for an objection."""
    async with transaction(desk.pool) as conn:
        entry = await objecting.own(conn, desk.cipher, who, entry_id)
        before = parts.of_part(await store.papers(conn, desk.cipher, entry.id), Part.OBJECTION)
    most = max(MOST_FILES - len(before), 1)
    return redirect(parts.upload_page(desk, who, f"{OWN_PAGE}/{entry_id}", most))


@router.get(OWN_PAGE + "/{entry_id}/files/{file_id}")
async def show_own_file(who: Applicant, desk: Desk, entry_id: UUID, file_id: UUID) -> Response:
    """Lead to a file of one's own entry."""
    async with transaction(desk.pool) as conn:
        entry = await objecting.own(conn, desk.cipher, who, entry_id)
        parts.refuse_unless_there(await store.papers(conn, desk.cipher, entry.id), file_id)
    return redirect(view_page(desk, who, file_id, f"{OWN_PAGE}/{entry_id}"))


async def _page(request: Request, desk: Means, who: Session, entry_id: UUID, form: Form) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        entry = await objecting.own(conn, desk.cipher, who, entry_id)
        papers = await store.papers(conn, desk.cipher, entry.id)
    today = today_at(now())
    return render(
        request,
        "integrity/own.html",
        entry=entry,
        papers=papers,
        rows=[("登记单位", entry.office), *parts.rows_of(entry), *parts.answered_rows(entry)],
        tag=parts.tag_of(entry),
        is_running=entry.state(today) is State.RUNNING,
        may_object=entry.may_object(now(), today),
        more=MOST_FILES - len(parts.of_part(papers, Part.OBJECTION)),
        telephone=desk.cities.city(entry.city).telephone(entry.office_id),
        unsent=read_whole(request.query_params.get(UNSENT, "")),
        is_saved="saved" in request.query_params,
        form=form,
    )
