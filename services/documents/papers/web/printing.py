"""A paper as an answer: rendered while its reader waits, downloaded under its name, kept nowhere."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import Request
from starlette.responses import Response

from kit.hangup import while_waited
from kit.http import state
from kit.session import Session
from services.documents.papers.domain.paper import KIND_NAMES, Kind
from services.documents.papers.operations import render


async def printed(request: Request, who: Session, kind: Kind, told: Mapping[str, Any]) -> Response:
    """The PDF of a paper for whoever asks; 429 when they ask for too many at once."""
    rendering = render(state(request, "renderer"), who.account_id, kind, told)
    headers = {
        "cache-control": "private, no-store",
        "content-disposition": f"attachment; filename*=UTF-8''{quote(f'{KIND_NAMES[kind]}.pdf')}",
    }
    return Response(await while_waited(request, rendering), media_type="application/pdf", headers=headers)
