"""复查: an applicant whom a committee did not pass has the result looked at again, once and within days."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.case import SectionRef
from contracts.events import Event


class Finding(StrEnum):
    """What a re-review brought."""

    UPHELD = "upheld"  # 维持
    SET_ASIDE = "set_aside"  # the case goes to another meeting


FINDING_NAMES = {Finding.UPHELD: "维持原评审结果", Finding.SET_ASIDE: "原结果不作数，重新评审"}


@dataclass(frozen=True, kw_only=True)
class Enclosed:
    """A file that came with a request; documents keeps it."""

    file_id: UUID
    name: str
    pages: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """What an applicant says; it travels encrypted."""

    reason: str
    files: tuple[Enclosed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ReReviewAsked(Event):
    """An applicant asked for a re-review; its id is that of the deadline that ran for asking."""

    topic: ClassVar[str] = "declaration.re_review_asked"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    re_review_id: UUID
    request_encrypted: str  # a `Request`, read by whoever has the field keys


@dataclass(frozen=True, kw_only=True)
class ReReviewAnswered(Event):
    """The office whose meeting voted answered: the result stands, or is set aside."""

    topic: ClassVar[str] = "review.re_review_answered"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    re_review_id: UUID
    finding: Finding
    office: str
    answer_encrypted: str


@dataclass(frozen=True, kw_only=True)
class SealReReview:
    """Append what was asked and answered, after the section with the hash `previous`."""

    re_review_id: UUID
    name: str  # of the section
    previous: str


class ReReviewWindow:
    """Signatures of declaration's activities about re-reviews."""

    @activity.defn(name="declaration.end_re_review")
    async def end_re_review(self, deadline_id: UUID) -> bool:
        """Take no request any more; true when one was made in time."""
        raise NotImplementedError


class ReReviews:
    """Signatures of review's activities about re-reviews."""

    @activity.defn(name="review.seal_re_review")
    async def seal_re_review(self, request: SealReReview) -> SectionRef:
        """Seal the request and its answer: who, when and why."""
        raise NotImplementedError

    @activity.defn(name="review.close_re_review")
    async def close_re_review(self, application_id: UUID) -> None:
        """The answer has taken effect: the result stands for good."""
        raise NotImplementedError
