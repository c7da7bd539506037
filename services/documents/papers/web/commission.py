"""评审委托书 as PDF: facts and list come in grants, as fields of a form; nothing is kept (M1.1)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.commission import FACTS, PAPER_PAGE, PEOPLE, Facts, People
from kit.grants import Grants
from kit.http import Typed, state
from services.documents.papers.commission_letter.content import content
from services.documents.papers.domain.paper import Kind
from services.documents.papers.web.granted import Official, as_text, parts_of
from services.documents.papers.web.printing import printed

router = APIRouter()


@router.post(
    PAPER_PAGE, response_class=Response, responses={200: {"content": {"application/pdf": {}}}, 429: {}}
)
async def letter(request: Request, typed: Typed, who: Official) -> Response:
    """The letter, for the official whom the grant names."""
    grants: Grants = state(request, "grants")
    facts = grants.open(Facts, as_text(typed.get(FACTS)), account_id=who.account_id)
    lists = parts_of(grants, People, typed, PEOPLE, facts.parts, letter_id=facts.letter_id)
    told = content(facts, [person for part in lists for person in part.people])
    return await printed(request, who, Kind.COMMISSION_LETTER, told)
