"""Public: is this printed form one of ours? The QR code of every review form leads here."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.errors import NotFound
from kit.http import Conn, state
from kit.session import Anyone
from kit.web.pages import render
from services.documents.papers.domain.paper import KIND_NAMES, Kind
from services.documents.papers.store import paper_by_code

router = APIRouter()


class NotOurs(NotFound):
    """没有查到这份评审表。请核对二维码是否完整；如确认无误，这份表格不是由本平台生成的。"""


@router.get("/documents/verify/{application_id}/{code}")
async def verify(request: Request, _: Anyone, conn: Conn, application_id: UUID, code: str) -> Response:
    """What the platform knows of a form; nothing of the person."""
    paper = await paper_by_code(conn, application_id, code, Kind.REVIEW_FORM)
    if paper is None:
        raise NotOurs
    plan = state(request, "cities").plan(paper.city, paper.plan)
    return render(request, "papers/verify.html", paper=paper, name=KIND_NAMES[paper.kind], plan=plan.title)
