"""What the routes of the pledge work with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from cities import Cities
from contracts.pledge import PledgeGrant
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.grants import Grants
from kit.http import state
from kit.session import Session, require

HEADERS = {"cache-control": "private, no-store"}


@dataclass(frozen=True, kw_only=True)
class Means:
    """The parts of the process."""

    pool: Pool
    cities: Cities
    cipher: FieldCipher
    grants: Grants
    public_url: str
    is_secure: bool

    def text(self, city: str) -> Sequence[str]:
        """The text of the pledge that is in force in a city."""
        return self.cities.city(city).pledge


def _means(request: Request) -> Means:
    means: Means = state(request, "signing")
    return means


Applicant = Annotated[Session, Depends(require("applicant"))]
Desk = Annotated[Means, Depends(_means)]


def granted_to(who: Session, grants: Grants, token: str) -> PledgeGrant:
    """What declaration granted this applicant."""
    return grants.open(PledgeGrant, token, account_id=who.account_id)
