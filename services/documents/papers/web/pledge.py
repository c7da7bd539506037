"""The signed pledge as PDF, for who signed it (A5.1)."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.pledge import PLEDGE_PAGE
from kit.db import transaction
from kit.errors import NotFound
from kit.hangup import while_waited
from kit.http import state
from services.documents.papers.operations import render_pledge
from services.documents.signing.store import newest_signature
from services.documents.signing.web.parts import HEADERS, Applicant, Desk, granted_to

router = APIRouter()


class NotSigned(NotFound):
    """保证书尚未签署。"""


@router.get(f"{PLEDGE_PAGE}.pdf", responses={429: {}})
async def paper(request: Request, who: Applicant, desk: Desk, grant: str = "") -> Response:
    """What was signed last."""
    granted = granted_to(who, desk.grants, grant)
    async with transaction(desk.pool) as conn:
        found = await newest_signature(conn, desk.cipher, granted.application_id, who.account_id)
    if found is None:
        raise NotSigned
    rendering = render_pledge(state(request, "renderer"), found, desk.cities.city(found.city))
    return Response(await while_waited(request, rendering), media_type="application/pdf", headers=HEADERS)
