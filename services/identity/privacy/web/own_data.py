"""我的数据: what is kept, why, how long, who sees it; and one's own copy."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic_core import to_jsonable_python
from starlette.responses import Response

from contracts.files import UNKEPT_LASTS
from kit.clock import now
from kit.http import Conn
from kit.web.pages import render
from services.identity.privacy.domain.keeping import Kept, notice
from services.identity.privacy.operations.own_data import own_data
from services.identity.settings import Settings
from services.identity.web.parts import Here, Myself

router = APIRouter(prefix="/account/data")
HEADERS = {
    "cache-control": "private, no-store",
    "content-disposition": 'attachment; filename="my-account.json"',
}


@router.get("")
async def show_notice(request: Request, who: Myself, here: Here) -> Response:
    """The notice, and where to get one's own copy."""
    is_applicant = who.role == "applicant"
    return render(request, "privacy/own_data.html", kept=kept(here.settings), is_applicant=is_applicant)


@router.get("/account.json")
async def download(who: Myself, here: Here, conn: Conn) -> Response:
    """Everything that identity keeps of whoever asks."""
    since = now() - here.settings.access_log_kept
    data = await own_data(conn, here.cipher, who.account_id, looks_since=since)
    return JSONResponse(to_jsonable_python(data), headers=HEADERS)


def kept(settings: Settings) -> list[Kept]:
    """What is kept, with the periods of this installation."""
    return notice(
        {
            "session_hours": int(settings.session_lasts.total_seconds() // 3600),
            "access_log_days": settings.access_log_kept.days,
            "case_years": settings.cases_kept_years,
            "unkept_days": UNKEPT_LASTS.days,
        }
    )
