"""The decision: 通过, 退回, 不通过, each once (E4.2–E4.4, B3.1–B3.3)."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

import cities
from contracts.application import Verdict
from kit.db import transaction
from kit.errors import Fault, Invalid
from kit.http import Typed
from kit.session import Session
from kit.web.links import along
from kit.web.pages import Action, Form, redirect, render
from services.review.commissions import operations as commissions
from services.review.examination.domain.decisions import (
    ATTESTATION,
    Proposal,
    flagged,
    relevant,
    standard_opinion,
)
from services.review.examination.domain.items import ITEMS, Item
from services.review.examination.domain.opinions import filled, offered_at
from services.review.examination.operations import deciding
from services.review.examination.operations.deciding import ConfirmationNeeded
from services.review.examination.operations.examining import Examination, FindingsChanged
from services.review.examination.web import views
from services.review.examination.web.parts import look
from services.review.publicity.operations import publicising
from services.review.queue.web.asked import Asked, next_of_list
from services.review.reasons.domain import Catalogue, Named, offered, reasons_of
from services.review.tasks.domain import word
from services.review.tasks.web.task import decided_meanwhile
from services.review.web.parts import YES, Desk, Examiner, Means, text, version

router = APIRouter()

EDIT = "edit"
FILL = "fill:"


@router.get("/review/{task_id}/decision")
async def show_decision(request: Request, who: Examiner, desk: Desk, asked: Asked, task_id: UUID) -> Response:
    """The form, or what was decided."""
    examination = await look(desk, who, task_id)
    if examination.decision:
        return await _result(request, desk, who, asked, examination)
    if not examination.task.is_open:
        return redirect(along(request, f"/review/{task_id}"))
    return _page(request, who, desk, examination, Form(_values(examination)))


@router.post("/review/{task_id}/decision")
async def decide(request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Decide; 不通过 only after a second confirmation."""
    if text(typed, "act") == EDIT:
        return _page(request, who, desk, await look(desk, who, task_id), Form(typed))
    if text(typed, "act").startswith(FILL):
        examination = await look(desk, who, task_id)
        return _page(request, who, desk, examination, _filled(desk, examination, typed))
    proposal, is_confirmed = proposal_of(typed), text(typed, "confirmed") == YES
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await deciding.decide(
            conn,
            desk.cipher,
            desk.cities,
            who,
            task_id,
            proposal,
            version=version(typed),
            is_confirmed=is_confirmed,
        )
    if late := decided_meanwhile(request, task_id, action.refusal, _typed(relevant(proposal))):
        return late
    if action.refusal is None:
        return redirect(along(request, f"/review/{task_id}/decision"))
    form, examination = action.form, await look(desk, who, task_id)
    if isinstance(action.refusal, ConfirmationNeeded):
        return _confirm(request, desk, examination, proposal, version(typed))
    if isinstance(action.refusal, FindingsChanged):
        form = form.but(version=examination.task.version, **_ticked(typed))
    return _page(request, who, desk, examination, form)


def _page(request: Request, who: Session, desk: Means, examination: Examination, form: Form) -> HTMLResponse:
    role, catalogue = examination.task.role, _catalogue(desk, examination)
    return render(
        request,
        "examination/decision.html",
        examination=examination,
        task=examination.task,
        words={verdict.value: word(role, verdict) for verdict in Verdict},
        returnable=[(item, choices(catalogue, item.code, Verdict.RETURNED)) for item in examination.items],
        refusable=[
            choice for item in examination.items for choice in choices(catalogue, item.code, Verdict.REFUSED)
        ],
        returns_left=desk.cities.city(examination.task.city).returns_left(
            examination.task.plan, examination.task.round
        ),
        flagged=flagged(examination.findings),
        offered=_offered(desk, examination),
        unfolded=unfolded(examination.items, form) | set(flagged(examination.findings)),
        until=publicising.until(examination.publicity),
        attestation=ATTESTATION,
        signer=who.name,
        form=form,
        views=views,
    )


def unfolded(items: Sequence[Item], form: Form) -> set[str]:
    """The items of a return of which something is to be seen in the form: what was typed, a fault."""
    named = set()
    for item in items:
        fields = [f"{kind}-{item.code}" for kind in ("reasons", "text", "remedy")]
        fields.append(_offer(f"text-{item.code}"))
        if any(form.chosen(name) not in ([], [""]) or form.error(name) for name in fields):
            named.add(item.code)
    return named


def _catalogue(desk: Means, examination: Examination) -> Catalogue:
    return desk.cities.city(examination.task.city).reasons


