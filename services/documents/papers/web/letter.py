"""用人单位委托证明 as PDF: the facts come in a grant, nothing is kept (E2.1)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from contracts.files import LetterFacts
from kit.grants import Grants
from kit.hangup import while_waited
from kit.http import state
from kit.session import Session, require
from services.documents.papers.authorisation_letter.content import content
from services.documents.papers.domain.paper import Kind
from services.documents.papers.operations import render

Employer = Annotated[Session, Depends(require("clerk"))]

router = APIRouter()
HEADERS = {
    "cache-control": "private, no-store",
    "content-disposition": "attachment; filename*=UTF-8''" + "%E7%94%A8%E4%BA%BA%E5%8D%95%E4%BD%8D"
    "%E5%A7%94%E6%89%98%E8%AF%81%E6%98%8E.pdf",
}


@router.get("/documents/authorisation-letter.pdf", responses={429: {}})
async def letter(request: Request, who: Employer, grant: str = "") -> Response:
    """The letter, for the clerk whom the grant names."""
    grants: Grants = state(request, "grants")
    facts = grants.open(LetterFacts, grant, account_id=who.account_id)
    renderer, kind = state(request, "renderer"), Kind.AUTHORISATION_LETTER
    pdf = await while_waited(request, render(renderer, who.account_id, kind, content(facts)))
    return Response(pdf, media_type="application/pdf", headers=HEADERS)
