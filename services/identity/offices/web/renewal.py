"""A session with what became true since it was signed, or that is to last longer."""

from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.clock import now
from kit.db import Connection
from kit.http import Conn
from kit.session import PROLONGING, RENEWAL, Anyone, Session, SignInNeeded
from kit.web.pages import redirect, render
from services.identity.access.domain.sign_in import local_path
from services.identity.access.operations.sessions import Begun, prolong
from services.identity.access.web.session import give, take
from services.identity.offices.operations.acting import renewed_session, signed_again
from services.identity.web.parts import Here, Myself

router = APIRouter()
ROUND = timedelta(seconds=5)  # whoever sends somebody here again within this will do so for ever


@router.get(RENEWAL)
async def show_renewed(request: Request, who: Anyone, here: Here, conn: Conn) -> Response:
    """Sign a session that holds anew, for a service that has not heard for a while which have ended."""
    then = local_path(request.query_params.get("next", "/"))
    if who is not None and now() - who.signed_at < ROUND:
        then = "/"
    begun = await signed_again(conn, who) if who is not None else None
    if begun is None:
        request.state.session = None
        return take(redirect(SignInNeeded(then).location), here)
    return give(redirect(then), begun, here)


@router.get(PROLONGING)
async def show_end(request: Request, who: Myself, conn: Conn) -> Response:
    """Until when one is signed in; asked by pages that are open for long, too."""
    begun = await signed_again(conn, who)
    if begun is None:
        raise SignInNeeded("/")
    request.state.session = replace(begun.session, ends_at=begun.expires_at)
    told = "asked" in request.query_params
    return render(request, "offices/prolonged.html", until=begun.expires_at, told=told)


@router.post(PROLONGING)
async def prolong_session(who: Myself, here: Here, conn: Conn) -> Response:
    """One press lets the session go on; the page from which it was pressed stays as it is."""
    await prolong(conn, who, here.settings.session_lasts)
    return give(redirect(f"{PROLONGING}?asked"), await signed_again(conn, who), here)


async def renew(request: Request, conn: Connection, who: Session) -> tuple[Session, Begun | None]:
    """The session with what became true since it was signed; this very page shows it already."""
    begun = await renewed_session(conn, who)
    if begun is None:
        return who, None
    request.state.session = replace(begun.session, ends_at=begun.expires_at)
    return begun.session, begun