def choices(catalogue: Catalogue, item: str, verdict: Verdict) -> list[dict[str, str | None]]:
    """The reasons of an item as boxes to tick."""
    return [
        {
            "value": one.code,
            "text": one.words,
            "hint": one.remedy if verdict is Verdict.RETURNED else ITEMS[item].name,
        }
        for one in offered(catalogue, item, verdict)
    ]


def _offered(desk: Means, examination: Examination) -> dict[str, list[cities.Opinion]]:
    return offered_at(desk.cities.city(examination.task.city).opinions, examination.task.role)


def _filled(desk: Means, examination: Examination, typed: FormData) -> Form:
    """The form as it was typed, with the chosen text in its field."""
    place = text(typed, "act").removeprefix(FILL)
    offered, form = _offered(desk, examination).get(place, []), Form(typed).but(**_ticked(typed))
    chosen = next((one for one in offered if one.code == text(typed, _offer(place))), None)
    if chosen is None:
        fault = Fault(field=_offer(place), message="请选择一条常用意见，再点击“填入”")
        return Form.refused(form.values, Invalid(faults=[fault]))
    standard = [_values(examination)["opinion"], *(one.text for one in offered)]
    written = filled(text(typed, place), chosen.text, standard)
    return form.but(**{place: written, _offer(place): ""})


def _offer(place: str) -> str:
    """The field in which a text for this one is chosen."""
    return "offer-" + place.replace("_", "-")


def _ticked(typed: FormData) -> dict[str, Any]:
    """The boxes that were ticked, as they were."""
    return {name: typed.getlist(name) for name in typed if name.startswith("reasons-") or name == "codes"}


def _confirm(
    request: Request, desk: Means, examination: Examination, proposal: Proposal, version: int
) -> HTMLResponse:
    role, catalogue = examination.task.role, _catalogue(desk, examination)
    return render(
        request,
        "examination/confirm.html",
        task=examination.task,
        word=word(role, Verdict.REFUSED),
        returned=word(role, Verdict.RETURNED),
        reason=proposal.reason,
        reasons=reasons_of(catalogue, proposal.codes, Verdict.REFUSED),
        version=version,
        minutes=desk.cities.city(examination.task.city).refusal_minutes,
    )


async def _result(
    request: Request, desk: Means, who: Session, asked: Asked, examination: Examination
) -> HTMLResponse:
    assert examination.decision is not None  # noqa: S101 - asked before
    async with transaction(desk.pool) as conn:
        following = await next_of_list(conn, desk, who, asked, examination.task)
        lacks_letter = await commissions.lacks_letter(conn, examination.task)
    return render(
        request,
        "examination/decided.html",
        task=examination.task,
        decision=examination.decision,
        changes=_changes(examination),
        following=following,
        lacks_letter=lacks_letter,
        is_substitute=examination.task.office_id != who.org_id,
    )


def _changes(examination: Examination) -> list[str]:
    """What is to be mended by a decision that does not tell why, item by item: an earlier one."""
    decision, names = examination.decision, {item.code: item.name for item in examination.items}
    assert decision is not None  # noqa: S101 - asked before
    return [] if decision.mends else [names.get(code, code) for code in decision.changes]


def _values(examination: Examination) -> dict[str, Any]:
    publicity = examination.publicity
    return {
        "version": examination.task.version,
        "opinion": standard_opinion(examination.task.role, publicity.result if publicity else ""),
        **{f"text-{item}": examination.findings[item].remark for item in flagged(examination.findings)},
    }


def _typed(proposal: Proposal) -> list[tuple[str, str]]:
    named = [
        (ITEMS[one.item].name, "\n".join(filter(None, (one.text, one.remedy)))) for one in proposal.named
    ]
    return [("理由", proposal.reason), *named, ("审查意见", proposal.opinion)]


def proposal_of(typed: FormData) -> Proposal:
    """A verdict and what belongs to it."""
    chosen = text(typed, "verdict")
    named = (
        Named(
            item=item,
            codes=_codes(typed, f"reasons-{item}"),
            text=text(typed, f"text-{item}"),
            remedy=text(typed, f"remedy-{item}"),
        )
        for item in ITEMS
    )
    return Proposal(
        verdict=Verdict(chosen) if chosen in set(Verdict) else None,
        reason=text(typed, "reason_refused"),
        opinion=text(typed, "opinion"),
        named=tuple(one for one in named if not one.is_empty),
        codes=_codes(typed, "codes"),
        signature=text(typed, "signature"),
        is_attested=text(typed, "attested") == YES,
    )


def _codes(typed: FormData, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in typed.getlist(name) if isinstance(one, str)))
