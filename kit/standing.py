"""Refuses every change by people of a city that stands still, before a route is looked for."""

from collections.abc import Awaitable, Callable, Mapping

from fastapi import Request, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from kit.middleware import SAFE_METHODS
from kit.standstill import StandsStill, Standstills

# What a session may change although its city stands still, by the beginning of the path, and why.
GOES_ON: Mapping[str, str] = {
    "/sign-in": "whoever looks comes in first",
    "/account/consent": "whoever comes in is asked on the way whether they agree to the notice",
    "/account/session": "whoever looks is known for as long as they look",
    "/sign-out": "whoever looked leaves",
    "/account/sign-out-everywhere": "whose phone is in other hands ends what is open on it",
}


class Standing:
    """Looks at who asks; whoever has no session is refused where their object's city is known."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        standstills: Standstills,
        refused: Callable[[Request, Exception], Awaitable[Response]],
    ) -> None:
        self._app, self._standstills, self._refused = app, standstills, refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or _goes_on(scope):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        session = getattr(request.state, "session", None)
        found = self._standstills.of(session.city) if session else None
        if found is None:
            await self._app(scope, receive, send)
            return
        response = await self._refused(request, StandsStill(found))
        await response(scope, receive, send)


def _goes_on(scope: Scope) -> bool:
    return scope["method"] in SAFE_METHODS or scope["path"].startswith(tuple(GOES_ON))


def refuse_change(request: Request, city: str) -> None:
    """For routes that somebody without an account may use: nothing is changed in a city that stands still."""
    if request.method not in SAFE_METHODS:
        standstills: Standstills = request.app.state.standstills
        standstills.refuse(city)
