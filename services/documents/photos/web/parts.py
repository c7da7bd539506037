"""What the routes of photos work with."""

import re
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from cities import Cities
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.http import state
from kit.session import Session, require
from services.documents.photos.domain.rules import PhotoRule
from services.documents.photos.gateway import PhotoStore
from services.documents.photos.imaging.studio import Studio
from services.documents.photos.operations.terms import rule_for

BACK = re.compile(r"/declarations(?:/[0-9A-Za-z-]+)*")


@dataclass(frozen=True, kw_only=True)
class Means:
    """The parts of the process."""

    pool: Pool
    cities: Cities
    store: PhotoStore
    studio: Studio
    grants: Grants

    async def rule(self, who: Session) -> PhotoRule:
        """What this person's photo must be."""
        async with transaction(self.pool) as conn:
            return await rule_for(conn, who.account_id, self.cities.city(who.city))


def _means(request: Request) -> Means:
    means: Means = state(request, "photos")
    return means


Applicant = Annotated[Session, Depends(require("applicant"))]
Desk = Annotated[Means, Depends(_means)]


def way_back(asked: object) -> str:
    """Where 下一步 leads: a page of a declaration, or nowhere."""
    return asked if isinstance(asked, str) and BACK.fullmatch(asked) else ""
