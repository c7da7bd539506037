"""资料袋封面 as PDF, for the bag: its facts come by a grant and from the sealed sections (M1.3)."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.bag_cover import COVER_PAGE, BagCover
from contracts.sections.declaration import DeclarationSection
from contracts.sections.identity import IdentitySection
from kit.grants import Grants
from kit.hangup import while_waited
from kit.http import state
from kit.sealed import CaseFile
from services.documents.papers.bag_cover.content import content
from services.documents.papers.domain.paper import KIND_NAMES, Kind
from services.documents.papers.operations import render
from services.documents.signing.web.parts import Applicant

router = APIRouter()
NAME = quote(f"{KIND_NAMES[Kind.BAG_COVER]}.pdf")
HEADERS = {
    "cache-control": "private, no-store",
    "content-disposition": f"attachment; filename*=UTF-8''{NAME}",
}


@router.get(COVER_PAGE, responses={429: {}})
async def cover(request: Request, who: Applicant, grant: str = "") -> Response:
    """The cover, for the applicant whom the grant names."""
    grants: Grants = state(request, "grants")
    told = grants.open(BagCover, grant, account_id=who.account_id)
    case_file: CaseFile = state(request, "case_file")
    identity = (await case_file.open(told.application_id, told.identity, IdentitySection)).data
    declaration = (await case_file.open(told.application_id, told.declaration, DeclarationSection)).data
    rendering = render(
        state(request, "renderer"), who.account_id, Kind.BAG_COVER, content(told, identity, declaration)
    )
    return Response(await while_waited(request, rendering), media_type="application/pdf", headers=HEADERS)
