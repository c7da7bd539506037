"""核对交回的表格: a roster that was taken away and came back, held against the version that was frozen."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile

from contracts.access import Shown
from kit.db import transaction
from kit.session import Session, require
from kit.web.pages import Action, Form, render
from kit.workbook import MOST_BYTES, NotASheet, read
from services.review.rosters import operations as rosters
from services.review.rosters.domain import COLUMNS, Difference, Returned
from services.review.tasks import operations as tasks
from services.review.web.parts import Desk, Means

router = APIRouter()

MOST_ROWS = 5000
SHOWN = 500
FIELD = "sheet"


async def sent(request: Request) -> bytes:
    """The file, before a connection of the database is taken."""
    async with request.form(max_files=1, max_fields=10) as form:
        sheet = form.get(FIELD)
        return await sheet.read() if isinstance(sheet, UploadFile) and sheet.filename else b""


Official = Annotated[Session, Depends(require("official"))]
Sent = Annotated[bytes, Depends(sent)]


@router.get("/review/rosters/{roster_id}/check")
async def show_check(request: Request, who: Official, desk: Desk, roster_id: UUID) -> HTMLResponse:
    """Ask for the sheet."""
    return await _page(request, who, desk, roster_id, Form())


@router.post("/review/rosters/{roster_id}/check")
async def check(request: Request, who: Official, desk: Desk, roster_id: UUID, content: Sent) -> HTMLResponse:
    """Say row by row what is different. Nothing is changed: a frozen roster changes by a return alone."""
    async with transaction(desk.pool, snapshot=True) as conn:
        await rosters.roster_of(conn, who, roster_id)
    found: list[Difference] = []
    async with Action({}, beside=FIELD) as action:
        if not content:
            raise NotASheet("请选择要核对的表格")
        rows = await asyncio.to_thread(read, content, columns=len(COLUMNS), most_rows=MOST_ROWS)
        came = [Returned(row=one.number, cells=one.cells, spoilt=one.spoilt) for one in rows]
        async with transaction(desk.pool) as conn:
            found, people = await rosters.compared(conn, desk.cipher, desk.cities, who, roster_id, came)
            await tasks.tell_read(conn, who, people, Shown.CASE_LIST)
    return await _page(request, who, desk, roster_id, action.form, None if action.refusal else found)


async def _page(
    request: Request,
    who: Session,
    desk: Means,
    roster_id: UUID,
    form: Form,
    found: list[Difference] | None = None,
) -> HTMLResponse:
    async with transaction(desk.pool, snapshot=True) as conn:
        roster = await rosters.roster_of(conn, who, roster_id)
    return render(
        request,
        "rosters/check.html",
        roster=roster,
        is_checked=found is not None,
        count=len(found or ()),
        found=(found or [])[:SHOWN],
        most=MOST_BYTES // 1024,
        form=form,
    )
