"""Examining item by item (E4.1)."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from kit.db import transaction
from kit.errors import Invalid
from kit.http import sent
from kit.session import Session
from kit.web.pages import Form, redirect, render
from services.review.examination.domain.items import MARK_NAMES, SUBMITTED, Finding, Item, Mark, items_for
from services.review.examination.operations import examining
from services.review.examination.operations.examining import Examination, FindingsChanged
from services.review.examination.web import views
from services.review.examination.web.parts import look, opened
from services.review.examination.web.submitted import NAMES, view
from services.review.tasks import operations as tasks
from services.review.tasks.operations import AlreadyDecided
from services.review.tasks.web.task import decided_meanwhile
from services.review.web.parts import Desk, Examiner, Means, text, version

router = APIRouter()


@router.get("/review/{task_id}/findings")
async def show_findings(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """The items with what was submitted to each."""
    examination = await look(desk, who, task_id)
    if not examination.task.is_open:
        return redirect(f"/review/{task_id}")
    return await _page(request, desk, examination, Form(_values(examination)))


@router.post("/review/{task_id}/findings")
async def save_findings(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Keep the findings as a draft."""
    form = await sent(request)
    try:
        async with transaction(desk.pool) as conn:
            task = await tasks.task_of(conn, desk.cipher, who, task_id)
            found = findings_of(form, items_for(task.role, task.summary.employer_kind))
            await examining.save_findings(conn, desk.cipher, who, task_id, found, version(form))
    except Invalid as refusal:
        return await _again(request, desk, who, task_id, Form(form, refusal.faults), status=422)
    except FindingsChanged as refusal:
        values = {**form, "version": refusal.saved.task.version}
        differences = _differences(refusal.saved, found)
        return await _again(request, desk, who, task_id, Form(values), status=409, differences=differences)
    except AlreadyDecided as refusal:
        return decided_meanwhile(request, task_id, refusal.closing, views.typed_findings(found, task))
    return redirect(f"/review/{task_id}")


async def _again(
    request: Request,
    desk: Means,
    who: Session,
    task_id: UUID,
    form: Form,
    *,
    status: int,
    differences: list[dict[str, Any]] | None = None,
) -> HTMLResponse:
    examination = await look(desk, who, task_id)
    return await _page(request, desk, examination, form, status=status, differences=differences)


async def _page(
    request: Request,
    desk: Means,
    examination: Examination,
    form: Form,
    *,
    status: int = 200,
    differences: list[dict[str, Any]] | None = None,
) -> HTMLResponse:
    return render(
        request,
        "examination/findings.html",
        status=status,
        examination=examination,
        task=examination.task,
        view=view(await opened(desk, examination)),
        names=NAMES,
        submitted_items=SUBMITTED,
        marks=[(mark.value, name) for mark, name in MARK_NAMES.items()],
        differences=differences,
        form=form,
        views=views,
    )


def _values(examination: Examination) -> dict[str, str | int]:
    values: dict[str, str | int] = {"version": examination.task.version}
    for code, finding in examination.findings.items():
        values[f"mark-{code}"] = finding.mark or ""
        values[f"remark-{code}"] = finding.remark
    return values


def _differences(saved: Examination, found: list[Finding]) -> list[dict[str, Any]]:
    mine: Mapping[str, Finding] = {finding.item: finding for finding in found}
    return [
        {"name": item.name, "saved": saved.findings[item.code], "mine": mine[item.code]}
        for item in saved.items
        if saved.findings[item.code] != mine[item.code]
    ]


def findings_of(form: FormData, items: Sequence[Item]) -> list[Finding]:
    """A finding for each item, with no mark where none was chosen."""
    return [
        Finding(item.code, _mark(text(form, f"mark-{item.code}")), text(form, f"remark-{item.code}"))
        for item in items
    ]


def _mark(value: str) -> Mark | None:
    return Mark(value) if value in set(Mark) else None
