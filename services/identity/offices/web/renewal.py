"""A session with what became true since it was signed."""

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.clock import now
from kit.db import Connection
from kit.http import Conn
from kit.session import RENEWAL, Anyone, Session, SignInNeeded
from kit.web.pages import redirect
from services.identity.access.domain.sign_in import local_path
from services.identity.access.operations.sessions import Begun
from services.identity.access.web.session import give, take
from services.identity.offices.operations.acting import renewed_session, signed_again
from services.identity.web.parts import Here

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


async def renew(request: Request, conn: Connection, who: Session) -> tuple[Session, Begun | None]:
    """The session with what became true since it was signed; this very page shows it already."""
    begun = await renewed_session(conn, who)
    if begun is None:
        return who, None
    request.state.session = begun.session
    return begun.session, begun
