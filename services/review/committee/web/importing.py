"""Experts by a sheet: a dry run with a result for each row, then exactly that."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from cities import City
from cities.offices import Office
from kit.db import Connection, transaction
from kit.http import Typed
from kit.importing import Done, Outcome, digest
from kit.importing import carry_out as carry_out_each
from kit.sheets import decoded
from kit.web.importing import Sheet, posted
from kit.web.pages import Action, Form
from services.review.committee.domain.expert_sheet import MOST_ROWS, NEEDED, SAMPLE, rows_of
from services.review.committee.operations.importing import Found, carry_out, examine
from services.review.committee.web.experts import Official, Place
from services.review.web.parts import Desk, Means

router = APIRouter(prefix="/review/committee/import", responses={404: {}})
SHEET = Sheet(
    templates="committee/experts",
    names={Outcome.NEW: "新增", Outcome.SAME: "已有", Outcome.WRONG: "有误，不导入"},
    columns=list(NEEDED.values()),
    most_rows=MOST_ROWS,
    sample=SAMPLE,
)


@router.get("")
async def show_import(request: Request, _: Official, place: Place) -> Response:
    """Ask for a file or for pasted rows."""
    del place  # only its office may come
    return SHEET.asked(request, Form())


@router.get("/sample.csv")
async def sample(_: Official) -> Response:
    """A sheet to begin with, in the encoding that Excel opens."""
    return SHEET.example()


@router.post("")
async def dry_run(request: Request, _: Official, desk: Desk, place: Place) -> Response:
    """What every row would do. Nothing is changed."""
    text, content = await posted(request)
    async with Action({}, beside="text" if content is None else "sheet") as action:
        text = text if content is None else decoded(content)
        findings = await _findings(desk, place, text)
    if action.refusal:
        return SHEET.asked(request, action.form.but(text=text))
    return SHEET.shown(request, text, findings)


@router.post("/apply")
async def apply(request: Request, typed: Typed, who: Official, desk: Desk, place: Place) -> Response:
    """Do what was shown, row by row; when it would be something else by now, show that instead."""

    async def do(conn: Connection, finding: Found) -> Done:
        return await carry_out(conn, desk.cipher, who, place, finding)

    text = str(typed.get("text") or "")
    async with Action(typed, beside="text") as action:
        findings = await _findings(desk, place, text)
    if action.refusal:
        return SHEET.asked(request, action.form)
    if digest(findings) != typed.get("digest"):
        return SHEET.shown(request, text, findings, is_changed=True)
    return SHEET.told(request, await carry_out_each(desk.pool, findings, do))


async def _findings(desk: Means, place: tuple[City, Office], text: str) -> list[Found]:
    rows = rows_of(text)
    async with transaction(desk.pool) as conn:
        return await examine(conn, desk.cipher, place, rows)
