"""公示: what employers make public now, for everybody to see."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from kit.db import transaction
from kit.session import Anyone
from kit.web.pages import render
from services.review.publicity import store
from services.review.web.parts import Desk

router = APIRouter()

PAGE = 50
LAST_PAGE = 100_000


@router.get("/publicity")
async def show_publicities(
    request: Request, _: Anyone, desk: Desk, page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1
) -> HTMLResponse:
    """Running publicities: name, employer, plan, category, specialty, period; nothing more of the person."""
    async with transaction(desk.pool) as conn:
        total = await store.count_running(conn)
        pages = max(1, -(-total // PAGE))
        page = min(page, pages)
        notices = await store.running(conn, desk.cipher, limit=PAGE, offset=(page - 1) * PAGE)
    return render(request, "publicity/public.html", notices=notices, total=total, page=page, pages=pages)
