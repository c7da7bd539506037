"""What was asked of an administrator: as it was, as it is to be, and what became of it."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.identity.employers.domain.employers import REASON_LENGTHS, Details, Status
from services.identity.requests.domain.kinds import RULES, Kind, Rule


class State(StrEnum):
    """Where a request stands."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_NAMES = {
    State.SUBMITTED: "待审核",
    State.APPROVED: "已通过",
    State.REFUSED: "已退回",
    State.WITHDRAWN: "已撤回",
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a request changes: as it was, or as it is to be. The rest is empty."""

    name: str = ""
    level: str = ""
    place: str = ""
    department_id: str = ""
    department: str = ""
    successor_id: str = ""
    successor: str = ""
    cause: str = ""  # of a suspension

    @classmethod
    def of(cls, kind: Kind, details: Details) -> "Facts":
        """What of an employer a request of this kind would change."""
        if kind is Kind.SUPERIOR:
            return cls(
                level=details.level.value,
                place=details.place,
                department_id=str(details.department_id or ""),
                department=details.department,
            )
        return cls(name=details.name)

    @classmethod
    def stored(cls, values: dict[str, Any]) -> "Facts":
        """As they were kept."""
        return cls(**{field.name: values.get(field.name, "") for field in fields(cls)})

    def told(self) -> dict[str, str]:
        """Only what is filled in."""
        return {field.name: value for field in fields(self) if (value := getattr(self, field.name))}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks, for an employer or, without one, for themselves. ID numbers are encrypted."""

    id: UUID
    city: str
    kind: Kind
    asked_by: UUID
    employer_id: UUID | None = None
    file_id: UUID | None = None  # the scan that comes with it
    before: Facts = Facts()
    after: Facts = Facts()
    former_id_number_encrypted: str = ""
    id_number_encrypted: str = ""
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Request(Asked):
    """What was asked, by whom, and what became of it."""

    employer_name: str
    asker: str
    asked_at: datetime
    state: State
    reason: str
    decided_by: UUID | None
    decider: str
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether an administrator has to decide it."""
        return self.state is State.SUBMITTED

    @property
    def rule(self) -> Rule:
        """How its kind is decided."""
        return RULES[self.kind]

    @property
    def about(self) -> str:
        """The employer or the person whom it is about."""
        return self.employer_name or self.before.name


def takes_letters(status: Status) -> bool:
    """Whether somebody may hand in a letter that makes them the chief clerk, or a new term."""
    return status is not Status.MERGED


def may_be_changed(status: Status) -> bool:
    """A registration that was not approved yet is mended, one that was merged is over."""
    return status in {Status.APPROVED, Status.EXPIRED, Status.SUSPENDED}


def why_fault(why: str) -> str | None:
    """What is wrong with the reason of a change."""
    if not why:
        return "请写明变更的原因和依据（批文名称、文号、日期）"
    return None if len(why) in REASON_LENGTHS else "变更原因应为 4 至 500 个字"
