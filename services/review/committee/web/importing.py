"""Experts by a sheet: a dry run with a result for each row, then exactly that."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from cities import City
from cities.offices import Office
from kit.db import transaction
from kit.errors import Refusal
from kit.http import Typed
from kit.session import Session
from kit.sheets import decoded
from kit.web.pages import Action, Form, render
from services.review.committee.domain.expert_sheet import MOST_ROWS, NEEDED, SAMPLE, rows_of
from services.review.committee.operations.importing import (
    OUTCOME_NAMES,
    Done,
    Finding,
    Outcome,
    carry_out,
    digest,
    examine,
    refused,
)
from services.review.committee.web.experts import Official, Place
from services.review.web.parts import Desk, Means

router = APIRouter(prefix="/review/committee/import", responses={404: {}})
TONES = {Outcome.NEW: "good", Outcome.SAME: "neutral", Outcome.WRONG: "bad"}


@router.get("")
async def show_import(request: Request, _: Official, place: Place) -> Response:
    """Ask for a file or for pasted rows."""
    del place  # only its office may come
    return _page(request, Form())


@router.get("/sample.csv")
async def sample(_: Official) -> Response:
    """A sheet to begin with, in the encoding that Excel opens."""
    return Response(SAMPLE.encode("utf-8-sig"), media_type="text/csv; charset=utf-8")


@router.post("")
async def dry_run(request: Request, _: Official, desk: Desk, place: Place) -> Response:
    """What every row would do. Nothing is changed."""
    async with request.form() as form:
        text, sheet = str(form.get("text") or ""), form.get("sheet")
        content = await sheet.read() if isinstance(sheet, UploadFile) and sheet.filename else None
    async with Action({}, beside="text" if content is None else "sheet") as action:
        text = text if content is None else decoded(content)
        findings = await _findings(desk, place, text)
    if action.refusal:
        return _page(request, action.form.but(text=text))
    return _shown(request, text, findings)


@router.post("/apply")
async def apply(request: Request, typed: Typed, who: Official, desk: Desk, place: Place) -> Response:
    """Do what was shown, row by row; when it would be something else by now, show that instead."""
    text = str(typed.get("text") or "")
    async with Action(typed, beside="text") as action:
        findings = await _findings(desk, place, text)
    if action.refusal:
        return _page(request, action.form)
    if digest(findings) != typed.get("digest"):
        return _shown(request, text, findings, is_changed=True, status=409)
    done = [await _carry_out(desk, who, place, finding) for finding in findings]
    return render(
        request,
        "committee/imported.html",
        done=done,
        counts=_counts(findings),
        failed=[one for one in done if not one.is_done],
    )


async def _findings(desk: Means, place: tuple[City, Office], text: str) -> list[Finding]:
    rows = rows_of(text)
    async with transaction(desk.pool) as conn:
        return await examine(conn, desk.cipher, place, rows)


async def _carry_out(desk: Means, who: Session, place: tuple[City, Office], finding: Finding) -> Done:
    try:
        async with transaction(desk.pool) as conn:
            return await carry_out(conn, desk.cipher, who, place, finding)
    except Refusal as refusal:
        return refused(finding, refusal)


def _counts(findings: list[Finding]) -> list[tuple[str, str]]:
    return [
        (name, f"{sum(one.outcome is outcome for one in findings)} 行")
        for outcome, name in OUTCOME_NAMES.items()
    ]


def _shown(
    request: Request, text: str, findings: list[Finding], *, is_changed: bool = False, status: int = 200
) -> Response:
    return render(
        request,
        "committee/dry_run.html",
        status=status,
        form=Form({"text": text, "digest": digest(findings)}),
        is_changed=is_changed,
        findings=findings,
        names=OUTCOME_NAMES,
        tones=TONES,
        counts=_counts(findings),
        is_worth=any(one.outcome is Outcome.NEW for one in findings),
    )


def _page(request: Request, form: Form) -> Response:
    return render(
        request, "committee/import.html", form=form, columns="、".join(NEEDED.values()), most=MOST_ROWS
    )
