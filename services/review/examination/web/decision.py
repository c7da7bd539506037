"""The decision: 通过, 退回, 不通过, each once (E4.2–E4.4, B3.1–B3.3)."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from contracts.application import Verdict
from kit.db import transaction
from kit.http import Typed
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.review.examination.domain.decisions import (
    ATTESTATION,
    Proposal,
    relevant,
    standard_opinion,
)
from services.review.examination.domain.items import Mark
from services.review.examination.operations import deciding
from services.review.examination.operations.deciding import ConfirmationNeeded
from services.review.examination.operations.examining import Examination, FindingsChanged
from services.review.examination.web import views
from services.review.examination.web.parts import look
from services.review.publicity import operations as publicising
from services.review.tasks.domain import word
from services.review.tasks.store import tasks as store
from services.review.tasks.web.task import decided_meanwhile
from services.review.web.parts import YES, Desk, Examiner, Means, text, version

router = APIRouter()

EDIT = "edit"


@router.get("/review/{task_id}/decision")
async def show_decision(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """The form, or what was decided."""
    examination = await look(desk, who, task_id)
    if examination.decision:
        return await _result(request, desk, who, examination)
    if not examination.task.is_open:
        return redirect(f"/review/{task_id}")
    return _page(request, who, examination, Form(_values(examination)))


@router.post("/review/{task_id}/decision")
async def decide(request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Decide; 不通过 only after a second confirmation."""
    if text(typed, "act") == EDIT:
        return _page(request, who, await look(desk, who, task_id), Form(typed))
    proposal, is_confirmed = proposal_of(typed), text(typed, "confirmed") == YES
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await deciding.decide(
            conn, desk.cipher, who, task_id, proposal, version=version(typed), is_confirmed=is_confirmed
        )
    if late := decided_meanwhile(request, task_id, action.refusal, _typed(relevant(proposal))):
        return late
    if action.refusal is None:
        return redirect(f"/review/{task_id}/decision")
    form, examination = action.form, await look(desk, who, task_id)
    if isinstance(action.refusal, ConfirmationNeeded):
        return _confirm(request, examination, proposal, version(typed))
    if isinstance(action.refusal, FindingsChanged):
        form = form.but(version=examination.task.version, changes=typed.getlist("changes"))
    return _page(request, who, examination, form)


def _page(request: Request, who: Session, examination: Examination, form: Form) -> HTMLResponse:
    role = examination.task.role
    return render(
        request,
        "examination/decision.html",
        examination=examination,
        task=examination.task,
        words={verdict.value: word(role, verdict) for verdict in Verdict},
        items=[(item.code, item.name) for item in examination.items],
        until=publicising.until(examination.publicity),
        attestation=ATTESTATION,
        signer=who.name,
        form=form,
        views=views,
    )


def _confirm(request: Request, examination: Examination, proposal: Proposal, version: int) -> HTMLResponse:
    role = examination.task.role
    return render(
        request,
        "examination/confirm.html",
        task=examination.task,
        word=word(role, Verdict.REFUSED),
        returned=word(role, Verdict.RETURNED),
        reason=proposal.reason,
        version=version,
    )


async def _result(request: Request, desk: Means, who: Session, examination: Examination) -> HTMLResponse:
    assert examination.decision is not None  # noqa: S101 - asked before
    names = {item.code: item.name for item in examination.items}
    async with transaction(desk.pool) as conn:
        following = await store.next_waiting(conn, who.org_id) if who.org_id else None
    return render(
        request,
        "examination/decided.html",
        task=examination.task,
        decision=examination.decision,
        changes=[names.get(code, code) for code in examination.decision.changes],
        following=following,
    )


def _values(examination: Examination) -> dict[str, Any]:
    publicity = examination.publicity
    return {
        "version": examination.task.version,
        "opinion": standard_opinion(examination.task.role, publicity.result if publicity else ""),
        "changes": [
            code
            for code, finding in examination.findings.items()
            if finding.mark in {Mark.UNCLEAR, Mark.UNMET}
        ],
    }


def _typed(proposal: Proposal) -> list[tuple[str, str]]:
    return [("理由", proposal.reason), ("审查意见", proposal.opinion)]


def proposal_of(typed: FormData) -> Proposal:
    """A verdict and what belongs to it; each verdict has its own field for the reason."""
    chosen = text(typed, "verdict")
    verdict = Verdict(chosen) if chosen in set(Verdict) else None
    return Proposal(
        verdict=verdict,
        reason=text(typed, f"reason_{verdict}") if verdict else "",
        opinion=text(typed, "opinion"),
        changes=tuple(item for item in typed.getlist("changes") if isinstance(item, str)),
        signature=text(typed, "signature"),
        is_attested=text(typed, "attested") == YES,
    )
