"""A case that an office is late with, taken up by one above it: when that may be, and what it needs."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.errors import Fault
from services.review.tasks.domain import Task, length_faults

PURPOSE = "substitution"  # of the uploaded evidence
REASON_LENGTHS = range(10, 501)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The uploaded file that shows why."""

    file_id: UUID
    name: str
    media_type: str
    pages: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Substitution:
    """Who took up the case of a late office, when and why. Documents keeps the file."""

    id: UUID
    city: str
    task_id: UUID
    office_id: UUID
    office_name: str
    account_id: UUID
    taken_by: str
    taken_at: datetime
    due_at: datetime  # until when the office itself was to decide
    reason: str
    file_id: UUID
    name: str
    media_type: str
    pages: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Late:
    """A line of what the offices below are late with: no name of a person, who is not theirs to know yet."""

    id: UUID
    application_id: UUID
    office_name: str
    plan_title: str
    due_at: datetime
    is_held: bool
    taken_by_office: UUID | None
    taken_by_name: str
    is_passed: bool  # and not sent on: nobody does that in the office's place

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Its place in the list."""
        return (self.due_at, self.id)


@dataclass(frozen=True, kw_only=True)
class LateOffice:
    """How much an office below is late with, and since when."""

    office_id: UUID
    office_name: str
    unexamined: int
    unsent: int
    since: datetime


def is_late(task: Task, at: datetime) -> bool:
    """Whether an office still has a case that it was to decide before. Without a limit nobody is late."""
    return task.is_open and task.limit is not None and task.limit.due_at <= at


def faults_of(reason: str, evidence: Evidence | None) -> list[Fault]:
    """What is wrong with what was brought, all of it."""
    faults = length_faults(
        "reason",
        reason,
        REASON_LENGTHS,
        "代为办理的原因",
        "写明该机构为什么没有按期办理，例如经办人员调离、无人接替",
    )
    if evidence is None:
        faults.append(Fault(field="evidence", message="请上传依据材料，例如催办记录、情况说明（PDF 或照片）"))
    return faults
