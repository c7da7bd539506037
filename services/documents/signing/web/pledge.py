"""签署保证书 on the page of the declaration: the QR code until it is signed, then the signature (A5.1)."""

from urllib.parse import urlencode

import segno
from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.pledge import PLEDGE_PAGE, PledgeGrant
from kit.clock import now
from kit.db import transaction
from kit.session import Session
from kit.web.pages import redirect, render
from services.documents.signing import operations as signing
from services.documents.signing.domain.drawing import read_drawing
from services.documents.signing.domain.pledge import TITLE, picture
from services.documents.signing.operations import Signer
from services.documents.signing.web.parts import HEADERS, Applicant, Desk, Means, granted_to
from services.documents.signing.web.phone import SIGN_PAGE

router = APIRouter()


@router.get(PLEDGE_PAGE)
async def show(request: Request, who: Applicant, desk: Desk, grant: str = "") -> Response:
    """The text, and the code to scan; once it is signed, what was signed."""
    granted = granted_to(who, desk.grants, grant)
    signer = _signer(desk, who, granted)
    async with transaction(desk.pool) as conn:
        found = await signing.standing(conn, desk.cipher, signer, at=now())
    address = f"{desk.public_url.rstrip('/')}{SIGN_PAGE}/{found.link.token}" if found.link else ""
    signature = found.signature
    page = render(
        request,
        "signing/pledge.html",
        title=TITLE,
        text=signer.text,
        name=signer.name,
        found=found,
        address=address,
        code=segno.make(address, error="m").svg_data_uri(border=2, light="#fff") if address else "",
        picture=_data_uri(picture(read_drawing(signature.drawing))) if signature else "",
        query=urlencode({"grant": grant}),
        granted=granted,
    )
    page.headers.update(HEADERS)
    return page


@router.post(PLEDGE_PAGE)
async def renew(who: Applicant, desk: Desk, grant: str = "") -> Response:
    """Another code: to sign anew, or because somebody else opened the last one."""
    signer = _signer(desk, who, granted_to(who, desk.grants, grant))
    async with transaction(desk.pool) as conn:
        await signing.new_link(conn, desk.cipher, signer, at=now())
    return redirect(f"{PLEDGE_PAGE}?{urlencode({'grant': grant})}")


def _signer(desk: Means, who: Session, granted: PledgeGrant) -> Signer:
    return Signer.of(granted, who.city, who.name, desk.text(who.city))


def _data_uri(svg: str) -> str:
    return f"data:image/svg+xml,{urlencode({'': svg})[1:].replace('+', '%20')}"
