"""The pledge of a declaration: how declaration has it signed at documents, and that it is over."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar
from uuid import UUID

from contracts.events import Event

PLEDGE_PAGE = "/documents/pledge"  # ?grant=<PledgeGrant>
GRANT_LASTS = timedelta(hours=8)


@dataclass(frozen=True, kw_only=True)
class PledgeGrant:
    """This declaration is this applicant's and may be pledged for now."""

    application_id: UUID
    account_id: UUID
    back: str  # paths of ours: where one came from,
    onward: str  # and the next step


@dataclass(frozen=True, kw_only=True)
class Abandoned(Event):
    """A declaration that was never submitted is over for good: what was made for it alone is not kept."""

    topic: ClassVar[str] = "declaration.abandoned"
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
