"""The pledge of a declaration: what declaration hands to documents, which has it signed (`kit.grants`)."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

PLEDGE_PAGE = "/documents/pledge"  # ?grant=<PledgeGrant>
GRANT_LASTS = timedelta(hours=8)


@dataclass(frozen=True, kw_only=True)
class PledgeGrant:
    """This declaration is this applicant's and may be pledged for now."""

    application_id: UUID
    account_id: UUID
    back: str  # paths of ours: where one came from,
    onward: str  # and the next step
