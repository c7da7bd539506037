"""A declaration as its applicant sees it: the read model, its moves, its deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.application import DeadlineKind, Status, Turn
from contracts.case import Manifest, Role, SectionRef

OVER = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.MISSED, Status.UNPAID})
WITH_APPLICANT = frozenset({Status.DRAFTING, Status.RETURNED})
WITHDRAWABLE = frozenset(
    {
        Status.DRAFTING,
        Status.EXAMINING,
        Status.PUBLICISING,
        Status.PUBLICISED,
        Status.REVIEWING,
        Status.RETURNED,
    }
)

# The deadline that a status waits for.
AWAITED: Mapping[Status, DeadlineKind] = {
    Status.DRAFTING: DeadlineKind.SUBMISSION,
    Status.PUBLICISING: DeadlineKind.PUBLICITY,
    Status.RETURNED: DeadlineKind.RESUBMISSION,
    Status.AWAITING_PAYMENT: DeadlineKind.PAYMENT,
}

REVIEW_FORM = "review-form"
DECISION = "decision-"


@dataclass(frozen=True, kw_only=True)
class Record:
    """One declaration and where it stands."""

    id: UUID
    city: str
    person_id: UUID
    employer_id: UUID
    plan: str
    plan_version: str
    started_at: datetime
    closes_at: datetime
    status: Status
    stage: str
    round: int
    position: int
    turn: Turn
    sections: Manifest

    @property
    def is_with_applicant(self) -> bool:
        """Whether the applicant may change and submit it."""
        return self.status in WITH_APPLICANT

    @property
    def is_over(self) -> bool:
        """Whether it ended without success, so that another may be started."""
        return self.status in OVER

    @property
    def is_withdrawable(self) -> bool:
        """Whether the applicant may still take it back."""
        return self.status in WITHDRAWABLE

    def section(self, name: str) -> SectionRef | None:
        """The newest sealed section of this name."""
        return next((ref for ref in reversed(self.sections) if ref.name == name), None)

    @property
    def last_decision(self) -> SectionRef | None:
        """What an office decided last."""
        return next((ref for ref in reversed(self.sections) if ref.name.startswith(DECISION)), None)


@dataclass(frozen=True, kw_only=True)
class Move:
    """One move of a case, as told by the workflow."""

    position: int
    at: datetime
    event: str
    status: Status
    stage: str
    round: int
    turn: Turn


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What was typed into the form, and how often it was saved."""

    version: int
    answers: Mapping[str, str | list[str]]


@dataclass(frozen=True, kw_only=True)
class Act:
    """A recorded act that changed a deadline: who, when, why, from what to what."""

    id: UUID
    kind: str
    at: datetime
    by: str
    why: str
    old_due_at: datetime
    new_due_at: datetime
    was_provisional: bool
    is_provisional: bool


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One deadline in the ledger."""

    id: UUID
    application_id: UUID
    city: str
    kind: DeadlineKind
    starts_at: datetime
    days: int
    rule: str
    calendar_version: str
    due_at: datetime
    is_provisional: bool
    remind_at: tuple[datetime, ...]
    acts: tuple[Act, ...] = ()


ROLE_NAMES: Mapping[Role, str] = {
    Role.APPLICANT: "申报人员",
    Role.EMPLOYER: "用人单位",
    Role.DEPARTMENT: "主管部门",
    Role.HR: "人力社保部门",
    Role.COMMITTEE: "评委会办公室",
    Role.PLATFORM: "平台",
}


def who(turn: Turn) -> str:
    """The name of whoever is on turn."""
    return turn.name or ROLE_NAMES[turn.who]
