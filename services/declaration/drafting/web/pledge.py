"""签署真实性保证书: the way to the page of documents, which has it signed on a phone (A5.1)."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.responses import Response

from contracts.pledge import GRANT_LASTS, PLEDGE_PAGE, PledgeGrant
from kit.http import Conn, state
from kit.web.pages import redirect
from services.declaration.drafting.operations.draft import own_declaration
from services.declaration.web.parts import Applicant, ApplicationId

router = APIRouter()


@router.get("/declarations/{application_id:uuid}/pledge")
async def go_and_sign(
    request: Request, application_id: ApplicationId, who: Applicant, conn: Conn
) -> Response:
    """Lead the applicant of a draft to signing; once submitted there is only the record."""
    record = await own_declaration(conn, application_id, who.account_id)
    page = f"/declarations/{record.id}"
    if not record.is_with_applicant:
        return redirect(page)
    grant = PledgeGrant(
        application_id=record.id, account_id=who.account_id, back=page, onward=f"{page}/after/pledge"
    )
    token = state(request, "grants").seal(grant, lasts=GRANT_LASTS)
    return redirect(f"{PLEDGE_PAGE}?{urlencode({'grant': token})}")
