"""Examining item by item (E4.1)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from contracts.sections.checks import Result
from contracts.sections.parts import PART_NAMES, blocks_of
from kit.db import transaction
from kit.http import Typed
from kit.session import Session
from kit.web.links import along
from kit.web.pages import Action, Form, redirect, render
from services.review.examination import store
from services.review.examination.domain.checks import reason_of
from services.review.examination.domain.checks_table import TABLE
from services.review.examination.domain.evidence import PAGES_BESIDE, proofs_of
from services.review.examination.domain.items import (
    ITEMS,
    MARK_NAMES,
    RECORDS,
    SUBMITTED,
    Finding,
    Mark,
    by_item,
)
from services.review.examination.domain.rescoring import with_score
from services.review.examination.operations import examining
from services.review.examination.operations.examining import Examination, FindingsChanged
from services.review.examination.web import views
from services.review.examination.web.checks import NOT_OVERRULED, shown, typed_reasons
from services.review.examination.web.parts import again, look, opened
from services.review.tasks.web.task import decided_meanwhile
from services.review.web.parts import Desk, Examiner, Means, text, version

router = APIRouter()


@router.get("/review/{task_id}/findings")
async def show_findings(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """The items with what was submitted to each."""
    examination = await look(desk, who, task_id)
    if not examination.task.is_open:
        return redirect(along(request, f"/review/{task_id}"))
    return await _page(request, desk, who, examination, Form(_values(examination)))


@router.post("/review/{task_id}/findings")
async def save_findings(request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Keep the findings as a draft."""
    found, reasons = findings_of(typed), reasons_of(typed)
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await examining.save_findings(conn, desk.cipher, who, task_id, found, version(typed), reasons)
    if late := decided_meanwhile(
        request, task_id, action.refusal, [*views.typed_findings(found), *typed_reasons(reasons)]
    ):
        return late
    if action.refusal is None:
        return redirect(along(request, f"/review/{task_id}"))
    form, examination = action.form, await look(desk, who, task_id)
    if not isinstance(action.refusal, FindingsChanged):
        return await _page(request, desk, who, examination, form)
    form = form.but(version=examination.task.version)
    return await _page(request, desk, who, examination, form, _differences(examination, found, reasons))


async def _page(
    request: Request,
    desk: Means,
    who: Session,
    examination: Examination,
    form: Form,
    differences: list[dict[str, str]] | None = None,
) -> HTMLResponse:
    submitted = await opened(desk, examination)
    async with transaction(desk.pool) as conn:
        others = await store.alike(conn, examination.task, who.org_id or examination.task.office_id)
    return render(
        request,
        "examination/findings.html",
        examination=examination,
        task=examination.task,
        blocks=with_score(blocks_of(submitted), submitted),
        names=PART_NAMES,
        again=await again(desk, examination, submitted),
        checks={item.code: shown(examination.checks_of(item)) for item in examination.items},
        others=others,
        records_item=RECORDS.code,
        proofs={item.code: proofs_of(item, submitted) for item in examination.items},
        most_pages=PAGES_BESIDE,
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
    for check in examination.checks:
        values[f"overrule-{check.code}"] = reason_of(check)
    return values


def _differences(
    saved: Examination, found: Sequence[Finding], reasons: Mapping[str, str]
) -> list[dict[str, str]]:
    mine = by_item(saved.items, found)
    told = [
        (item.name, views.finding_words(saved.findings[item.code]), views.finding_words(mine[item.code]))
        for item in saved.items
        if saved.findings[item.code] != mine[item.code]
    ]
    told += [
        (check.name, reason_of(check) or NOT_OVERRULED, reasons.get(check.code) or NOT_OVERRULED)
        for check in saved.checks
        if check.result is not Result.MET and reason_of(check) != reasons.get(check.code, "")
    ]
    return [{"name": name, "saved": before, "mine": now} for name, before, now in told]


def findings_of(typed: FormData) -> list[Finding]:
    """A finding for each item that there is, with no mark where none was chosen."""
    return [
        Finding(code, _mark(text(typed, f"mark-{code}")), text(typed, f"remark-{code}")) for code in ITEMS
    ]


def reasons_of(typed: FormData) -> dict[str, str]:
    """Why checks are not gone by, by the code of the check."""
    return {row.code: text(typed, f"overrule-{row.code}") for row in TABLE}


def _mark(value: str) -> Mark | None:
    return Mark(value) if value in set(Mark) else None
