"""公示: what employers make public now, for everybody to see."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from kit.db import transaction
from kit.session import Anyone
from kit.web.pages import render
from kit.web.paging import Paging
from services.review.publicity import store
from services.review.web.parts import Desk

router = APIRouter()

PAGE = 50


@router.get("/publicity")
async def show_publicities(request: Request, _: Anyone, desk: Desk, page: str = "") -> HTMLResponse:
    """Running publicities: name, employer, plan, category, specialty, period; nothing more of the person."""
    async with transaction(desk.pool) as conn:
        total = await store.count_running(conn)
        paging = Paging.of(page, total, PAGE)
        notices = await store.running(conn, desk.cipher, limit=PAGE, offset=paging.offset)
    return render(request, "publicity/public.html", notices=notices, total=total, paging=paging)
