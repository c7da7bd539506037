"""面试答辩 before a meeting votes: who comes when, and what came of it (M1.2, M1.4)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contracts.results import SPOKEN_NAMES, Spoken
from kit.errors import Fault
from services.review.meetings.domain.meetings import PLACE_LENGTHS

MINUTES = range(5, 121)
SAID_LENGTHS = range(201)


@dataclass(frozen=True, kw_only=True)
class Called:
    """When and where the first begins, and how long each takes."""

    begins_at: datetime
    minutes: int
    place: str

    def of(self, position: int) -> datetime:
        """When the one at this position begins, from 1."""
        return self.begins_at + timedelta(minutes=self.minutes) * (position - 1)


@dataclass(frozen=True, kw_only=True)
class Interview:
    """The interview of one candidate, whose id it has."""

    id: UUID
    meeting_id: UUID
    position: int
    begins_at: datetime
    place: str
    called_by_name: str
    outcome: Spoken = Spoken.OPEN
    said: str = ""
    recorded_by_name: str = ""

    @property
    def in_words(self) -> str:
        """What the members read of it."""
        if self.outcome is Spoken.OPEN:
            return "尚未登记"
        return SPOKEN_NAMES[self.outcome] + (f"，{self.said}" if self.said else "")


@dataclass(frozen=True, kw_only=True)
class Interviewee:
    """Somebody of the roster who is interviewed."""

    candidate_id: UUID
    application_id: UUID
    person_id: UUID
    number: int
    name: str
    employer: str
    interview: Interview | None


def called_faults(called: Called, now: datetime) -> list[Fault]:
    """Everything that is wrong with a time table."""
    faults = []
    if called.begins_at <= now:
        faults.append(Fault(field="begins_on", message="面试开始的时间已经过去，请改为以后的时间"))
    if called.minutes not in MINUTES:
        faults.append(Fault(field="minutes", message="每人的时间请填写 5 至 120 分钟"))
    if len(called.place) not in PLACE_LENGTHS:
        faults.append(Fault(field="place", message="请填写面试地点，2 至 60 个字"))
    return faults


def spoken_of(
    people: Sequence[Interviewee], read: Callable[[str], str]
) -> tuple[dict[UUID, tuple[Spoken, str]], list[Fault]]:
    """What was entered of each who was called, by candidate; what is left open stays as it is."""
    found, faults = {}, []
    for one in people:
        outcome, said = read(f"outcome-{one.number}"), " ".join(read(f"said-{one.number}").split())
        if one.interview is None or not (outcome or said):
            continue
        if outcome not in SPOKEN_NAMES:
            told = f"{one.number} {one.name}：请选择面试结果"
            faults.append(Fault(field=f"outcome-{one.number}", message=told))
        elif len(said) not in SAID_LENGTHS:
            told = f"{one.number} {one.name}：面试评价最多 200 个字"
            faults.append(Fault(field=f"said-{one.number}", message=told))
        else:
            found[one.candidate_id] = (Spoken(outcome), said)
    return found, faults
