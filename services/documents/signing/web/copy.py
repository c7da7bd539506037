"""One's own copy of what one has signed, to take away."""

import json
from urllib.parse import quote

from fastapi import APIRouter
from starlette.responses import Response

from kit.clock import SHANGHAI
from kit.db import transaction
from kit.reference import reference
from services.documents.signing.domain.drawing import read_drawing
from services.documents.signing.domain.pledge import TITLE, Signature, picture
from services.documents.signing.store import signatures_of
from services.documents.signing.web.parts import HEADERS, Applicant, Desk

router = APIRouter()
DISPOSITION = {"content-disposition": f"attachment; filename*=UTF-8''{quote('我签署的保证书.json')}"}


@router.get("/documents/pledges.json")
async def copy(who: Applicant, desk: Desk) -> Response:
    """Each pledge that one has signed: the text, the name, the signature as a picture, when and on what."""
    async with transaction(desk.pool) as conn:
        signed = await signatures_of(conn, desk.cipher, who.account_id)
    told = json.dumps({"pledges": [_told(one) for one in signed]}, ensure_ascii=False, indent=2)
    return Response(told, media_type="application/json", headers=HEADERS | DISPOSITION)


def _told(signed: Signature) -> dict[str, object]:
    return {
        "title": TITLE,
        "declaration": reference(signed.application_id),
        "text": signed.text,
        "name": signed.name,
        "signature_svg": picture(read_drawing(signed.drawing)),
        "signed_at": signed.signed_at.astimezone(SHANGHAI).isoformat(),
        "device": signed.device,
    }
