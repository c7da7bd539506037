"""谁看过我的资料: a person's own access log."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from kit.http import Conn
from kit.web.pages import render
from services.identity.privacy.domain.access import SHOWN_NAMES
from services.identity.privacy.operations.access_log import my_log
from services.identity.web.parts import Here, Myself

router = APIRouter(prefix="/account/access")
PAGE_SIZE = 20


@router.get("")
async def show_log(
    request: Request, who: Myself, here: Here, conn: Conn, page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> Response:
    """Who looked, as what, at what, when: the newest first."""
    kept = here.settings.access_log_kept
    total, entries = await my_log(conn, who.account_id, page=page, size=PAGE_SIZE, kept=kept)
    return render(
        request,
        "privacy/access.html",
        entries=entries,
        names=SHOWN_NAMES,
        days=kept.days,
        minutes=int(here.settings.access_log_folds.total_seconds() // 60),
        page=page,
        pages=-(-total // PAGE_SIZE),
    )
