"""What is stuck, and what is done about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contracts.operations import Source
from contracts.remedies import NEEDS_SECOND, Act
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


class State(StrEnum):
    """Where an act is."""

    WAITING = "waiting"  # for a second person
    AGREED = "agreed"
    REFUSED = "refused"
    DONE = "done"


STATE_NAMES = {
    State.WAITING: "等待第二人同意",
    State.AGREED: "正在处理",
    State.REFUSED: "未同意",
    State.DONE: "已处理",
}
MANY = 10  # cases: what moves a deadline of more needs a second person
# What mends each kind, the gentlest first.
OFFERED: Mapping[Kind, tuple[Act, ...]] = {
    Kind.WAITS_TOO_LONG: (Act.NUDGE, Act.EXTEND, Act.HOLD, Act.RELEASE, Act.REASSIGN),
    Kind.RETRYING: (Act.NUDGE, Act.HOLD, Act.RELEASE),
    Kind.DECISION_NOT_DELIVERED: (Act.NUDGE, Act.HOLD, Act.RELEASE),
    Kind.PAID_NOT_ADVANCED: (Act.NUDGE, Act.HOLD, Act.RELEASE),
    Kind.READ_MODEL_BEHIND: (Act.REPLAY_READ_MODEL, Act.NUDGE),
    Kind.REPLAY_BROKEN: (Act.RESET, Act.HOLD, Act.RELEASE),
    Kind.MESSAGE_UNDELIVERED: (Act.REDELIVER,),
}


@dataclass(frozen=True, kw_only=True)
class Asking:
    """An act as somebody asks for it."""

    id: UUID
    city: str
    kind: Kind
    act: Act
    subjects: tuple[UUID, ...]  # cases, or messages
    why: str
    is_dry_run: bool
    until: datetime | None = None
    office_id: UUID | None = None

    @property
    def needs_second(self) -> bool:
        """Whether another operator has to agree; a trial changes nothing."""
        is_much = self.act is Act.EXTEND and len(self.subjects) > MANY
        return not self.is_dry_run and (self.act in NEEDS_SECOND or is_much)


@dataclass(frozen=True, kw_only=True)
class Ordered:
    """An act as it is kept."""

    id: UUID
    created_at: datetime
    city: str
    kind: Kind
    act: Act
    state: State
    is_dry_run: bool
    until: datetime | None
    office_id: UUID | None
    asked_by: UUID
    reason_encrypted: str
    decided_by: UUID | None
    decided_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of an act for one case; nothing is known yet of those without a word."""

    case_id: UUID
    is_done: bool | None
    code: str
    words: str
