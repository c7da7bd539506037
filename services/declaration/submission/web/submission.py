"""预览 and 提交: what is checked and shown is what is submitted."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.application import derived_id
from contracts.case import Manifest, Problem, SealRequest
from contracts.commands import Answer
from kit.clock import now
from kit.db import transaction
from kit.errors import Unavailable
from kit.http import sent, state
from kit.web.pages import redirect, render
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.news import changed, not_taken
from services.declaration.drafting.operations.draft import Desk, open_desk
from services.declaration.drafting.operations.reopening import Locked, closed_areas
from services.declaration.drafting.store.declarations import case_key
from services.declaration.drafting.store.people import news_of_archive
from services.declaration.progress.store.previews import first_pressed, keep_preview, looks, preview_of
from services.declaration.submission.web.parts import opened, unnamed, unproven
from services.declaration.web.parts import Applicant, ApplicationId

router = APIRouter()


class Unanswered(Unavailable):
    """系统暂时繁忙。您按下“提交”的时间已经登记，填写的内容没有丢失。请过一会儿查看申报记录：仍未提交的，不改动内容再按一次“提交”，按登记的时间计算（截止后5分钟内有效）。"""


@router.get("/declarations/{application_id:uuid}/preview")
async def show_preview(request: Request, application_id: ApplicationId, who: Applicant) -> Response:
    """Everything that will be submitted, or everything that stands against it (A8.8)."""
    desk = await _desk(request, application_id, who.account_id)
    if not desk.record.is_with_applicant:
        return redirect(f"/declarations/{application_id}")
    seen, sealed = await _sealed(request, desk)
    if sealed is None:
        answer: Answer = await state(request, "applications").preview(_request(desk), seen)
        problems = answer.problems or await _amiss(request, desk, answer.manifest)
        if problems:
            await _keep(request, desk.record, seen, (), problems)
            return _problems(request, desk, problems)
        sealed = answer.manifest
        await _keep(request, desk.record, seen, sealed)
    shown = await opened(request, desk.record, sealed)
    return render(
        request,
        "submission/preview.html",
        desk=desk,
        record=desk.record,
        plan=desk.plan,
        **shown,
        **await _since(request, desk.record, shown["records"]),
        shut=await _shut(request, desk.record),
        is_changed="changed" in request.query_params,
    )


@router.post("/declarations/{application_id:uuid}/submit")
async def submit(request: Request, application_id: ApplicationId, who: Applicant) -> Response:
    """Submit what the preview showed. The command is derived from that look: two clicks are one.

    In time is who pressed in time, whatever the platform takes to answer, and whoever presses again because
    it did not.
    """
    pressed_at = now()
    desk = await _desk(request, application_id, who.account_id)
    typed = await sent(request)
    number = str(typed.get("round", ""))
    if not desk.record.is_with_applicant:
        if number == str(desk.record.round):
            return redirect(f"/declarations/{application_id}?submitted={number}")
        raise Locked
    if (number, str(typed.get("version", ""))) != (str(desk.record.round + 1), str(desk.draft.version)):
        return redirect(f"/declarations/{application_id}/preview?changed")
    seen, sealed = await _sealed(request, desk)
    if sealed is None:
        return redirect(f"/declarations/{application_id}/preview?changed")
    command_id = derived_id(application_id, "submit", desk.record.round + 1, seen)
    async with transaction(state(request, "pool")) as conn:
        pressed_at = await first_pressed(conn, application_id, seen, pressed_at)
    try:
        answer: Answer = await state(request, "applications").submit(
            application_id, command_id, sealed, pressed_at
        )
    except Unavailable as error:
        raise Unanswered from error
    if answer.is_away:
        raise Unanswered
    if answer.problems:
        await _keep(request, desk.record, seen, sealed, answer.problems)
        return _problems(request, desk, answer.problems, status=422)
    if answer.is_changed:
        await _keep(request, desk.record, seen, answer.manifest)
        return redirect(f"/declarations/{application_id}/preview?changed")
    return redirect(f"/declarations/{application_id}?submitted={desk.record.round + 1}")


async def _desk(request: Request, application_id: UUID, person_id: UUID) -> Desk:
    """The applicant's own declaration, its key within reach of those who seal its sections."""
    async with transaction(state(request, "pool")) as conn:
        desk = await open_desk(conn, state(request, "cipher"), application_id, person_id)
        wrapped = await case_key(conn, application_id)
    if desk.record.is_with_applicant and wrapped is not None:
        await state(request, "case_file").publish_key(application_id, wrapped)
    return desk


async def _sealed(request: Request, desk: Desk) -> tuple[str, Manifest | None]:
    """What the page depends on, and what was sealed for it already: looking again asks nobody."""
    async with transaction(state(request, "pool")) as conn:
        seen = await looks(conn, desk.record, desk.draft)
        kept = await preview_of(conn, desk.record.id, seen)
    if kept and await _amiss(request, desk, kept):
        return seen, None  # another choice of achievements is no other look
    return seen, kept


async def _amiss(request: Request, desk: Desk, sealed: Manifest) -> tuple[Problem, ...]:
    """What only the sealed sections of all tell."""
    case_file = state(request, "case_file")
    shut = await _shut(request, desk.record)
    return (*await unproven(case_file, desk, sealed), *await unnamed(case_file, desk.record, shut, sealed))


async def _since(request: Request, record: Record, taken: Sequence[UUID]) -> dict[str, Any]:
    """What changed in the archive since the draft was begun: taken so by now, or not taken (A7.1)."""
    async with transaction(state(request, "pool")) as conn:
        news = await news_of_archive(conn, state(request, "cipher"), record.person_id)
    since = [one for one in news if one.at > record.started_at]
    return {"later": not_taken(since, taken), "other": changed(since, taken)}


async def _shut(request: Request, record: Record) -> frozenset[str]:
    """The codes of what a return did not name and nobody opened since."""
    async with transaction(state(request, "pool")) as conn:
        return await closed_areas(conn, record)


async def _keep(
    request: Request, record: Record, seen: str, sealed: Manifest, problems: Sequence[Problem] = ()
) -> None:
    """What was sealed, and where is mended what was found; a problem without a rule tells of nothing."""
    found = [problem.page for problem in problems if problem.rule]
    if problems and not found:
        return
    async with transaction(state(request, "pool")) as conn:
        await keep_preview(conn, record, seen, sealed, found)


def _request(desk: Desk) -> SealRequest:
    record = desk.record
    return SealRequest(
        application_id=record.id,
        person_id=record.person_id,
        employer_id=record.employer_id,
        city=record.city,
        plan=record.plan,
        round=record.round + 1,
        terms=desk.plan.terms,
    )


def _problems(request: Request, desk: Desk, problems: Sequence[Problem], *, status: int = 200) -> Response:
    """What is to be mended; a problem without a rule is not the applicant's: somebody is away just now."""
    is_for_applicant = any(problem.rule for problem in problems)
    return render(
        request,
        "submission/problems.html" if is_for_applicant else "submission/away.html",
        status=status if is_for_applicant else 503,
        record=desk.record,
        plan=desk.plan,
        problems=problems,
    )
