"""The employer's publicity: post it, wait, record its result (E4.4, E4.5)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from contracts.normal.numbers import telephone
from kit.db import transaction
from kit.http import Typed
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.review.objections.domain import Objection, handling, outcome_in_words
from services.review.objections.store import objections_of_task
from services.review.publicity.domain import Outcome, Posting, Publicity, phase_of, standard_result
from services.review.publicity.operations import proving, publicising
from services.review.publicity.operations.publicising import NotPublicised, ResultChanged
from services.review.tasks.domain import Phase
from services.review.tasks.web.task import decided_meanwhile, look
from services.review.web.parts import YES, Desk, Examiner, Means, text, version

OBJECTIONS = {"no": False, YES: True}

router = APIRouter()


@router.get("/review/{task_id}/publicity")
async def show_publicity(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> HTMLResponse:
    """Where the publicity stands and what to do."""
    return await _page(request, desk, who, task_id)


@router.post("/review/{task_id}/publicity")
async def post_publicity(
    request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID
) -> Response:
    """Say that the achievements are made public, where and how."""
    posting = posting_of(typed)
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await publicising.post_publicity(conn, desk.cipher, who, task_id, posting)
    if late := decided_meanwhile(request, task_id, action.refusal, _told(posting)):
        return late
    if action.refusal:
        return await _page(request, desk, who, task_id, action.form)
    return redirect(f"/review/{task_id}/publicity")


@router.post("/review/{task_id}/publicity/result")
async def record_result(request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Record whether there were objections and the result."""
    outcome = outcome_of(typed)
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await publicising.record_outcome(
            conn, desk.cipher, who, task_id, outcome, version(typed), needs_proof=needs_proof(desk, who)
        )
    told = [("异议及处理情况", outcome.handling), ("公示结果", outcome.result)]
    if late := decided_meanwhile(request, task_id, action.refusal, told):
        return late
    if isinstance(action.refusal, ResultChanged):
        form = action.form.but(version=action.refusal.saved.version)
        return await _page(request, desk, who, task_id, form)
    if action.refusal:
        return await _page(request, desk, who, task_id, action.form)
    return redirect(f"/review/{task_id}")


async def _page(
    request: Request, desk: Means, who: Session, task_id: UUID, form: Form | None = None
) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        task = await look(conn, desk, who, task_id)
        publicity = await publicising.publicity_that_counts(conn, task)
        objected = await objections_of_task(conn, desk.cipher, publicity.task_id) if publicity else []
        proven = await proving.proven(conn, desk.cipher, publicity)
    if not publicising.is_publicised(task):
        raise NotPublicised
    return render(
        request,
        "publicity/desk.html",
        task=task,
        publicity=publicity,
        phase=phase_of(publicity),
        phases=Phase,
        stands=publicity is not None and publicity.task_id != task.id,
        is_examined=task.is_fulfilled,
        objections=objected,
        proven=proven,
        needs_proof=needs_proof(desk, who),
        form=form or Form(_values(desk, publicity, objected)),
    )


def _values(desk: Means, publicity: Publicity | None, objected: Sequence[Objection]) -> dict[str, Any]:
    if publicity is None:
        return {}
    recorded = publicity.has_objections or (True if objected else publicity.has_objections)
    objections = {None: "", True: "yes", False: "no"}[recorded]
    sentence = publicity.result or standard_result(
        publicity, publicising.days_counted(desk.calendar, publicity), outcome_in_words(objected)
    )
    return {
        "version": publicity.version,
        "objections": objections,
        "handling": publicity.handling or handling(objected),
        "result": sentence,
    }


def needs_proof(desk: Means, who: Session) -> bool:
    """Whether this city records no result without a photo or link of the posting."""
    return desk.cities.city(who.city).posting_proof


def posting_of(typed: FormData) -> Posting:
    """Where something is made public, and the number for objections in plain signs."""
    return Posting(place=text(typed, "place"), telephone=telephone(text(typed, "telephone")))


def _told(posting: Posting) -> list[tuple[str, str]]:
    return [("公示地点和形式", posting.place), ("受理异议的电话", posting.telephone)]


def outcome_of(typed: FormData) -> Outcome:
    """The result of a publicity; how objections were handled only if there were any."""
    has_objections = OBJECTIONS.get(text(typed, "objections"))
    return Outcome(
        has_objections=has_objections,
        handling=text(typed, "handling") if has_objections else "",
        result=text(typed, "result"),
    )
