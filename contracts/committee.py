"""The committee's half: from the issued form on, what review is asked and tells (A10.2, M1.3, M1.4)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.case import Manifest
from contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class OpenHandIn:
    """The printed form is awaited at this office; the manifest ends with the form that was issued last."""

    id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    stage: str
    round: int
    office_id: UUID
    opened_at: datetime
    manifest: Manifest
    terms: str = ""  # of the plan, as they were when the case began: `cities.Plan.terms`


@dataclass(frozen=True, kw_only=True)
class HandedIn(Event):
    """Everything that is wanted on paper was received (A10.2)."""

    topic: ClassVar[str] = "review.handed_in"
    application_id: UUID
    hand_in_id: UUID


@dataclass(frozen=True, kw_only=True)
class HandInIncomplete(Event):
    """Papers came, and something is missing: told once, all at once, on a page that review has."""

    topic: ClassVar[str] = "review.hand_in_incomplete"
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    until: date


@dataclass(frozen=True, kw_only=True)
class InterviewCalled(Event):
    """Somebody is told when and where they are interviewed, and as which of those who are (M1.4)."""

    topic: ClassVar[str] = "review.interview_called"
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    begins_at: datetime
    place: str
    position: int


class HandIns:
    """What review is asked about papers; each is harmless when asked twice."""

    @activity.defn(name="review.open_hand_in")
    async def open_hand_in(self, request: OpenHandIn) -> None:
        """Await the printed form and what belongs to it at the committee's office (A10.2)."""
        raise NotImplementedError
