"""The cover of the bag in which the review form is handed in (M1.3): declaration grants, documents prints."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from contracts.case import SectionRef

COVER_PAGE = "/documents/bag-cover.pdf"  # ?grant=<BagCover>
COVER_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class BagCover:
    """Whose bag it is: what stands on it is read from the sealed sections of the submission."""

    account_id: UUID
    application_id: UUID
    number: str  # of the application, as people say it
    printed_on: date
    platform: str
    city: str
    hand_in: str  # where it is handed in
    copies: int  # of the review form; one more where somebody is interviewed
    identity: SectionRef
    declaration: SectionRef
