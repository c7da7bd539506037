"""What makes the clock of a case stand, and what undoes an end that the clock alone brought."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from contracts.events import Event


class DeadlineKind(StrEnum):
    """The deadlines of a case."""

    SUBMISSION = "submission"
    RESUBMISSION = "resubmission"
    PUBLICITY = "publicity"
    PAYMENT = "payment"
    RESULT_PUBLICITY = "result_publicity"
    RE_REVIEW = "re_review"  # 复查 is asked for until then
    GRACE = "grace"  # an end that came by the clock alone can be undone until then


class HoldKind(StrEnum):
    """Why the clock of a case does not run."""

    OBJECTION = "objection"
    INVESTIGATION = "investigation"
    OUTAGE = "outage"


@dataclass(frozen=True, kw_only=True)
class Hold:
    """One reason for which the clock of a case does not run, beside its status."""

    id: UUID
    kind: HoldKind
    since: datetime


@dataclass(frozen=True, kw_only=True)
class HoldsChanged(Event):
    """All holds of this kind that are open now. The fact with the highest number counts."""

    topic: ClassVar[str] = "declaration.holds_changed"
    application_id: UUID
    kind: HoldKind
    number: int
    holds: tuple[Hold, ...]


@dataclass(frozen=True, kw_only=True)
class Reinstated(Event):
    """A recorded act undid an automatic end within its grace; the applicant may act until `due_at`."""

    topic: ClassVar[str] = "declaration.reinstated"
    application_id: UUID
    deadline_id: UUID  # the grace that this act ended
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class Ended(Event):
    """A case is over, or a recorded act undid its end. The fact with the highest position counts."""

    topic: ClassVar[str] = "declaration.ended"
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    position: int  # of the move
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class Pause:
    """The clock of a deadline did not run from the first hold to the end of the last one."""

    deadline_id: UUID
    paused_at: datetime
    resumed_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeadlineChanged(Event):
    """A recorded act moved a deadline (extension, or the calendar of its year became known)."""

    topic: ClassVar[str] = "declaration.deadline_changed"
    application_id: UUID
    deadline_id: UUID
    due_at: datetime
    is_provisional: bool
    number: int = 0  # of the changes of this deadline, the highest counts; 0 was told before they had one
