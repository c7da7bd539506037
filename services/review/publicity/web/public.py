"""公示: what employers make public now, for everybody to see; no search engine keeps it."""

from typing import TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from kit.db import transaction
from kit.errors import NotFound
from kit.session import Anyone
from kit.web.pages import render
from kit.web.paging import Paging
from services.review.publicity.operations import publicising
from services.review.publicity.store import publicities as store
from services.review.web.parts import Desk

router = APIRouter()

R = TypeVar("R", bound=Response)
PAGE = 50
# What ended is gone everywhere: nobody but the reader keeps a copy.
NOT_KEPT = {"x-robots-tag": "noindex, nofollow, noarchive", "cache-control": "no-store"}


class NoSheet(NotFound):
    """这项公示没有公示表。"""


@router.get("/publicity")
async def show_publicities(request: Request, _: Anyone, desk: Desk, page: str = "") -> HTMLResponse:
    """Running publicities: name, employer, plan, category, specialty, period; nothing more of the person."""
    async with transaction(desk.pool) as conn:
        total = await store.count_running(conn)
        paging = Paging.of(page, total, PAGE)
        notices = await store.running(conn, desk.cipher, limit=PAGE, offset=paging.offset)
    return unkept(render(request, "publicity/public.html", notices=notices, total=total, paging=paging))


@router.get("/publicity/{token}")
async def show_page(request: Request, _: Anyone, desk: Desk, token: str) -> HTMLResponse:
    """One publicity while it runs: what is told of the person, where it is posted, until when."""
    async with transaction(desk.pool) as conn:
        task, publicity = await publicising.public_page(conn, desk.cipher, token)
    return unkept(render(request, "publicity/page.html", task=task, publicity=publicity))


@router.get("/publicity/{token}/sheet.pdf")
async def show_sheet(_: Anyone, desk: Desk, token: str) -> Response:
    """The sheet as it is posted, without numbers or addresses of the person, while it is public."""
    async with transaction(desk.pool) as conn:
        task, _publicity = await publicising.public_page(conn, desk.cipher, token)
    if task.sheet is None:
        raise NoSheet
    sheet = await desk.file.open_bytes(task.application_id, task.sheet)
    headers = {"content-disposition": 'inline; filename="publicity-sheet.pdf"'}
    return unkept(Response(sheet, media_type="application/pdf", headers=headers))


def unkept(response: R) -> R:
    """The answer, which nobody keeps beyond its end."""
    response.headers.update(NOT_KEPT)
    return response
