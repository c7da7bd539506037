"""复查: what waits at the office whose meeting voted, one request whole, and the answer."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from contracts.access import Shown
from contracts.rereview import FINDING_NAMES, Finding
from kit.db import transaction
from kit.http import Typed
from kit.session import Session, require
from kit.web.pages import Action, Form, redirect, render
from services.review.rereviews import operations, store
from services.review.rereviews.domain import Answer
from services.review.rereviews.operations import ConfirmationNeeded
from services.review.results.store import results
from services.review.tasks import operations as tasks
from services.review.web.parts import YES, Desk, Means, text, view_page

router = APIRouter()

Official = Annotated[Session, Depends(require("official"))]
PAGE = "/review/re-reviews"
MOST = 500
EDIT = "edit"


@router.get(PAGE)
async def show_list(request: Request, who: Official, desk: Desk) -> HTMLResponse:
    """Who asked this office for a re-review."""
    async with transaction(desk.pool) as conn:
        every = await store.lines(conn, desk.cipher, who.org_id, MOST) if who.org_id else []
        found = tasks.of_others(who, every)
        await tasks.tell_read(conn, who, [one.person_id for one in found], Shown.CASE_LIST)
    return render(request, "rereviews/list.html", found=found, findings=FINDING_NAMES, most=MOST)


@router.get(PAGE + "/{re_review_id}")
async def show_rereview(request: Request, who: Official, desk: Desk, re_review_id: UUID) -> HTMLResponse:
    """One request, the result that it is about, and the form for the answer."""
    return await _page(request, desk, who, re_review_id, Form())


@router.post(PAGE + "/{re_review_id}")
async def answer(request: Request, typed: Typed, who: Official, desk: Desk, re_review_id: UUID) -> Response:
    """Answer it, after a second confirmation."""
    answer, is_confirmed = _answer(typed), text(typed, "confirmed") == YES
    if text(typed, "act") == EDIT:
        return await _page(request, desk, who, re_review_id, Form(typed))
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await operations.answer(conn, desk.cipher, who, re_review_id, answer, is_confirmed=is_confirmed)
    if isinstance(action.refusal, ConfirmationNeeded):
        return await _page(request, desk, who, re_review_id, Form(), answer)
    if action.refusal:
        return await _page(request, desk, who, re_review_id, action.form)
    return redirect(f"{PAGE}/{re_review_id}")


@router.get(PAGE + "/{re_review_id}/files/{file_id}")
async def show_file(who: Official, desk: Desk, re_review_id: UUID, file_id: UUID) -> Response:
    """Lead to a file that came with a request of one's own office."""
    async with transaction(desk.pool) as conn:
        found, _ = await operations.rereview_of(conn, desk.cipher, who, re_review_id)
    operations.refuse_unless_enclosed(found, file_id)
    return redirect(view_page(desk, who, file_id, f"{PAGE}/{re_review_id}"))


async def _page(
    request: Request, desk: Means, who: Session, re_review_id: UUID, form: Form, given: Answer | None = None
) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        found, about = await operations.rereview_of(conn, desk.cipher, who, re_review_id)
        result = await results.result(conn, found.candidate_id)
        await tasks.tell_read(conn, who, [found.person_id], Shown.CASE, found.application_id)
    return render(
        request,
        "rereviews/confirm.html" if given else "rereviews/rereview.html",
        one=found,
        about=about,
        result=result,
        findings=FINDING_NAMES,
        given=given,
        form=form,
    )


def _answer(typed: FormData) -> Answer:
    chosen = text(typed, "finding")
    return Answer(finding=Finding(chosen) if chosen in set(Finding) else None, text=text(typed, "answer"))
