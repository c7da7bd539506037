"""资料袋封面 as PDF, for the bag: its facts come by a grant and from the sealed sections (M1.3)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.bag_cover import COVER_PAGE, BagCover
from contracts.sections.declaration import DeclarationSection
from contracts.sections.identity import IdentitySection
from kit.grants import Grants
from kit.http import state
from kit.sealed import CaseFile
from services.documents.papers.bag_cover.content import content
from services.documents.papers.domain.paper import Kind
from services.documents.papers.web.printing import printed
from services.documents.signing.web.parts import Applicant

router = APIRouter()


@router.get(COVER_PAGE, responses={429: {}})
async def cover(request: Request, who: Applicant, grant: str = "") -> Response:
    """The cover, for the applicant whom the grant names."""
    grants: Grants = state(request, "grants")
    told = grants.open(BagCover, grant, account_id=who.account_id)
    case_file: CaseFile = state(request, "case_file")
    identity = (await case_file.open(told.application_id, told.identity, IdentitySection)).data
    declaration = (await case_file.open(told.application_id, told.declaration, DeclarationSection)).data
    return await printed(request, who, Kind.BAG_COVER, content(told, identity, declaration))
