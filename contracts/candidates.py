"""review: who waits for a committee's meeting, and what it voted."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.case import Manifest, SectionRef, Stop
from contracts.events import Event
from contracts.results import Outcome


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A case for the roster of a committee's meeting, as it was submitted."""

    id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    round: int
    stop: Stop
    entered_at: datetime
    manifest: Manifest


@dataclass(frozen=True, kw_only=True)
class Judged(Event):
    """A committee voted on a candidate. How it voted stays with review and in the sealed file."""

    topic: ClassVar[str] = "review.judged"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    candidate_id: UUID
    outcome: Outcome
    city: str = ""  # whose turn it takes (ADR 50)


@dataclass(frozen=True, kw_only=True)
class CandidateReturned(Event):
    """A committee's office sent a case back that waits for its meeting. What is to be mended is sealed."""

    topic: ClassVar[str] = "review.candidate_returned"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    candidate_id: UUID


@dataclass(frozen=True, kw_only=True)
class SealReturn:
    """Append why a candidate was returned, after the section with the hash `previous`."""

    candidate_id: UUID
    name: str  # of the section
    previous: str


class Candidates:
    """Signatures of review's activities about candidates."""

    @activity.defn(name="review.enter_candidate")
    async def enter_candidate(self, candidate: Candidate) -> None:
        """Put a case before the meeting of a committee, to be listed on its roster (M1.2)."""
        raise NotImplementedError

    @activity.defn(name="review.seal_return")
    async def seal_return(self, request: SealReturn) -> SectionRef:
        """Seal what is to be mended of a candidate that was returned, as a decision of its office."""
        raise NotImplementedError
