"""专家意见表 as PDF, to be signed on paper or as it was submitted: the facts come by a grant (X1.1)."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.recommendation import OPINIONS_PAGE, OpinionsForm
from contracts.sections.declaration import DeclarationSection
from kit.grants import Grants
from kit.hangup import while_waited
from kit.http import state
from kit.sealed import CaseFile
from services.documents.papers.domain.paper import KIND_NAMES, Kind
from services.documents.papers.expert_opinions.content import content
from services.documents.papers.operations import render
from services.documents.signing.web.parts import Applicant

router = APIRouter()
NAME = quote(f"{KIND_NAMES[Kind.EXPERT_OPINIONS]}.pdf")
HEADERS = {
    "cache-control": "private, no-store",
    "content-disposition": f"attachment; filename*=UTF-8''{NAME}",
}


@router.get(OPINIONS_PAGE, responses={429: {}})
async def opinions(request: Request, who: Applicant, grant: str = "") -> Response:
    """The form, for the applicant whom the grant names."""
    grants: Grants = state(request, "grants")
    form = grants.open(OpinionsForm, grant, account_id=who.account_id)
    told = content(form, await _submitted(state(request, "case_file"), form))
    rendering = render(state(request, "renderer"), who.account_id, Kind.EXPERT_OPINIONS, told)
    return Response(await while_waited(request, rendering), media_type="application/pdf", headers=HEADERS)


async def _submitted(case_file: CaseFile, form: OpinionsForm) -> DeclarationSection | None:
    if form.section is None or form.application_id is None:
        return None
    return (await case_file.open(form.application_id, form.section, DeclarationSection)).data
