"""Who asks: the session, signed by the service that signs people in, verified by everyone."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from kit.clock import now
from kit.errors import Forbidden, Refusal, Unauthenticated

COOKIE = "session"
LEFT = "signed-out"  # whose session was ended in this browser; opens nothing
ALGORITHM = "Ed25519"
PROLONGING = "/account/session"  # where it can be made to last longer
NEAR = timedelta(minutes=15)  # its end: people are told
RENEWAL = "/sign-in/renewed"  # where the service that signs people in looks whether a session still holds
LONG_AGO = datetime.fromtimestamp(0, UTC)


@dataclass(frozen=True, kw_only=True)
class Session:
    """Somebody who signed in. `org_id` is the organisation for which they act, if any.

    `person_id` is who they are for themselves, where that is known: what is about it is not theirs.
    Who `decides` about others is asked again when it is not known whether the session was ended.
    """

    account_id: UUID
    session_id: UUID
    role: str
    name: str
    city: str
    org_id: UUID | None = None
    person_id: UUID | None = None
    decides: bool = field(default=False, compare=False)
    signed_at: datetime = field(default=LONG_AGO, compare=False)  # when these facts were looked up
    ends_at: datetime | None = field(default=None, compare=False)  # by itself

    @property
    def is_ending(self) -> bool:
        """Whether it ends so soon that people are told."""
        return self.ends_at is not None and self.ends_at - now() < NEAR

    def claims(self) -> dict[str, str | float | bool]:
        """What the signed token says."""
        return {
            "sub": str(self.account_id),
            "sid": str(self.session_id),
            "role": self.role,
            "name": self.name,
            "city": self.city,
            "org": str(self.org_id or ""),
            "own": str(self.person_id or ""),
            "dec": self.decides,
            "iat": self.signed_at.timestamp(),
        }


class SignInNeeded(Unauthenticated):
    """请先登录后再继续。"""

    def __init__(self, come_back_to: str, why: str = "") -> None:
        super().__init__()
        told = f"&why={why}" if why else ""
        self.location = f"/sign-in?next={quote(come_back_to, safe='/')}{told}"


class Unconfirmed(Refusal):
    """暂时无法确认登录状态，请稍后再试。您刚才的操作没有执行，返回上一页可以继续。"""

    status = 503
    headers = MappingProxyType({"retry-after": "30"})

    def __init__(self, come_back_to: str) -> None:
        super().__init__()
        self.location = f"{RENEWAL}?next={quote(come_back_to, safe='/')}" if come_back_to else ""


def public_keys(jwks: str) -> KeySet:
    """The keys that verify sessions, from a JSON Web Key Set."""
    return KeySet.import_key_set(json.loads(jwks))


def read_token(token: str, keys: KeySet, at: datetime | None = None) -> Session | None:
    """The session that a token tells of, or None when it is forged, malformed or out of date (by now)."""
    try:
        claims = jwt.decode(token, keys, algorithms=[ALGORITHM]).claims
        moment = int((at or now()).timestamp())
        jwt.JWTClaimsRegistry(moment, exp={"essential": True}).validate({"exp": claims["exp"]})
        return Session(
            account_id=UUID(claims["sub"]),
            session_id=UUID(claims["sid"]),
            role=claims["role"],
            name=claims["name"],
            city=claims["city"],
            org_id=UUID(claims["org"]) if claims["org"] else None,
            person_id=UUID(claims["own"]) if claims.get("own") else None,
            decides=claims["dec"] is True,
            signed_at=datetime.fromtimestamp(claims["iat"], UTC),
            ends_at=datetime.fromtimestamp(claims["exp"], UTC),
        )
    except (JoseError, ValueError, KeyError, TypeError, OverflowError):
        return None


def read_account(token: str, keys: KeySet) -> UUID | None:
    """Whose session a token was, even if it is over; it opens nothing. None when it is forged."""
    try:
        return UUID(jwt.decode(token, keys, algorithms=[ALGORITHM]).claims["sub"])
    except (JoseError, ValueError, KeyError, TypeError, AttributeError):
        return None


def current(request: Request) -> Session | None:
    """The session of this request, if there is one."""
    session: Session | None = request.state.session
    return session


def require(*roles: str) -> Callable[[Request], Session]:
    """A dependency that lets only these roles in: a guest is sent to sign in, another role is refused."""

    def guard(request: Request) -> Session:
        session = current(request)
        if session is None:
            raise SignInNeeded(page_looked_at(request) or "/")
        if session.role not in roles:
            raise Forbidden
        if request.state.is_doubted:
            raise Unconfirmed(page_looked_at(request))
        return session

    guard.roles = roles  # type: ignore[attr-defined]  # the architecture test reads who may
    return guard


def page_looked_at(request: Request) -> str:
    """The page that is looked at, to come back to; nothing for a change."""
    query = f"?{request.url.query}" if request.url.query else ""
    return f"{request.url.path}{query}" if request.method == "GET" else ""


def public(request: Request) -> Session | None:
    """A dependency that says: everybody may. The session if there is one."""
    return current(request)


Anyone = Annotated[Session | None, Depends(public)]
