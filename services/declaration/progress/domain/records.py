"""What happened to a declaration: its moves, its deadlines, and the acts that changed them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.application import Status, Turn
from contracts.case import Role
from contracts.clock import DeadlineKind, Pause


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
class Shown:
    """How far a case has come, as its applicant reads it."""

    position: int
    status: Status


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Who decided an act, when, and why."""

    by: str
    why: str
    at: datetime


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
    changes: int = 0  # how often it was changed
    pauses: tuple[Pause, ...] = ()
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Until when the office that has a case is to decide. Nothing ends then; people are reminded."""

    due_at: datetime  # 24:00 of the last working day
    due_days: int


@dataclass(frozen=True, kw_only=True)
class Substitution:
    """An office decided in the place of one that was late."""

    at: datetime
    office: str
    late_office: str
    due_at: datetime
    reason: str


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
