"""评审对象花名册: who waits for the meeting, frozen as a version, downloaded as xlsx (M1.2)."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.datastructures import FormData

from contracts.access import Shown
from kit.db import transaction
from kit.http import Typed
from kit.session import Session, require
from kit.web import filters
from kit.web.pages import Action, Form, redirect, render
from kit.web.paging import Paging
from kit.workbook import MEDIA_TYPE, Layout, Workbook
from services.review.rosters import operations as rosters
from services.review.rosters import store
from services.review.rosters.domain import (
    COLUMNS,
    KEPT_COLUMNS,
    MOST_CHOSEN,
    Listed,
    Plan,
    Roster,
    cells,
    file_name,
    heading,
    note_of,
)
from services.review.tasks import operations as tasks
from services.review.web.parts import Desk, Means, version

router = APIRouter()

Official = Annotated[Session, Depends(require("official"))]
PAGE = 100
PIECE = 64 * 1024
SHEET = "评审对象花名册"


@router.get("/review/rosters")
async def show_rosters(request: Request, who: Official, desk: Desk) -> HTMLResponse:
    """The plans of which this office has candidates, and how far the roster of each is."""
    async with transaction(desk.pool, snapshot=True) as conn:
        plans = await store.plans(conn, rosters.office_of(who))
        sent = await store.sent_to(conn, rosters.office_of(who), PAGE)
    return render(request, "rosters/rosters.html", plans=plans, sent=sent)


@router.get("/review/rosters/{plan}")
async def show_roster(request: Request, who: Official, desk: Desk, plan: str, page: str = "") -> HTMLResponse:
    """Who has which number, who waits for one, and the versions."""
    return await _page(request, who, desk, plan, page)


@router.post("/review/rosters/{plan}")
async def freeze(request: Request, typed: Typed, who: Official, desk: Desk, plan: str) -> Response:
    """Freeze the next version: whoever waits gets a number that stays."""
    async with Action(typed, beside="interviewed") as action, transaction(desk.pool) as conn:
        await rosters.freeze(conn, desk.cipher, who, plan, version(typed), _chosen(typed))
    if action.refusal:
        return await _page(request, who, desk, plan, "", action.form)
    return redirect(f"/review/rosters/{plan}")


@router.get(
    "/review/rosters/{roster_id}/roster.xlsx",
    response_class=Response,
    responses={200: {"content": {MEDIA_TYPE: {}}}},
)
async def download(who: Official, desk: Desk, roster_id: UUID) -> Response:
    """A version as it is printed; whoever is on it can read that it was taken away."""
    with ExitStack() as held:
        file = held.enter_context(TemporaryFile(prefix="zhicheng-sheet-"))
        async with transaction(desk.pool) as conn:
            roster = await rosters.readable_roster(conn, who, roster_id)
            committee = rosters.committee_of(desk.cities, roster)
            with Workbook(file, _layout(roster, committee)) as book:
                async for lines in store.lines_of(conn, desk.cipher, roster):
                    await asyncio.to_thread(_write, book, lines)
                    await tasks.tell_read(conn, who, [line.person_id for line in lines], Shown.CASE_LIST)
        length = file.tell()
        sent = _sent(file, held.pop_all())
    name = quote(file_name(roster, committee))
    headers = {
        "content-disposition": f"attachment; filename=\"roster.xlsx\"; filename*=UTF-8''{name}",
        "content-length": str(length),
    }
    return StreamingResponse(sent, media_type=MEDIA_TYPE, headers=headers)


def _write(book: Workbook, lines: Sequence[Listed]) -> None:
    book.add(cells(line.number or 0, line.entry) for line in lines)


async def _sent(file: IO[bytes], held: ExitStack) -> AsyncIterator[bytes]:
    """The file, piece by piece, and then it is gone."""
    with held:
        file.seek(0)
        while piece := await asyncio.to_thread(file.read, PIECE):
            yield piece


def _layout(roster: Roster, committee: str) -> Layout:
    frozen = f"{filters.moment(roster.frozen_at)} 固定，经办人：{roster.frozen_by}"
    return Layout(
        name=SHEET,
        title=heading(roster.plan_title, committee),
        note=f"{note_of(roster.version)}{frozen}",
        columns=[(name, width) for name, width, _ in COLUMNS],
        kept_columns=KEPT_COLUMNS,
        made_at=roster.frozen_at,
    )


def _chosen(typed: FormData) -> list[UUID]:
    """Those whom the form calls to an interview; what is no id is nobody who waits."""
    found = list(dict.fromkeys(str(one) for one in typed.getlist("interviewed")))
    try:
        return [UUID(one) for one in found]
    except ValueError:
        raise rosters.NotWaiting from None


async def _page(
    request: Request, who: Session, desk: Means, plan: str, page: str, form: Form | None = None
) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        found = await rosters.plan_of(conn, who, plan)
        office_id, paging = rosters.office_of(who), Paging.of(page, found.numbered, PAGE)
        waiting = await store.waiting(conn, desk.cipher, office_id, plan, MOST_CHOSEN)
        lines = await store.listed(conn, desk.cipher, office_id, plan, limit=PAGE, offset=paging.offset)
        versions = await store.versions(conn, office_id, plan)
        returned = await store.returned(conn, desk.cipher, office_id, plan, MOST_CHOSEN)
        people = [one.person_id for one in (*lines, *waiting, *returned)]
        await tasks.tell_read(conn, who, people, Shown.CASE_LIST)
    return render(
        request,
        "rosters/roster.html",
        plan=found,
        lines=lines,
        waiting=waiting,
        versions=versions,
        returned=returned,
        paging=paging,
        most=MOST_CHOSEN,
        form=(form or Form({"interviewed": _called(desk, found, waiting)})).but(version=found.version),
    )


def _called(desk: Means, found: Plan, waiting: Sequence[Listed]) -> list[str]:
    """Whom the plan interviews by their kind, as it has them hand in a paper: offered, not fixed."""
    plans = [one for one in desk.cities.city(found.city).plans if one.id == found.plan]
    kinds = {kind.name for one in plans for kind in one.kind if kind.interviewed}
    return [str(one.id) for one in waiting if one.entry.kind in kinds]
