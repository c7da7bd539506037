"""The session's cookie: given, renewed, taken."""

from starlette.responses import Response

from kit.clock import now
from kit.db import Connection
from kit.session import COOKIE
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.sessions import Begun, begin_session
from services.identity.access.store.accounts import Account
from services.identity.web.parts import Parts


async def begin(conn: Connection, account: Account, visitor: Visitor, parts: Parts) -> Begun:
    """A session for who proved who they are, as long as this installation lets one last."""
    return await begin_session(
        conn,
        account,
        address_fingerprint=visitor.address_fingerprint,
        lasts=parts.settings.session_lasts,
    )


def give(response: Response, begun: Begun | None, parts: Parts) -> Response:
    """Let the browser keep the session, if there is a new one, until it ends."""
    if begun is None:
        return response
    response.set_cookie(
        COOKIE,
        parts.signer.token(begun),
        max_age=max(0, int((begun.expires_at - now()).total_seconds())),
        httponly=True,
        samesite="lax",
        secure=is_secure(parts),
    )
    return response


def take(response: Response, parts: Parts) -> Response:
    """Let the browser forget the session."""
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=is_secure(parts))
    return response


def is_secure(parts: Parts) -> bool:
    """Whether cookies may travel over TLS only."""
    return parts.settings.public_url.startswith("https://")
