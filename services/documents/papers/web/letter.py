"""用人单位委托证明 as PDF: the facts come in a grant, nothing is kept (E2.1)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from contracts.files import LetterFacts
from kit.grants import Grants
from kit.http import state
from kit.session import Session, require
from services.documents.papers.authorisation_letter.content import content
from services.documents.papers.domain.paper import Kind
from services.documents.papers.web.printing import printed

Employer = Annotated[Session, Depends(require("clerk"))]

router = APIRouter()


@router.get("/documents/authorisation-letter.pdf", responses={429: {}})
async def letter(request: Request, who: Employer, grant: str = "") -> Response:
    """The letter, for the clerk whom the grant names."""
    grants: Grants = state(request, "grants")
    facts = grants.open(LetterFacts, grant, account_id=who.account_id)
    return await printed(request, who, Kind.AUTHORISATION_LETTER, content(facts))
