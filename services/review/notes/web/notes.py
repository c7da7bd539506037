"""内部备注: what the people of an office note about a case for themselves."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from kit.db import transaction
from kit.http import Typed
from kit.ids import new_id
from kit.session import Session
from kit.web.links import along
from kit.web.pages import Action, Form, redirect, render
from services.review.notes import operations
from services.review.tasks.operations import NoSuchTask
from services.review.tasks.web.task import look
from services.review.web.parts import Desk, Examiner, Means, text

router = APIRouter()


@router.get("/review/{task_id}/notes")
async def show_notes(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> HTMLResponse:
    """What this office noted about a case, and the form for another note."""
    return await _page(request, desk, who, task_id, blank())


@router.post("/review/{task_id}/notes")
async def write(request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Note something."""
    page, note = text(typed, "page"), text(typed, "note")
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await operations.write(conn, desk.cipher, who, task_id, page, note)
    if action.refusal is None:
        return redirect(f"{along(request, f'/review/{task_id}')}#notes")
    form = action.form
    if isinstance(action.refusal, operations.WrittenBefore):
        form = form.but(page=new_id(), note=note)
    return await _page(request, desk, who, task_id, form)


@router.post("/review/{task_id}/notes/{note_id}/take-back")
async def take_back(request: Request, who: Examiner, desk: Desk, task_id: UUID, note_id: UUID) -> Response:
    """Take back one's own note."""
    async with transaction(desk.pool) as conn:
        await operations.take_back(conn, desk.cipher, who, task_id, note_id)
    return redirect(f"{along(request, f'/review/{task_id}')}#notes")


def blank() -> Form:
    """The form for one note."""
    return Form({"page": new_id()})


async def _page(request: Request, desk: Means, who: Session, task_id: UUID, form: Form) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        task = await look(conn, desk, who, task_id)
        if task.office_id != who.org_id:
            raise NoSuchTask
        found = await operations.notes_of(conn, desk.cipher, task)
    return render(request, "notes/notes.html", task=task, notes=found, form=form)
