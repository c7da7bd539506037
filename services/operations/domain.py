"""What is shown of what is stuck."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.operations import Source
from contracts.stuck import Kind


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """A finding as it is kept: from when until when it was found."""

    id: UUID
    city: str
    source: Source
    kind: Kind
    case_id: UUID | None
    subject_id: UUID
    party: str
    since: datetime
    due: datetime | None
    detail: str
    found_at: datetime
    gone_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many of a kind in a city, and the oldest."""

    city: str
    kind: Kind
    count: int
    oldest: datetime


@dataclass(frozen=True, kw_only=True)
class Asked:
    """When somebody was asked last, when it answered, and of which kinds only the oldest were counted."""

    name: Source
    asked_at: datetime
    answered_at: datetime | None
    capped: tuple[Kind, ...]

    @property
    def is_silent(self) -> bool:
        """Whether the last question has no answer: what is shown of it is from before."""
        return self.answered_at != self.asked_at


@dataclass(frozen=True, kw_only=True)
class Pending:
    """An activity that the engine tries again and again."""

    activity: str
    attempts: int
    failure: str  # its type; messages may name people
    since: datetime


@dataclass(frozen=True, kw_only=True)
class Happening:
    """Something in a history: a code, and when."""

    at: datetime
    code: str


@dataclass(frozen=True, kw_only=True)
class Look:
    """A case as the engine has it."""

    run_id: str
    is_running: bool
    status: str
    stage: str
    whose: str
    since: datetime | None
    due: datetime | None
    problems: tuple[str, ...]
    pending: tuple[Pending, ...]
    happenings: tuple[Happening, ...]
