"""A re-review (复查) as its applicant asks for it and reads the answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts.rereview import Finding, Request
from kit.errors import Fault

PURPOSE = "re_review"
MOST_FILES = 5
LONGEST = 1000  # of a reason
REASON = "请写明申请复查的理由：对评审结果的哪一点有异议，依据是什么"


@dataclass(frozen=True, kw_only=True)
class ReReview:
    """One request, or that there was none before the days were over; and what became of it."""

    id: UUID
    asked_at: datetime | None
    request: Request | None
    finding: Finding | None = None
    office: str = ""
    answer: str | None = None
    answered_at: datetime | None = None


def faults(request: Request) -> list[Fault]:
    """Everything that is wrong with a request."""
    found = []
    if not request.reason:
        found.append(Fault(field="reason", message=REASON))
    elif (count := len(request.reason)) > LONGEST:
        told = f"理由最多 {LONGEST} 字，现为 {count} 字，请删减 {count - LONGEST} 字"
        found.append(Fault(field="reason", message=told))
    if (count := len(request.files)) > MOST_FILES:
        found.append(Fault(field="file", message=f"最多 {MOST_FILES} 份材料，现在是 {count} 份，请减少"))
    return found
