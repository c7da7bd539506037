"""A re-review as the office that answers it has it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.case import SectionRef
from contracts.rereview import Finding, Request
from kit.errors import Fault
from services.review.tasks.domain import length_faults

ANSWER_LENGTHS = range(10, 1001)


@dataclass(frozen=True, kw_only=True)
class ReReview:
    """One request, and its answer once there is one."""

    id: UUID
    city: str
    application_id: UUID
    person_id: UUID
    plan: str
    office_id: UUID
    stage: str
    round: int
    candidate_id: UUID  # whose result it is about
    asked_at: datetime
    request: Request
    finding: Finding | None = None
    answer: str | None = None
    answered_by_name: str = ""
    answered_at: datetime | None = None
    sealed: SectionRef | None = None


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What was found, in words for the applicant."""

    finding: Finding | None
    text: str

    @property
    def faults(self) -> list[Fault]:
        """Everything that is wrong with it."""
        faults = [] if self.finding else [Fault(field="finding", message="请选择复查结果")]
        return faults + length_faults(
            "answer", self.text, ANSWER_LENGTHS, "复查情况和答复", "写明怎样复查、查明什么、依据是什么"
        )


@dataclass(frozen=True, kw_only=True)
class About:
    """Whose case it is, as the office examined it."""

    task_id: UUID
    office_name: str
    applicant: str
    employer: str
    plan_title: str
    title_applied: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One of an office's list."""

    id: UUID
    person_id: UUID
    applicant: str
    employer: str
    plan_title: str
    asked_at: datetime
    finding: Finding | None
    answered_at: datetime | None
