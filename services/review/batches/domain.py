"""What lies passed with an office, and what it sends on together."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

MOST = 1000  # cases of one batch


@dataclass(frozen=True, kw_only=True)
class Sender:
    """An official for their office."""

    office_id: UUID
    account_id: UUID
    name: str
    person_id: UUID | None = None  # the applicant that they are, too


@dataclass(frozen=True, kw_only=True)
class Passed:
    """A line of what lies passed with an office and is in no batch that still runs."""

    id: UUID
    person_id: UUID
    applicant: str
    employer: str
    plan_title: str
    category: str
    kind: str
    closed_at: datetime
    signed_by: str
    due_at: datetime | None  # the office's own day; none where the city sets none

    def is_late(self, at: datetime) -> bool:
        """Whether the office's day has passed."""
        return self.due_at is not None and self.due_at <= at

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Its place in the list."""
        return (self.closed_at, self.id)


class Outcome(StrEnum):
    """What became of a case in a batch."""

    SENT = "sent"
    LEFT = "left"


OUTCOMES = {None: "等待报送", Outcome.SENT: "已报送", Outcome.LEFT: "没有报送"}
TWICE = "此前已经报送，没有重复报送"
TAKEN_BACK = "“审查通过”已经撤回，没有报送"
TROUBLE = "系统没有办成，请稍后再次报送"


@dataclass(frozen=True, kw_only=True)
class Batch:
    """How far a batch is."""

    id: UUID
    office_id: UUID
    asked_by: str
    asked_at: datetime
    total: int
    sent: int
    left: int

    @property
    def done(self) -> int:
        """How many have a result."""
        return self.sent + self.left

    @property
    def is_done(self) -> bool:
        """Whether all have."""
        return self.done == self.total


@dataclass(frozen=True, kw_only=True)
class Item:
    """A case of a batch."""

    task_id: UUID
    application_id: UUID
    person_id: UUID
    applicant: str
    employer: str
    plan_title: str
    outcome: Outcome | None
    why: str
    done_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Next:
    """An item that waits, with who sends it."""

    id: UUID
    task_id: UUID
    sender: Sender
