"""A result: the vote, the outcome that follows, and how it goes on to be public or recommended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from contracts.case import SectionRef
from contracts.results import Onward, Outcome, outcome_of
from kit.clock import SHANGHAI
from kit.errors import Fault
from services.review.publicity.domain import telephone_faults
from services.review.tasks.domain import length_faults

TEXT_LENGTHS = range(5, 501)
MOST_PRESENT = 200
INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, kw_only=True)
class Vote:
    """How many experts were there, said yes, were recused; none: nothing readable was typed."""

    present: int | None
    yes: int | None
    recused: int | None = 0
    recused_counts: bool = True  # among those present, as the city's setting was (domain.md §11.4)
    text: str = ""  # for who was not elected

    @property
    def outcome(self) -> Outcome:
        """What it brought."""
        without = 0 if self.recused_counts else self.recused or 0
        return outcome_of((self.present or 0) - without, self.yes or 0)

    def faults(self, field: str = "") -> list[Fault]:
        """Everything that is wrong with it."""
        counted = (
            ("present", self.present, "出席人数", 1),
            ("yes", self.yes, "同意票数", 0),
            ("recused", self.recused, "回避人数", 0),
        )
        faults = [
            Fault(field=field + name, message=f"{label}应为 {least} 至 {MOST_PRESENT} 的整数")
            for name, number, label, least in counted
            if number is None or not least <= number <= MOST_PRESENT
        ]
        if faults:
            return faults
        present, yes, recused = self.present or 0, self.yes or 0, self.recused or 0
        if yes + recused > present:
            told = f"同意票数（{yes}）与回避人数（{recused}）之和不能超过出席人数（{present}）"
            return [Fault(field=f"{field}yes", message=told)]
        if self.outcome is Outcome.NOT_ELECTED:
            return length_faults(
                f"{field}text", self.text, TEXT_LENGTHS, "评审未通过的说明", "可从目录中选用，或另行填写"
            )
        if self.text:
            told = "同意票数已达到出席人数的三分之二，结果为评审通过，请删除未通过的说明或核对票数"
            return [Fault(field=f"{field}text", message=told)]
        return []


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A case on a frozen roster, as far as its result needs it."""

    id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    office_id: UUID
    stage: str
    round: int
    place: int
    roster: int


@dataclass(frozen=True, kw_only=True)
class Result:
    """What was voted of a case, as it is recorded."""

    candidate_id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    office_id: UUID
    stage: str
    round: int
    place: int
    roster: int
    present: int
    yes: int
    recused: int
    recused_counts: bool = True
    outcome: Outcome
    text: str
    recorded_by: str
    recorded_at: datetime
    meeting_id: UUID | None = None
    by_paper: bool = False
    sealed: SectionRef | None = None

    @property
    def vote(self) -> Vote:
        """The numbers, and the text."""
        return Vote(
            present=self.present,
            yes=self.yes,
            recused=self.recused,
            recused_counts=self.recused_counts,
            text=self.text,
        )


@dataclass(frozen=True, kw_only=True)
class Release:
    """A case that was elected, before the office that makes it public or recommends it."""

    id: UUID
    city: str
    application_id: UUID
    person_id: UUID
    plan: str
    office_id: UUID
    office_name: str
    stage: str
    round: int
    onward: Onward
    opened_at: datetime
    announcement_id: UUID | None = None
    serial: int | None = None
    due_at: datetime | None = None
    is_provisional: bool = False
    is_over: bool = False

    @property
    def ended_on(self) -> date | None:
        """The last day: a due time of 24:00 belongs to the day before."""
        return (self.due_at.astimezone(SHANGHAI) - INSTANT).date() if self.due_at else None


@dataclass(frozen=True, kw_only=True)
class Announcement:
    """What an office made public or recommended in one press."""

    id: UUID
    city: str
    office_id: UUID
    plan: str
    onward: Onward
    token: str | None
    telephone: str
    announced_at: datetime
    announced_by: UUID
    announced_by_name: str

    @property
    def page(self) -> str:
        """Where everybody may see it while it runs."""
        return f"/publicity/results/{self.token}"

    @property
    def announced_on(self) -> date:
        """The day, in China; it does not count."""
        return self.announced_at.astimezone(SHANGHAI).date()


@dataclass(frozen=True, kw_only=True)
class Line:
    """One person of a list, in roster order: no number, no address."""

    release_id: UUID
    task_id: UUID
    person_id: UUID
    place: int
    roster: int
    applicant: str
    employer: str
    plan_title: str
    title_applied: str
    category: str
    specialty: str
    due_at: datetime | None
    is_provisional: bool
    is_over: bool
    upheld: int = 0
    open: int = 0


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """How many of a plan wait for their office, and how many are still on their way to it."""

    plan: str
    plan_title: str
    onward: Onward
    waiting: int
    coming: int
    roster: int


@dataclass(frozen=True, kw_only=True)
class Announcing:
    """How an office announces: whom to call about it."""

    telephone: str = ""

    def faults(self, onward: Onward) -> list[Fault]:
        """Everything that is wrong with it; who recommends is called by nobody."""
        return telephone_faults(self.telephone) if onward is Onward.PUBLISH else []


def until(lines: Sequence[Line]) -> Line | None:
    """The one of a list whose publicity ends last."""
    known = [(line.due_at, number) for number, line in enumerate(lines) if line.due_at]
    return lines[max(known)[1]] if known else None
