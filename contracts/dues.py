"""review: which cases of an office are to be decided soon, today, or are late; of numbers alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.events import Event


@dataclass(frozen=True, kw_only=True)
class LimitSet(Event):
    """Until when an office is to decide on a case that came to it, for its applicant to read."""

    topic: ClassVar[str] = "review.limit_set"
    application_id: UUID
    city: str
    stage: str
    round: int
    due_at: datetime
    due_days: int


@dataclass(frozen=True, kw_only=True)
class DueLook:
    """What is due at an office, as seen at this moment."""

    office_id: UUID
    city: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Reached:
    """The newest due time among the cases of each stage; none where there is no case."""

    soon: datetime | None = None
    today: datetime | None = None
    late: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class DueStanding:
    """The answer: how many cases are due within the city's days of notice, today, or were before.

    Of what is late `unsent` were passed and not sent on.
    """

    soon: int
    today: int
    late: int
    reached: Reached
    unsent: int = 0


class Dues:
    """Signatures of review's activities about what is due."""

    @activity.defn(name="review.look_at_dues")
    async def look_at_dues(self, look: DueLook) -> DueStanding:
        """How much of what waits at an office is due, and up to when."""
        raise NotImplementedError
