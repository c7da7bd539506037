"""review: a link or a code for an expert of a committee, who votes on a device of their own."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from contracts.events import Event
from contracts.recommendation import Asking


@dataclass(frozen=True, kw_only=True)
class BallotAsked(Event):
    """A link or a one-time code is to be sent to a member; number and secret are encrypted."""

    topic: ClassVar[str] = "review.ballot_asked"
    expert_id: UUID
    city: str
    asking: Asking
    due: date  # the day of the meeting
    place: str = ""  # where it meets
    mobile_encrypted: str
    secret_encrypted: str
