"""Assigning accounts by a sheet: a dry run with a result for each row, then exactly that (B0.1)."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kit.db import Connection, transaction
from kit.importing import Done, Outcome, digest
from kit.importing import carry_out as carry_out_each
from kit.session import Session
from kit.sheets import decoded
from kit.web.importing import Sheet, posted
from kit.web.pages import Action, Form
from services.identity.offices.domain.official_sheet import FIELDS, LABELS, MOST_ROWS, SAMPLE, sheet_rows
from services.identity.offices.operations.import_officials import Found, carry_out, examine
from services.identity.web.parts import Admin, Here, Parts, Typed

router = APIRouter(prefix="/admin/officials/import")
SHEET = Sheet(
    templates="offices/officials",
    names={
        Outcome.NEW: "新增",
        Outcome.CHANGE: "变更",
        Outcome.SAME: "无变化",
        Outcome.WRONG: "有误，不导入",
    },
    columns=[label for label in FIELDS if label in LABELS.values()],
    most_rows=MOST_ROWS,
    sample=SAMPLE,
)


@router.get("")
async def show_import(request: Request, _: Admin) -> Response:
    """Ask for a file or for pasted rows."""
    return SHEET.asked(request, Form())


@router.get("/sample.csv")
async def sample(_: Admin) -> Response:
    """A sheet to begin with, in the encoding that Excel opens."""
    return SHEET.example()


@router.post("")
async def dry_run(request: Request, who: Admin, here: Here) -> Response:
    """What every row would do. Nothing is changed."""
    text, content = await posted(request)
    async with Action({}, beside="text" if content is None else "sheet") as action:
        text = text if content is None else decoded(content)
        findings = await _findings(here, who, text)
    if action.refusal:
        return SHEET.asked(request, action.form.but(text=text))
    return SHEET.shown(request, text, findings)


@router.post("/apply")
async def apply(request: Request, who: Admin, here: Here, typed: Typed) -> Response:
    """Do what was shown, row by row; when it would be something else by now, show that instead."""

    async def do(conn: Connection, finding: Found) -> Done:
        return await carry_out(conn, finding, who, here.cipher)

    text = typed.get("text", "")
    async with Action(typed, beside="text") as action:
        findings = await _findings(here, who, text)
    if action.refusal:
        return SHEET.asked(request, action.form)
    if digest(findings) != typed.get("digest"):
        return SHEET.shown(request, text, findings, is_changed=True)
    return SHEET.told(request, await carry_out_each(here.pool, findings, do))


async def _findings(here: Parts, who: Session, text: str) -> list[Found]:
    rows = sheet_rows(text)
    async with transaction(here.pool) as conn:
        return await examine(conn, rows, here.cities, who, here.cipher)
