"""What two experts sign (X1.1), on paper that documents prints or on the phone: declaration grants both."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from contracts.case import SectionRef
from contracts.events import Event

OPINIONS_PAGE = "/documents/expert-opinions.pdf"  # ?grant=<OpinionsForm>
FORM_LASTS = timedelta(minutes=10)
OPINION_PAGE = "/documents/opinion"  # ?grant=<OpinionGrant>
EXPERT_COOKIE = "expert"  # of the browser that proved the number; declaration sets it for both pages
SIGNING_LASTS = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class OpinionsForm:
    """专家意见表 for one applicant: as it was submitted, or for the experts to fill in."""

    account_id: UUID
    platform: str
    statement: str
    made_on: date
    application_id: UUID | None = None
    section: SectionRef | None = None  # "declaration", once it is submitted


@dataclass(frozen=True, kw_only=True)
class OpinionGrant:
    """The expert in this browser may sign this opinion."""

    invitation_id: UUID
    person_id: UUID  # of the applicant
    name: str  # the expert's
    statement: str
    score: str
    opinion_sha256: str  # of all that is signed
    browser_sha256: str  # of the cookie
    back: str  # a path of ours
    city: str = ""  # of the case; of leave that was given by the version before it is not known


class Asking(StrEnum):
    """Why an expert is written to."""

    INVITATION = "invitation"  # with the link
    CODE = "code"  # whoever opened the link proves the number


@dataclass(frozen=True, kw_only=True)
class ExpertAsked(Event):
    """A link or a one-time code is to be sent to an expert; number and secret are encrypted for notification.

    The message is kept with the applicant's, and is forgotten with them.
    """

    topic: ClassVar[str] = "declaration.expert_asked"
    account_id: UUID
    city: str
    asking: Asking
    due: date
    mobile_encrypted: str
    secret_encrypted: str


@dataclass(frozen=True, kw_only=True)
class OpinionSigned(Event):
    """An expert has signed legibly; the signature is drawn and encrypted for declaration."""

    topic: ClassVar[str] = "documents.opinion_signed"
    invitation_id: UUID
    opinion_sha256: str
    signature_sha256: str
    device: str
    picture_encrypted: str
