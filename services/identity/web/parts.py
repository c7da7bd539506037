"""What the routes work with, who may use them, and what a browser sent."""

from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from cities import Cities
from kit.clock import SHANGHAI, now
from kit.cookies import DEVICE
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.errors import NotFound
from kit.grants import Grants
from kit.http import state
from kit.ids import new_id
from kit.session import Session, SignInNeeded, page_looked_at, require
from kit.standstill import Standstills
from kit.web.forms import read_whole
from services.identity.access.operations.attempts import Visitor
from services.identity.access.operations.passwords import Passwords
from services.identity.access.operations.sessions import Signer, is_live
from services.identity.access.store.accounts import Account
from services.identity.gateway import OpenIdProvider
from services.identity.settings import Settings

PAGE_SIZE = 20
DEVICE_LENGTH = 36


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Wired in `__main__`."""

    settings: Settings
    pool: Pool
    cities: Cities
    cipher: FieldCipher
    passwords: Passwords
    signer: Signer
    grants: Grants
    openid: OpenIdProvider | None
    standstills: Standstills

    def mobile_of(self, account: Account | None) -> str:
        """Somebody's mobile number, to be shown masked."""
        encrypted = account.mobile_encrypted if account else None
        return self.cipher.decrypt(encrypted) if encrypted else ""


def _parts(request: Request) -> Parts:
    parts: Parts = state(request, "parts")
    return parts


def _visitor(request: Request, parts: Annotated[Parts, Depends(_parts)]) -> Visitor:
    address = request.client.host if request.client else ""
    return Visitor.at(address, parts.cipher, request.cookies.get(DEVICE, "")[:DEVICE_LENGTH])


_visitor.answers = (HTTPStatus.TOO_MANY_REQUESTS,)  # type: ignore[attr-defined]  # who tries too often


async def _typed(request: Request) -> dict[str, str]:
    async with request.form() as form:
        return {name: value.replace("\0", "") for name, value in form.items() if isinstance(value, str)}


async def _live(request: Request, session: Session) -> Session:
    """These pages know who has signed out; a token alone is not enough here."""
    async with transaction(state(request, "pool")) as conn:
        is_here = await is_live(conn, session)
    if not is_here:
        request.state.session = None  # not heard of here yet; nothing on this page is theirs any more
        raise SignInNeeded(page_looked_at(request) or "/")
    return session


async def _admin(request: Request, session: Annotated[Session, Depends(require("admin"))]) -> Session:
    return await _live(request, session)


async def _official(request: Request, session: Annotated[Session, Depends(require("official"))]) -> Session:
    return await _live(request, session)


async def _person(request: Request, session: Annotated[Session, Depends(require("applicant"))]) -> Session:
    return await _live(request, session)


async def _clerk(request: Request, session: Annotated[Session, Depends(require("clerk"))]) -> Session:
    return await _live(request, session)


async def _office(
    request: Request, session: Annotated[Session, Depends(require("official", "admin", "operator"))]
) -> Session:
    return await _live(request, session)


async def _examiner(
    request: Request, session: Annotated[Session, Depends(require("clerk", "official"))]
) -> Session:
    return await _live(request, session)


async def _holder(
    request: Request,
    session: Annotated[Session, Depends(require("applicant", "clerk", "official"))],
) -> Session:
    return await _live(request, session)


async def _myself(
    request: Request,
    session: Annotated[Session, Depends(require("applicant", "clerk", "official", "admin", "operator"))],
) -> Session:
    return await _live(request, session)


Here = Annotated[Parts, Depends(_parts)]
From = Annotated[Visitor, Depends(_visitor)]
Typed = Annotated[dict[str, str], Depends(_typed)]
Admin = Annotated[Session, Depends(_admin)]
Myself = Annotated[Session, Depends(_myself)]
Examiner = Annotated[Session, Depends(_examiner)]  # who has a desk at which work waits
Holder = Annotated[Session, Depends(_holder)]  # of an account with a mobile number
Clerk = Annotated[Session, Depends(_clerk)]
Person = Annotated[Session, Depends(_person)]
Office = Annotated[Session, Depends(_office)]  # whose account is assigned
Official = Annotated[Session, Depends(_official)]


def form_id(values: dict[str, str]) -> UUID:
    """The id under which a form was handed out, so that sending it twice is sending it once."""
    try:
        return UUID(values.get("form_id", ""))
    except ValueError:
        return new_id()


def version(values: dict[str, str]) -> int:
    """Which version of a row somebody saw; none is never the newest."""
    return read_whole(values.get("version", "")) or 0


def number(text: str) -> int:
    """The number that was typed or stands in an address; 1 for anything else."""
    found = read_whole(text)
    return 1 if found is None else found


def chosen_city(parts: Parts, slug: str) -> str | None:
    """The city that was chosen; where there is only one it is chosen already."""
    slugs = list(parts.cities.by_slug)
    if not slug:
        return slugs[0] if len(slugs) == 1 else None
    if slug not in slugs:
        raise NotFound
    return slug


def today() -> date:
    """The day that it is in China."""
    return now().astimezone(SHANGHAI).date()


def fresh_form(**values: str) -> dict[str, str]:
    """What an empty form starts with; its id makes sending it twice sending it once."""
    return {"form_id": str(new_id()), **values}


def city_choices(cities: Cities) -> list[tuple[str, str]]:
    """The cities to choose from; none where there is only one."""
    return [(city.slug, city.name) for city in cities] if len(cities.by_slug) > 1 else []
