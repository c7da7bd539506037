"""review: what a meeting voted of a case, published or recommended, sealed, certified."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.case import Manifest, SectionRef, Stop
from contracts.events import Event


class Outcome(StrEnum):
    """What a vote brought."""

    ELECTED = "elected"
    NOT_ELECTED = "not_elected"


class Spoken(StrEnum):
    """What came of an interview (面试答辩)."""

    OPEN = ""
    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"


SPOKEN_NAMES = {Spoken.PASSED: "通过", Spoken.FAILED: "未通过", Spoken.ABSENT: "未到"}
OUTCOME_NAMES = {Outcome.ELECTED: "评审通过", Outcome.NOT_ELECTED: "评审未通过"}


def outcome_of(present: int, yes: int) -> Outcome:
    """Two thirds of those who are present, those who are recused among them (令第40号, domain.md §0)."""
    return Outcome.ELECTED if 0 < 2 * present <= 3 * yes else Outcome.NOT_ELECTED


class Onward(StrEnum):
    """What an office does with those whom its meeting elected."""

    PUBLISH = "publish"  # its own title is public before it counts
    RECOMMEND = "recommend"  # a higher committee decides (B6.1)


@dataclass(frozen=True, kw_only=True)
class Release:
    """Work for a committee's office: publish the result of this case, or recommend it."""

    id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    round: int
    stop: Stop
    onward: Onward
    opened_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReleaseNotice:
    """The workflow tells until when the publicity of a result runs."""

    release_id: UUID
    due_at: datetime
    is_provisional: bool


@dataclass(frozen=True, kw_only=True)
class SealResult:
    """Append what a meeting voted of this case, after the section with the hash `previous`.

    With `titled_at` the publicity is over and the title is the person's, from that day.
    """

    application_id: UUID
    city: str
    plan: str
    round: int
    stage: str
    name: str  # of the section
    previous: str
    manifest: Manifest
    titled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ResultPublished(Event):
    """An office made the result of a case public; the period starts the day after."""

    topic: ClassVar[str] = "review.result_published"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    release_id: UUID
    city: str = ""  # whose turn it takes (ADR 50)


@dataclass(frozen=True, kw_only=True)
class ResultOverturned(Event):
    """An objection to a result was upheld: the case is not elected after all."""

    topic: ClassVar[str] = "review.result_overturned"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    release_id: UUID


@dataclass(frozen=True, kw_only=True)
class Recommended(Event):
    """An office sent a case that its meeting elected to the senior committee (B6.1)."""

    topic: ClassVar[str] = "review.recommended"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    release_id: UUID
    city: str = ""  # whose turn it takes (ADR 50)


class Results:
    """Signatures of review's activities about results."""

    @activity.defn(name="review.open_release")
    async def open_release(self, release: Release) -> None:
        """Put a case whose meeting elected it before its office, to be published or recommended."""
        raise NotImplementedError

    @activity.defn(name="review.note_release")
    async def note_release(self, notice: ReleaseNotice) -> None:
        """Record until when the publicity of a result runs."""
        raise NotImplementedError

    @activity.defn(name="review.end_release")
    async def end_release(self, release_id: UUID) -> bool:
        """End the publicity of a result; true when an objection is open, and it does not end."""
        raise NotImplementedError

    @activity.defn(name="review.seal_result")
    async def seal_result(self, request: SealResult) -> SectionRef:
        """Seal votes, outcome, publicity and, with the title, what its certificate says."""
        raise NotImplementedError
