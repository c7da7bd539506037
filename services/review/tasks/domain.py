"""A task: work for one office, examined once, closed once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contracts.application import Verdict
from contracts.case import Manifest, Role, SectionRef
from kit.errors import Fault


class State(StrEnum):
    """Whether somebody still has to decide it."""

    OPEN = "open"
    PASSED = "passed"  # and not sent on yet: the office can take it back (B4.1)
    REFUSED = "refused"  # and nobody is told yet: who decided can take it back (E4.2, B3.1)
    DECIDED = "decided"
    CLOSED = "closed"  # nobody needs to decide it any more


EMPLOYER_WORDS = {Verdict.PASSED: "通过", Verdict.RETURNED: "退回", Verdict.REFUSED: "不通过"}
AUTHORITY_WORDS = {Verdict.PASSED: "审查通过", Verdict.RETURNED: "退回修改", Verdict.REFUSED: "评审不通过"}


def word(role: Role, verdict: Verdict) -> str:
    """What this office calls this verdict."""
    return (EMPLOYER_WORDS if role is Role.EMPLOYER else AUTHORITY_WORDS)[verdict]


def round_name(number: int) -> str:
    """Which submission this is."""
    return "首次提交" if number == 1 else f"第 {number} 次提交"


class Phase(StrEnum):
    """Where the publicity of a task stands."""

    UNPOSTED = "unposted"
    COUNTING = "counting"  # posted; the workflow has not yet told until when
    RUNNING = "running"
    OVER = "over"
    RECORDED = "recorded"


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What a list shows of a case without opening its file."""

    applicant: str
    employer: str
    employer_kind: str
    plan_title: str
    title_applied: str
    category: str
    specialty: str
    kind: str
    records: int | None = None  # nobody counted them before
    files: int | None = None
    bare: int | None = None  # records that no file proves
    remarks: tuple[str, ...] = ()  # 备注 (M2.2): what makes it a special entry
    department: str = ""  # 归口主管部门, or the HR agency of a unit without one; unknown of earlier tasks


@dataclass(frozen=True, kw_only=True)
class Onward:
    """How a pass goes on from a stop, by the city's data when the task was opened."""

    awaits_sending: bool = False
    needs_commission: bool = False


AT_ONCE = Onward()


@dataclass(frozen=True, kw_only=True)
class Limit:
    """Until when an office is to decide, computed once. Nothing happens then but that people are reminded."""

    due_at: datetime  # 24:00 of the last working day
    due_days: int
    calendar_version: str


@dataclass(frozen=True, kw_only=True)
class Task:
    """Work for one office."""

    id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    round: int
    stage: str
    role: Role
    office_id: UUID
    office_name: str
    opened_at: datetime
    manifest: Manifest
    sheet: SectionRef | None
    publicity_stands: bool
    summary: Summary
    state: State
    awaits_sending: bool = False  # a pass lies with the office until 审核推荐
    needs_commission: bool = False  # and is not sent without the unit's letter of commission (M1.1)
    commission_id: UUID | None = None  # with which it was sent
    closed_at: datetime | None = None
    held_until: datetime | None = None  # of a refusal: until when it can be taken back
    version: int = 1
    examined_by_name: str = ""
    examined_at: datetime | None = None
    is_fulfilled: bool = False  # every item was found in order
    sealed: SectionRef | None = None
    taken_by: UUID | None = None  # who of the office works on it
    taken_by_name: str = ""
    taken_at: datetime | None = None
    limit: Limit | None = None  # none where the city says nothing, and of an employer

    @property
    def round_name(self) -> str:
        """Which submission it is of, in words."""
        return round_name(self.round)

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state is State.OPEN


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits at one office: how much, since when; of how many a publicity runs, until when the first.

    `passed` is not sent on yet.
    """

    waiting: int
    oldest_at: datetime | None
    due_at: datetime | None
    resting: int
    passed: int


@dataclass(frozen=True, kw_only=True)
class Closing:
    """Who decided a task, and what: for somebody who comes too late."""

    verdict: Verdict
    role: Role
    office: str
    signed_by: str
    decided_at: datetime

    @property
    def word(self) -> str:
        """The verdict in the office's own word."""
        return word(self.role, self.verdict)


def length_faults(field: str, text: str, lengths: range, label: str, example: str) -> list[Fault]:
    """What is wrong with a text that an office writes: missing, too short, too long."""
    if not text:
        message = f"请填写{label}，{example}"
    elif len(text) < lengths.start:
        message = f"{label}过于简单，至少 {lengths.start} 个字，{example}"
    elif len(text) >= lengths.stop:
        message = f"{label}最多 {lengths.stop - 1} 个字，现有 {len(text)} 个字，请精简"
    else:
        return []
    return [Fault(field=field, message=message)]
