"""The employer's publicity: post it, wait, record its result (E4.4, E4.5)."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from kit.db import transaction
from kit.errors import Invalid, Refusal
from kit.http import sent
from kit.session import Session
from kit.web.pages import Form, redirect, render
from services.review.publicity import operations as publicising
from services.review.publicity.domain import Outcome, Publicity, phase_of, standard_result
from services.review.publicity.operations import NotPublicised, ResultChanged
from services.review.tasks.domain import Phase
from services.review.tasks.operations import AlreadyDecided
from services.review.tasks.web.task import decided_meanwhile, look
from services.review.web.parts import YES, Desk, Examiner, Means, text, version

OBJECTIONS = {"no": False, YES: True}

router = APIRouter()


@router.get("/review/{task_id}/publicity")
async def show_publicity(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> HTMLResponse:
    """Where the publicity stands and what to do."""
    return await _page(request, desk, who, task_id)


@router.post("/review/{task_id}/publicity")
async def post_publicity(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Say that the achievements are made public, where and how."""
    form = await sent(request)
    place = text(form, "place")
    try:
        async with transaction(desk.pool) as conn:
            await publicising.post_publicity(conn, desk.cipher, who, task_id, place)
    except Invalid as refusal:
        return await _page(request, desk, who, task_id, form=Form(form, refusal.faults), status=422)
    except AlreadyDecided as refusal:
        return decided_meanwhile(request, task_id, refusal.closing, [("公示地点和形式", place)])
    except (publicising.AlreadyPosted, publicising.NotExamined) as refusal:
        return await _page(request, desk, who, task_id, form=Form(form), status=409, refusal=refusal)
    return redirect(f"/review/{task_id}/publicity")


@router.post("/review/{task_id}/publicity/result")
async def record_result(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Record whether there were objections and the result."""
    form = await sent(request)
    outcome = outcome_of(form)
    try:
        async with transaction(desk.pool) as conn:
            await publicising.record_outcome(conn, desk.cipher, who, task_id, outcome, version(form))
    except Invalid as refusal:
        return await _page(request, desk, who, task_id, form=Form(form, refusal.faults), status=422)
    except ResultChanged as refusal:
        values = Form({**form, "version": refusal.saved.version})
        return await _page(request, desk, who, task_id, form=values, status=409, refusal=refusal)
    except AlreadyDecided as refusal:
        typed = [("异议及处理情况", outcome.handling), ("公示结果", outcome.result)]
        return decided_meanwhile(request, task_id, refusal.closing, typed)
    except publicising.NotOver as refusal:
        return await _page(request, desk, who, task_id, form=Form(form), status=409, refusal=refusal)
    return redirect(f"/review/{task_id}")


async def _page(
    request: Request,
    desk: Means,
    who: Session,
    task_id: UUID,
    *,
    form: Form | None = None,
    status: int = 200,
    refusal: Refusal | None = None,
) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        task = await look(conn, desk, who, task_id)
        publicity = await publicising.publicity_that_counts(conn, task)
    if not publicising.is_publicised(task):
        raise NotPublicised
    return render(
        request,
        "publicity/desk.html",
        status=status,
        task=task,
        publicity=publicity,
        phase=phase_of(publicity),
        phases=Phase,
        stands=publicity is not None and publicity.task_id != task.id,
        is_examined=task.is_fulfilled,
        refusal=refusal,
        form=form or Form(_values(desk, publicity)),
    )


def _values(desk: Means, publicity: Publicity | None) -> dict[str, Any]:
    if publicity is None:
        return {}
    objections = {None: "", True: "yes", False: "no"}[publicity.has_objections]
    sentence = publicity.result or standard_result(
        publicity, publicising.days_counted(desk.calendar, publicity)
    )
    return {
        "version": publicity.version,
        "objections": objections,
        "handling": publicity.handling,
        "result": sentence,
    }


def outcome_of(form: FormData) -> Outcome:
    """The result of a publicity; how objections were handled only if there were any."""
    has_objections = OBJECTIONS.get(text(form, "objections"))
    return Outcome(
        has_objections=has_objections,
        handling=text(form, "handling") if has_objections else "",
        result=text(form, "result"),
    )
