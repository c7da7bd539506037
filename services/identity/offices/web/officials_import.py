"""Assigning accounts by a sheet: a dry run with a result for each row, then exactly that (B0.1)."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from kit.db import transaction
from kit.errors import Refusal
from kit.session import Session
from kit.sheets import decoded
from kit.web.pages import Action, Form, render
from services.identity.offices.domain.official_sheet import FIELDS, LABELS, MOST_ROWS, sheet_rows
from services.identity.offices.operations.import_officials import (
    OUTCOME_NAMES,
    Done,
    Finding,
    Outcome,
    carry_out,
    digest,
    examine,
    refused,
)
from services.identity.web.parts import Admin, Here, Parts, Typed

router = APIRouter(prefix="/admin/officials/import")
TONES = {Outcome.NEW: "good", Outcome.CHANGE: "doing", Outcome.SAME: "neutral", Outcome.WRONG: "bad"}
SAMPLE = (
    "姓名,登录名,手机号码,身份证号码,城市,机构,任期开始,任期结束\r\n"
    "张三,zhangsan.sthj,13800138000,,绍兴市,绍兴市生态环境局,2026-01-01,2026-12-31\r\n"
)


@router.get("")
async def show_import(request: Request, _: Admin) -> Response:
    """Ask for a file or for pasted rows."""
    return _page(request, Form())


@router.get("/sample.csv")
async def sample(_: Admin) -> Response:
    """A sheet to begin with, in the encoding that Excel opens."""
    return Response(SAMPLE.encode("utf-8-sig"), media_type="text/csv; charset=utf-8")


@router.post("")
async def dry_run(request: Request, who: Admin, here: Here) -> Response:
    """What every row would do. Nothing is changed."""
    async with request.form() as form:
        text, sheet = str(form.get("text") or ""), form.get("sheet")
        content = await sheet.read() if isinstance(sheet, UploadFile) and sheet.filename else None
    async with Action({}, beside="text" if content is None else "sheet") as action:
        text = text if content is None else decoded(content)
        findings = await _findings(here, who, text)
    if action.refusal:
        return _page(request, action.form.but(text=text))
    return _shown(request, text, findings)


@router.post("/apply")
async def apply(request: Request, who: Admin, here: Here, typed: Typed) -> Response:
    """Do what was shown, row by row; when it would be something else by now, show that instead."""
    text = typed.get("text", "")
    async with Action(typed, beside="text") as action:
        findings = await _findings(here, who, text)
    if action.refusal:
        return _page(request, action.form)
    if digest(findings) != typed.get("digest"):
        return _shown(request, text, findings, is_changed=True, status=409)
    done = [await _carry_out(here, who, finding) for finding in findings]
    return render(
        request,
        "offices/officials_imported.html",
        done=done,
        counts=_counts(findings),
        codes=[one for one in done if one.code],
        failed=[one for one in done if not one.is_done],
    )


async def _findings(here: Parts, who: Session, text: str) -> list[Finding]:
    rows = sheet_rows(text)
    async with transaction(here.pool) as conn:
        return await examine(conn, rows, here.cities, who, here.cipher)


async def _carry_out(here: Parts, who: Session, finding: Finding) -> Done:
    try:
        async with transaction(here.pool) as conn:
            return await carry_out(conn, finding, who, here.cipher)
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
        "offices/officials_dry_run.html",
        status=status,
        form=Form({"text": text, "digest": digest(findings)}),
        is_changed=is_changed,
        findings=findings,
        names=OUTCOME_NAMES,
        tones=TONES,
        counts=_counts(findings),
        is_worth=any(one.outcome in {Outcome.NEW, Outcome.CHANGE} for one in findings),
    )


def _page(request: Request, form: Form) -> Response:
    columns = "、".join(label for label in FIELDS if label in LABELS.values())
    return render(
        request,
        "offices/officials_import.html",
        form=form,
        columns=columns,
        most=MOST_ROWS,
    )
