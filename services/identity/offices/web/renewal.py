"""A session with what became true since it was signed."""

from fastapi import Request

from kit.db import Connection
from kit.session import Session
from services.identity.access.operations.sessions import Begun
from services.identity.offices.operations.acting import renewed_session


async def renew(request: Request, conn: Connection, who: Session) -> tuple[Session, Begun | None]:
    """The session with what became true since it was signed; this very page shows it already."""
    begun = await renewed_session(conn, who)
    if begun is None:
        return who, None
    request.state.session = begun.session
    return begun.session, begun
