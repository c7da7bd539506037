"""个人信息处理说明: the notice to which everybody agrees who registers, open to everybody."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.session import Anyone
from kit.web.pages import render
from services.identity.access.domain.notice import SINCE, VERSION
from services.identity.privacy.web.own_data import kept
from services.identity.web.parts import Here

router = APIRouter(prefix="/privacy")


@router.get("")
async def show_privacy(request: Request, _: Anyone, here: Here) -> Response:
    """Who processes what, for what, how long; rights, and whom to call."""
    return render(request, "privacy/notice.html", kept=kept(here.settings), version=VERSION, since=SINCE)
