"""The objections of a case: the employer investigates and answers, later offices read (E4.4, E4.5)."""

from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from kit.db import transaction
from kit.http import Typed
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.review.objections import operations as objecting
from services.review.objections import store
from services.review.objections.domain import RESULT_NAMES, Answer, Result
from services.review.tasks.web.task import decided_meanwhile, look
from services.review.web.parts import Desk, Examiner, Means, text, view_page

router = APIRouter()


@router.get("/review/{task_id}/objections")
async def show_objections(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> HTMLResponse:
    """What was objected to the publicity of this case, and what was found."""
    async with transaction(desk.pool) as conn:
        task = await look(conn, desk, who, task_id)
        found = await store.objections_of_case(conn, desk.cipher, task.application_id)
        files = await store.count_enclosures(conn, task.application_id)
    ours = {one.id: files.get(one.id, 0) for one in found if objecting.investigates(task, one)}
    return render(
        request, "objections/list.html", task=task, objections=found, results=RESULT_NAMES, files=ours
    )


@router.get("/review/{task_id}/objections/{objection_id}")
async def show_objection(
    request: Request, who: Examiner, desk: Desk, task_id: UUID, objection_id: UUID
) -> HTMLResponse:
    """One objection whole, and the form for what the investigation found."""
    return await _page(request, desk, who, (task_id, objection_id))


@router.post("/review/{task_id}/objections/{objection_id}")
async def answer(
    request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID, objection_id: UUID
) -> Response:
    """Record what was found and tell it to who objected."""
    found = answer_of(typed)
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await objecting.answer(conn, desk.cipher, who, task_id, objection_id, found)
    if late := decided_meanwhile(request, task_id, action.refusal, [("核查情况和答复", found.text)]):
        return late
    if action.refusal:
        return await _page(request, desk, who, (task_id, objection_id), action.form)
    return redirect(f"/review/{task_id}/objections")


@router.post("/review/{task_id}/objections/{objection_id}/mobile")
async def show_number(
    request: Request, who: Examiner, desk: Desk, task_id: UUID, objection_id: UUID
) -> HTMLResponse:
    """The mobile number of who objected by name, whole, to the office that has to call."""
    async with transaction(desk.pool) as conn:
        task = await look(conn, desk, who, task_id)
        found = await objecting.objection_of_case(conn, desk.cipher, task, objection_id)
    if not objecting.investigates(task, found):
        raise objecting.NotInvestigated
    return render(
        request,
        "objections/mobile.html",
        objection=found,
        then=f"/review/{task_id}/objections/{objection_id}",
    )


@router.get("/review/{task_id}/objections/{objection_id}/files/{file_id}")
async def show_file(who: Examiner, desk: Desk, task_id: UUID, objection_id: UUID, file_id: UUID) -> Response:
    """Lead to what came with an objection, the office that investigates it."""
    async with transaction(desk.pool) as conn:
        task = await look(conn, desk, who, task_id)
        found = await objecting.objection_of_case(conn, desk.cipher, task, objection_id)
        await objecting.refuse_unless_enclosed(conn, desk.cipher, task, found, file_id)
    return redirect(view_page(desk, who, file_id, f"/review/{task_id}/objections/{objection_id}"))


async def _page(
    request: Request, desk: Means, who: Session, ids: tuple[UUID, UUID], form: Form | None = None
) -> HTMLResponse:
    task_id, objection_id = ids
    async with transaction(desk.pool) as conn:
        task = await look(conn, desk, who, task_id)
        found = await objecting.objection_of_case(conn, desk.cipher, task, objection_id)
        enclosed = await objecting.enclosed(conn, desk.cipher, task, found)
    return render(
        request,
        "objections/objection.html",
        task=task,
        enclosed=enclosed,
        objection=found,
        results=RESULT_NAMES,
        is_ours=objecting.investigates(task, found),
        keeps_register=who.role == "official" and desk.cities.keeps_register(who.org_id),
        form=form or Form(),
    )


def answer_of(typed: FormData) -> Answer:
    """What was found, and in which words."""
    chosen = text(typed, "result")
    return Answer(result=Result(chosen) if chosen in set(Result) else None, text=text(typed, "answer"))
