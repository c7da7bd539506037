"""专家意见表 as PDF, to be signed on paper or as it was submitted: the facts come by a grant (X1.1)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.recommendation import OPINIONS_PAGE, OpinionsForm
from contracts.sections.declaration import DeclarationSection
from kit.grants import Grants
from kit.http import state
from kit.sealed import CaseFile
from services.documents.papers.domain.paper import Kind
from services.documents.papers.expert_opinions.content import content
from services.documents.papers.web.printing import printed
from services.documents.signing.web.parts import Applicant

router = APIRouter()


@router.get(OPINIONS_PAGE, responses={429: {}})
async def opinions(request: Request, who: Applicant, grant: str = "") -> Response:
    """The form, for the applicant whom the grant names."""
    grants: Grants = state(request, "grants")
    form = grants.open(OpinionsForm, grant, account_id=who.account_id)
    told = content(form, await _submitted(state(request, "case_file"), form))
    return await printed(request, who, Kind.EXPERT_OPINIONS, told)


async def _submitted(case_file: CaseFile, form: OpinionsForm) -> DeclarationSection | None:
    if form.section is None or form.application_id is None:
        return None
    return (await case_file.open(form.application_id, form.section, DeclarationSection)).data
