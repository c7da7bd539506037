"""诚信档案 at the office that keeps it: whom it entered, another entry, answers, repair."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from cities import City
from cities.offices import Office
from contracts.access import Shown
from contracts.files import RECEIPT
from kit.clock import now
from kit.db import transaction
from kit.grants import GrantExpired
from kit.http import Typed
from kit.session import Session, require
from kit.web.forms import read_day
from kit.web.pages import Action, Form, redirect, render
from services.review import gateway
from services.review.integrity import store
from services.review.integrity.domain import Paper, Part, Proposal, Result, State, last_day, today_at
from services.review.integrity.operations import entering, objecting
from services.review.integrity.operations.entering import ConfirmationNeeded
from services.review.integrity.web import parts
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
from services.review.tasks.web.task import look
from services.review.web.parts import YES, Desk, Means, text, version, view_page

router = APIRouter()

Official = Annotated[Session, Depends(require("official"))]
PAGE = "/review/integrity"
MOST = 500
EDIT = "edit"


def keeper(desk: Desk, who: Official) -> tuple[City, Office]:
    """The office that keeps a register, for which somebody acts."""
    return entering.place_of(desk.cities, who)


Place = Annotated[tuple[City, Office], Depends(keeper)]


@router.get(PAGE, responses={404: {}})
async def show_register(request: Request, who: Official, desk: Desk, place: Place) -> HTMLResponse:
    """Whom this office entered."""
    async with transaction(desk.pool) as conn:
        found = await store.of_office(conn, desk.cipher, place[1].id, MOST)
        await tasks.tell_read(conn, who, [one.person_id for one in found], Shown.CASE_LIST)
    return render(request, "integrity/register.html", entries=found, tag_of=parts.tag_of, most=MOST)


@router.get(PAGE + "/{entry_id}")
async def show_entry(
    request: Request, who: Official, desk: Desk, entry_id: UUID, receipt: str = ""
) -> HTMLResponse:
    """One entry: what it says, what was objected, and what can be done."""
    paper = _paper(desk, who, receipt, Part.REPAIR)
    return await _page(request, desk, who, entry_id, Form({RECEIPT: receipt if paper else ""}), paper)


@router.get(PAGE + "/{entry_id}/upload")
async def upload_repair(who: Official, desk: Desk, entry_id: UUID) -> Response:
    """Lead to the page that takes the paper of a repair."""
    async with transaction(desk.pool) as conn:
        await entering.entry_of(conn, desk.cipher, who, entry_id)
    return redirect(parts.upload_page(desk, who, f"{PAGE}/{entry_id}"))


@router.post(PAGE + "/{entry_id}/repair")
async def repair(request: Request, typed: Typed, who: Official, desk: Desk, entry_id: UUID) -> Response:
    """End an entry early, with the paper."""
    paper = _paper(desk, who, text(typed, RECEIPT), Part.REPAIR)
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await entering.repair(
            conn, desk.cipher, who, entry_id, text(typed, "why"), paper, version=version(typed)
        )
    if action.refusal:
        return await _page(request, desk, who, entry_id, action.form, paper)
    return redirect(f"{PAGE}/{entry_id}")


@router.post(PAGE + "/{entry_id}/answer")
async def answer(request: Request, typed: Typed, who: Official, desk: Desk, entry_id: UUID) -> Response:
    """Answer the person's objection."""
    chosen = text(typed, "result")
    result = Result(chosen) if chosen in set(Result) else None
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await objecting.answer(conn, desk.cipher, who, entry_id, result, text(typed, "answer"))
    if action.refusal:
        return await _page(request, desk, who, entry_id, action.form)
    return redirect(f"{PAGE}/{entry_id}")


@router.get(PAGE + "/{entry_id}/files/{file_id}")
async def show_file(who: Official, desk: Desk, entry_id: UUID, file_id: UUID) -> Response:
    """Lead to a file of an entry that one's own office made."""
    async with transaction(desk.pool) as conn:
        entry = await entering.entry_of(conn, desk.cipher, who, entry_id)
        parts.refuse_unless_there(await store.papers(conn, desk.cipher, entry.id), file_id)
    return redirect(view_page(desk, who, file_id, f"{PAGE}/{entry_id}"))


