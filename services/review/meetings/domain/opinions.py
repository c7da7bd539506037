"""评议组: what the members of a category wrote of each candidate of it, for all who vote."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kit.errors import Fault
from services.review.meetings.domain.ballots import Case

LENGTHS = range(5, 301)


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """The opinion of a group on one candidate, whose id it has."""

    id: UUID
    meeting_id: UUID
    text: str
    recorded_by_name: str
    recorded_at: datetime


def group_of(case: Case) -> str:
    """Who wrote it: the members who were drawn for the category of the case."""
    return f"{case.category}评议组"


def written_of(cases: Sequence[Case], read: Callable[[str], str]) -> tuple[dict[UUID, str], list[Fault]]:
    """What was entered, by candidate; an empty field leaves what was there."""
    found, faults = {}, []
    for case in cases:
        text = " ".join(read(f"opinion-{case.place}").split())
        if not text or case.candidate_id is None:
            continue
        if len(text) not in LENGTHS:
            told = f"{case.place} {case.applicant}：评议意见应为 5 至 300 个字，现有 {len(text)} 个字"
            faults.append(Fault(field=f"opinion-{case.place}", message=told))
        found[case.candidate_id] = text
    return found, faults
