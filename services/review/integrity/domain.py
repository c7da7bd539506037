"""An entry of the register: what it rests on, how long it runs, what can be done against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from contracts.integrity import Told
from kit.clock import SHANGHAI, day_in_words
from kit.errors import Fault
from services.review.tasks.domain import length_faults

PURPOSE = "integrity"
MOST_FILES = 5  # with an objection
WHY_LENGTHS = range(10, 501)
NAME_LENGTHS = range(4, 101)
NUMBER_LENGTHS = range(2, 61)
TEXT_LENGTHS = range(10, 1001)
SOURCE_PAPER = "请先上传处理决定等文件的扫描件（PDF 或照片）"
REPAIR_PAPER = "请先上传信用修复文件的扫描件（PDF 或照片）"


class State(StrEnum):
    """Where an entry stands."""

    RUNNING = "执行中"
    OVER = "已到期"
    REVOKED = "已撤销"
    REPAIRED = "已修复"


class Ending(StrEnum):
    """How an entry ended before its last day."""

    REVOKED = "revoked"
    REPAIRED = "repaired"


class Result(StrEnum):
    """What was found of an objection to an entry."""

    DISMISSED = "dismissed"
    UPHELD = "upheld"


RESULT_NAMES = {Result.DISMISSED: "不成立，记录保留", Result.UPHELD: "成立，记录撤销"}


class Part(StrEnum):
    """What a file belongs to."""

    SOURCE = "source"
    OBJECTION = "objection"
    REPAIR = "repair"


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A file; documents keeps it."""

    file_id: UUID
    part: Part
    name: str
    pages: int
    sha256: str
    added_at: datetime


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What somebody wants to enter."""

    why: str
    source: str  # the document: a decision, a notice
    number: str
    from_on: date | Fault | None
    paper: Paper | None

    @property
    def day(self) -> date | None:
        """From when on, if that is a day."""
        return self.from_on if isinstance(self.from_on, date) else None

    def faults(self, today: date, years: int) -> list[Fault]:
        """Everything that is wrong with it."""
        return [
            *length_faults("why", self.why, WHY_LENGTHS, "失信事实", "写明何时、在哪项申报中、怎样弄虚作假"),
            *length_faults("source", self.source, NAME_LENGTHS, "文件名称", "例如：关于撤销某某职称的决定"),
            *length_faults("number", self.number, NUMBER_LENGTHS, "文号", "例如：绍市人社函〔2022〕15号"),
            *_day_faults(self.from_on, today, years),
            *([] if self.paper else [Fault(field="paper", message=SOURCE_PAPER)]),
        ]


def _day_faults(day: date | Fault | None, today: date, years: int) -> list[Fault]:
    if isinstance(day, Fault):
        return [day]
    if day is None:
        return [Fault(field="from_on", message="请填写起始日期，按文件作出的日期填写")]
    if day > today:
        return [Fault(field="from_on", message="起始日期不能晚于今天")]
    if last_day(day, years) < today:
        return [Fault(field="from_on", message=f"从这一天起满 {years} 年已经到期，不需要登记，请核对日期")]
    return []


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Somebody in the register."""

    id: UUID
    city: str
    person_id: UUID
    person_fingerprint: str  # of the ID number: who registers anew is the same person
    application_id: UUID
    task_id: UUID
    office_id: UUID
    office: str
    applicant: str
    why: str
    source: str
    number: str
    from_on: date
    until_on: date
    entered_by: str
    entered_at: datetime
    object_by: datetime
    is_provisional: bool
    version: int = 1
    objection: str = ""
    objected_at: datetime | None = None
    answer_by: datetime | None = None
    result: Result | None = None
    answer: str = ""
    answered_by: str = ""
    answered_at: datetime | None = None
    ending: Ending | None = None
    ended_why: str = ""
    ended_by: str = ""
    ended_at: datetime | None = None

    def state(self, today: date) -> State:
        """Where it stands on a day."""
        if self.ending is not None:
            return State.REVOKED if self.ending is Ending.REVOKED else State.REPAIRED
        return State.RUNNING if self.until_on >= today else State.OVER

    @property
    def is_objected(self) -> bool:
        """Whether an objection waits for an answer."""
        return self.objected_at is not None and self.result is None

    @property
    def told(self) -> Told:
        """What it says."""
        return Told(why=self.why, office=self.office, source=self.source, number=self.number)

    def says(self, proposal: Proposal) -> bool:
        """Whether this was entered."""
        return (self.why, self.source, self.from_on) == (proposal.why, proposal.source, proposal.from_on)

    def may_object(self, at: datetime, today: date) -> bool:
        """Whether the person can still object: once, within the days, while it runs."""
        return self.objected_at is None and self.state(today) is State.RUNNING and at < self.object_by


def last_day(day: date, years: int) -> date:
    """The last of so many years from a day on."""
    try:
        after = day.replace(year=day.year + years)
    except ValueError:  # the 29th of February
        after = date(day.year + years, 3, 1)
    return after - timedelta(days=1)


def today_at(at: datetime) -> date:
    """The day in Shanghai."""
    return at.astimezone(SHANGHAI).date()


def in_words(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Entries as an office reads them beside a case."""
    return tuple(
        f"{one.office}《{one.source}》（{one.number}），{day_in_words(one.from_on)}至{day_in_words(one.until_on)}"
        for one in entries
    )
