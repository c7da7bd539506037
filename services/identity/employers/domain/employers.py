"""An employer: what it is, and the life of its registration (E1.1, E2.1, E2.2)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from contracts.employers import EmployerKind, EmployerLevel

REASON_LENGTHS = range(4, 501)


class Status(StrEnum):
    """Where the registration stands."""

    PENDING_LETTER = "pending_letter"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    EXPIRED = "expired"
    SUSPENDED = "suspended"  # by an administrator, with the reason, until one lets it act again
    MERGED = "merged"


STATUS_NAMES = {
    Status.PENDING_LETTER: "待提交委托证明",
    Status.SUBMITTED: "待审核",
    Status.APPROVED: "已通过",
    Status.REFUSED: "已退回",
    Status.EXPIRED: "授权已到期",
    Status.SUSPENDED: "授权已暂停",
    Status.MERGED: "已并入其他单位",
}


@dataclass(frozen=True, kw_only=True)
class Details:
    """What an employer says of itself. Without `department_id` its `department` is its HR agency."""

    name: str
    credit_code: str
    kind: EmployerKind
    level: EmployerLevel
    place: str
    department_id: UUID | None
    department: str
    own_committee: bool
    legal_representative: str


@dataclass(frozen=True, kw_only=True)
class Employer:
    """A registered employer. `version` counts what was submitted and decided."""

    id: UUID
    city: str
    chief_id: UUID | None  # the account of the chief clerk
    details: Details
    status: Status
    created_at: datetime
    submitted_at: datetime
    version: int
    letter_id: UUID | None = None
    valid_until: date | None = None
    former_names: tuple[str, ...] = ()
    merged_into: UUID | None = None
    suspended_for: str = ""  # the `SuspensionCause` of one that is suspended
    is_term_over: bool = False  # the term ended while it was suspended

    def has_term(self, last_day: date) -> bool:
        """Whether the letter that holds until this day counts; one that is suspended has it still."""
        return self.status in {Status.APPROVED, Status.SUSPENDED} and self.valid_until == last_day


def may_be_mended(status: Status) -> bool:
    """What was not submitted yet, and what was refused, is the clerk's to change."""
    return status in {Status.PENDING_LETTER, Status.REFUSED}


def may_be_decided(status: Status) -> bool:
    """Only what was submitted is decided."""
    return status is Status.SUBMITTED


def may_take_over(status: Status) -> bool:
    """Only one whose clerks may act takes over the work of another."""
    return status is Status.APPROVED


def normal_reason(text: str) -> str:
    """The reason without surrounding space."""
    return text.replace("\r\n", "\n").strip()


def reason_fault(reason: str) -> str | None:
    """What is wrong with the reason of a refusal (E2.2: a refusal says why)."""
    if not reason:
        return "请写明退回的原因，单位将据此修改"
    if len(reason) not in REASON_LENGTHS:
        return "退回原因应为 4 至 500 个字，请写明需要改什么"
    return None
