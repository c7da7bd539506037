"""The session's cookie: given, renewed, taken."""

from dataclasses import replace
from datetime import timedelta

from starlette.responses import Response

from kit.clock import now
from kit.cookies import DEVICE
from kit.db import Connection
from kit.kept import LASTS
from kit.policy import is_secure
from kit.session import COOKIE, LEFT, LONG_AGO, Session
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.sessions import Begun, begin_session
from services.identity.access.store.accounts import Account
from services.identity.web.parts import Parts

READABLE = timedelta(days=1)  # after its end: it opens nothing, but tells whose a form is that was sent late
DEVICE_LASTS = timedelta(days=365)
LEFT_BEHIND = '"cache", "storage"'  # what a browser lets go of; cookies stay: one tells whose form it keeps


async def begin(conn: Connection, account: Account, visitor: Visitor, parts: Parts) -> Begun:
    """A session for who proved who they are, as long as this installation lets one last."""
    return await begin_session(
        conn,
        account,
        visitor=visitor,
        lasts=parts.settings.session_lasts,
    )


async def begin_first(conn: Connection, account: Account, visitor: Visitor, parts: Parts) -> Begun:
    """The first session of whoever just joined; in a city that stands still nobody does, and it is undone."""
    parts.standstills.refuse(account.city)
    return await begin(conn, account, visitor, parts)


def give(response: Response, begun: Begun | None, parts: Parts) -> Response:
    """Let the browser keep the session, if there is a new one, until it ends."""
    if begun is None:
        return response
    response.set_cookie(
        COOKIE,
        parts.signer.token(begun),
        max_age=max(0, int((begun.expires_at - now() + READABLE).total_seconds())),
        httponly=True,
        samesite="lax",
        secure=is_secure(parts.settings.public_url),
    )
    if begun.device:
        _name(response, begun.device, parts)
    return response


def _name(response: Response, device: str, parts: Parts) -> None:
    """The browser is known from now on: strangers' failures elsewhere do not use up its attempts."""
    response.set_cookie(
        DEVICE,
        device,
        max_age=int(DEVICE_LASTS.total_seconds()),
        path="/",
        httponly=True,
        samesite="lax",
        secure=is_secure(parts.settings.public_url),
    )


def take(response: Response, parts: Parts, who: Session | None = None) -> Response:
    """Let the browser forget the session; for an hour it knows whose form it is that is sent after that."""
    response.headers["clear-site-data"] = LEFT_BEHIND
    response.delete_cookie(COOKIE, httponly=True, samesite="lax", secure=is_secure(parts.settings.public_url))
    if who is None:
        return response
    nameless = replace(who, role="", name="", city="", org_id=None)
    response.set_cookie(
        LEFT,
        parts.signer.token(Begun(session=nameless, expires_at=LONG_AGO)),
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=is_secure(parts.settings.public_url),
    )
    return response
