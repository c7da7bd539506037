"""The ways to the provider that this browser began: a cookie for each tab, so that none ends another's."""

import hmac
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

from fastapi import Request
from starlette.responses import Response

from kit.clock import now
from kit.errors import Refusal
from kit.policy import is_secure
from services.identity.gateway import Attempt
from services.identity.web.parts import Parts

COOKIE = "openid-"
PATH = "/sign-in/openid"
REMEMBERED = timedelta(hours=12)  # an attempt is over long before, but where it was to lead is still known
MOST_NEXT = 600  # letters, escaped: what a cookie and a browser's headers hold
MOST = 4  # tabs at once: what a browser sends back has a limit


def short(then: str) -> str:
    """Where to go afterwards, as far as a cookie holds it: a long query is left out."""
    return next((one for one in (then, then.partition("?")[0]) if len(json.dumps(one)) <= MOST_NEXT), "/")


def keep(response: Response, here: Parts, attempt: Attempt) -> Response:
    """Let the browser keep what it needs to come back."""
    response.set_cookie(
        _name(attempt.state),
        here.grants.seal(attempt, lasts=REMEMBERED),
        max_age=int(REMEMBERED.total_seconds()),
        path=PATH,
        httponly=True,
        samesite="lax",
        secure=is_secure(here.settings.public_url),
    )
    return response


def make_room(request: Request, response: Response) -> Response:
    """Let the browser forget its oldest attempts; it sends the oldest first."""
    others = [name for name in request.cookies if name.startswith(COOKIE)]
    for name in others[: max(0, len(others) - MOST + 1)]:
        response.delete_cookie(name, path=PATH)
    return response


def end(response: Response, here: Parts, attempt: Attempt) -> Response:
    """The attempt is used; the browser keeps where it led, for whoever presses Back."""
    return keep(response, here, replace(attempt, verifier="", good_until=now()))


def returned(request: Request, here: Parts) -> Attempt | None:
    """The attempt whose way back this is, if this browser began it; also one that is over."""
    state = request.query_params.get("state", "")
    attempt = _opened(request, here, _name(state))
    is_it = attempt is not None and hmac.compare_digest(state.encode(), attempt.state.encode())
    return attempt if is_it else None


def is_good(attempt: Attempt) -> bool:
    """Whether somebody may still come back on it."""
    return now() < attempt.good_until


def wanted(request: Request, here: Parts) -> str:
    """Where the last one was to lead."""
    last = max(_all(request, here), key=lambda one: one.good_until, default=None)
    return last.then if last else "/"


def _all(request: Request, here: Parts) -> Iterator[Attempt]:
    for name in request.cookies:
        if name.startswith(COOKIE) and (attempt := _opened(request, here, name)):
            yield attempt


def _opened(request: Request, here: Parts, name: str) -> Attempt | None:
    try:
        return here.grants.open(Attempt, request.cookies.get(name, ""))
    except Refusal:
        return None


def _name(state: str) -> str:
    return f"{COOKIE}{sha256(state.encode()).hexdigest()[:16]}"
