"""What is asked for a registered employer: another clerk, term, name or superior, or its end."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.identity.employers.domain.employers import REASON_LENGTHS, Details, Status


class RequestKind(StrEnum):
    """What is to change."""

    LETTER = "letter"  # whoever the letter names is the chief clerk, for a new term
    RENAMING = "renaming"
    SUPERIOR = "superior"
    MERGER = "merger"


CHANGES = frozenset({RequestKind.RENAMING, RequestKind.SUPERIOR})  # what a clerk may ask for


class RequestState(StrEnum):
    """Where a request stands."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


KIND_NAMES = {
    RequestKind.LETTER: "新的委托证明",
    RequestKind.RENAMING: "单位更名",
    RequestKind.SUPERIOR: "变更主管部门",
    RequestKind.MERGER: "并入其他单位",
}
STATE_NAMES = {
    RequestState.SUBMITTED: "待审核",
    RequestState.APPROVED: "已通过",
    RequestState.REFUSED: "已退回",
    RequestState.WITHDRAWN: "已撤回",
}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What of an employer a request changes: as it was, or as it is to be. The rest is empty."""

    name: str = ""
    level: str = ""
    place: str = ""
    department_id: str = ""
    department: str = ""
    successor_id: str = ""
    successor: str = ""

    @classmethod
    def of(cls, kind: RequestKind, details: Details) -> "Facts":
        """What a request of this kind would change."""
        if kind is RequestKind.SUPERIOR:
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
class Request:
    """One thing that was asked."""

    id: UUID
    city: str
    employer_id: UUID
    employer_name: str
    kind: RequestKind
    asked_by: UUID
    asker: str
    asked_at: datetime
    letter_id: UUID | None
    before: Facts
    after: Facts
    why: str
    state: RequestState
    reason: str
    decided_by: UUID | None
    decider: str
    decided_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether an administrator has to decide it."""
        return self.state is RequestState.SUBMITTED


def takes_letters(status: Status) -> bool:
    """Whether somebody may hand in a letter that makes them the chief clerk, or a new term."""
    return status is not Status.MERGED


def may_be_changed(status: Status) -> bool:
    """A registration that was not approved yet is mended, one that was merged is over."""
    return status in {Status.APPROVED, Status.EXPIRED}


def why_fault(why: str) -> str | None:
    """What is wrong with the reason of a change."""
    if not why:
        return "请写明变更的原因和依据（批文名称、文号、日期）"
    return None if len(why) in REASON_LENGTHS else "变更原因应为 4 至 500 个字"
