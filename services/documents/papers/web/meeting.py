"""会议纪要 or 投票统计表 as PDF: facts and lists come in grants, as fields of a form; nothing is kept."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.minutes import FACTS, LISTS, PAPER, PAPER_PAGE, Facts, Lists, MeetingPaper
from kit.errors import Forbidden
from kit.grants import Grants
from kit.http import Typed, state
from services.documents.papers.domain.paper import Kind
from services.documents.papers.minutes import content as minutes
from services.documents.papers.vote_sheet import content as vote_sheet
from services.documents.papers.web.granted import Official, as_text, parts_of
from services.documents.papers.web.printing import printed

router = APIRouter()


@router.post(
    PAPER_PAGE, response_class=Response, responses={200: {"content": {"application/pdf": {}}}, 429: {}}
)
async def paper(request: Request, typed: Typed, who: Official) -> Response:
    """The paper, for the official whom the grant names."""
    grants: Grants = state(request, "grants")
    facts = grants.open(Facts, as_text(typed.get(FACTS)), account_id=who.account_id)
    lists = parts_of(grants, Lists, typed, LISTS, facts.parts, paper_id=facts.paper_id)
    members = [one for part in lists for one in part.members]
    voted = [one for part in lists for one in part.voted]
    match as_text(typed.get(PAPER)):
        case MeetingPaper.MINUTES:
            recused = [one for part in lists for one in part.recused]
            told = minutes.content(facts, members, voted, recused)
            return await printed(request, who, Kind.MINUTES, told)
        case MeetingPaper.VOTE_SHEET:
            return await printed(request, who, Kind.VOTE_SHEET, vote_sheet.content(facts, members, voted))
        case _:
            raise Forbidden
