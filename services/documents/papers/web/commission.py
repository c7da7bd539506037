"""评审委托书 as PDF: facts and list come in grants, as fields of a form; nothing is kept (M1.1)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.responses import Response

from contracts.commission import FACTS, PAPER_PAGE, PEOPLE, Facts, People, Person
from kit.errors import Forbidden
from kit.grants import Grants
from kit.http import Typed, state
from kit.session import Session, require
from services.documents.papers.commission_letter.content import content
from services.documents.papers.domain.paper import Kind
from services.documents.papers.web.printing import printed

Official = Annotated[Session, Depends(require("official"))]

router = APIRouter()


@router.post(
    PAPER_PAGE, response_class=Response, responses={200: {"content": {"application/pdf": {}}}, 429: {}}
)
async def letter(request: Request, typed: Typed, who: Official) -> Response:
    """The letter, for the official whom the grant names."""
    grants: Grants = state(request, "grants")
    facts = grants.open(Facts, _text(typed.get(FACTS)), account_id=who.account_id)
    told = content(facts, _people(grants, facts, typed))
    return await printed(request, who, Kind.COMMISSION_LETTER, told)


def _people(grants: Grants, facts: Facts, typed: FormData) -> list[Person]:
    """The whole list of this letter and nothing else."""
    tokens = typed.getlist(PEOPLE)
    if len(tokens) != facts.parts:
        raise Forbidden
    parts = sorted((grants.open(People, _text(one)) for one in tokens), key=lambda part: part.number)
    if [(part.letter_id, part.number) for part in parts] != [
        (facts.letter_id, number) for number in range(facts.parts)
    ]:
        raise Forbidden
    return [person for part in parts for person in part.people]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