@router.get("/review/{task_id}/integrity", responses={404: {}})
async def show_entering(
    request: Request, who: Official, desk: Desk, place: Place, task_id: UUID, receipt: str = ""
) -> HTMLResponse:
    """Enter the applicant of a case: the paper first, then what it says."""
    paper = _paper(desk, who, receipt, Part.SOURCE)
    task = await _task(desk, who, task_id)
    return _entering(request, place[0], task, Form({RECEIPT: receipt if paper else ""}), paper)


@router.get("/review/{task_id}/integrity/upload", responses={404: {}})
async def upload_source(who: Official, desk: Desk, _: Place, task_id: UUID) -> Response:
    """Lead to the page that takes the decision on which an entry rests."""
    await _task(desk, who, task_id)
    return redirect(parts.upload_page(desk, who, f"/review/{task_id}/integrity"))


@router.post("/review/{task_id}/integrity", responses={404: {}})
async def enter(
    request: Request, typed: Typed, who: Official, desk: Desk, place: Place, task_id: UUID
) -> Response:
    """Enter somebody, after a second confirmation."""
    task = await _task(desk, who, task_id)
    paper = _paper(desk, who, text(typed, RECEIPT), Part.SOURCE)
    if text(typed, "act") == EDIT:
        return _entering(request, place[0], task, Form(typed), paper)
    proposal, is_confirmed = _proposal(typed, paper), text(typed, "confirmed") == YES
    submitted = await gateway.submission(desk.file, task.application_id, task.manifest)
    number, terms = submitted.identity.person.id_number, parts.terms_of(desk, place[0])
    entry_id = None
    async with Action(typed) as action, transaction(desk.pool) as conn:
        entry = await entering.enter(
            conn, desk.cipher, who, task, number, proposal, terms, is_confirmed=is_confirmed
        )
        entry_id = entry.id
    if isinstance(action.refusal, ConfirmationNeeded):
        until_on = last_day(proposal.day, terms.years) if proposal.day else None
        return render(
            request,
            "integrity/confirm.html",
            task=task,
            proposal=proposal,
            until_on=until_on,
            receipt=text(typed, RECEIPT),
        )
    if action.refusal:
        return _entering(request, place[0], task, action.form, paper)
    return redirect(f"{PAGE}/{entry_id}")


async def _task(desk: Means, who: Session, task_id: UUID) -> Task:
    async with transaction(desk.pool) as conn:
        return await look(conn, desk, who, task_id)


def _entering(request: Request, city: City, task: Task, form: Form, paper: Paper | None) -> HTMLResponse:
    return render(
        request,
        "integrity/enter.html",
        task=task,
        paper=paper,
        form=form,
        years=city.integrity.years,
        days=city.integrity.objection_days,
    )


async def _page(
    request: Request, desk: Means, who: Session, entry_id: UUID, form: Form, paper: Paper | None = None
) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        entry = await entering.entry_of(conn, desk.cipher, who, entry_id)
        papers = await store.papers(conn, desk.cipher, entry.id)
        await tasks.tell_read(conn, who, [entry.person_id], Shown.CASE, entry.application_id)
    return render(
        request,
        "integrity/entry.html",
        entry=entry,
        papers=papers,
        rows=parts.rows_of(entry) + parts.answered_rows(entry),
        tag=parts.tag_of(entry),
        is_running=entry.state(today_at(now())) is State.RUNNING,
        paper=paper,
        form=form.over(version=entry.version),
    )


def _proposal(typed: FormData, paper: Paper | None) -> Proposal:
    return Proposal(
        why=text(typed, "why"),
        source=" ".join(text(typed, "source").split()).strip("《》"),
        number=" ".join(text(typed, "number").split()),
        from_on=read_day(typed, "from_on", "起始日期"),
        paper=paper,
    )


def _paper(desk: Means, who: Session, receipt: str, part: Part) -> Paper | None:
    """The file that a receipt tells of; one from long ago is uploaded again."""
    if not receipt:
        return None
    try:
        (found,) = parts.received(desk, who, [receipt], part)
    except GrantExpired:
        return None
    return found
