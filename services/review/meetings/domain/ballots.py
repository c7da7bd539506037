"""A secret ballot: who may vote, when it can begin, and how it is counted (令第40号)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from contracts.normal.names import compared, said
from contracts.results import Outcome, outcome_of
from services.review.committee.domain.experts import Expert

CODE_LASTS = timedelta(minutes=10)
MOST_FAILURES = 10
MOST_LINKS = 10  # to one member
MOST_CODES = 10  # messages with a code that one link sends
WHY_LENGTHS = range(2, 201)


class Part(StrEnum):
    """Who leads the meeting."""

    NONE = ""
    CHAIR = "chair"
    DEPUTY = "deputy"


class Way(StrEnum):
    """How a meeting votes."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


SAME_NAME = "业绩材料中有同名的合作者，经评委会办公室核实"
VOTED_BEFORE = "在原评审会议上评审过这份申报，复查后重新评审时回避"
WAY_NAMES = {Way.ELECTRONIC: "电子投票", Way.PAPER: "纸质票"}
PART_NAMES = {Part.CHAIR: "主任委员", Part.DEPUTY: "副主任委员", Part.NONE: ""}


@dataclass(frozen=True, kw_only=True)
class Member:
    """A member's seat with the link to it; `opened_by` is the keyed hash of one browser's cookie."""

    meeting_id: UUID
    expert_id: UUID
    part: Part = Part.NONE
    is_present: bool = False
    opened_by: str = ""
    code_fingerprint: str = ""
    code_expires_at: datetime | None = None
    failures: int = 0
    codes: int = 0
    links: int = 0

    @property
    def is_blocked(self) -> bool:
        """Whether somebody guessed too often."""
        return self.failures >= MOST_FAILURES

    @property
    def wants_link(self) -> bool:
        """Whether another link is of use: nobody came in by the last, or it lets nobody in again."""
        is_used_up = self.is_blocked or self.codes >= MOST_CODES
        return not self.is_present and self.links < MOST_LINKS and (not self.opened_by or is_used_up)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One of those who are voted on; `place` is the order of the meeting."""

    application_id: UUID
    place: int
    applicant: str
    employer: str
    category: str
    candidate_id: UUID | None = None  # on the roster, where a case may stand a second time


@dataclass(frozen=True, kw_only=True)
class Recommender:
    """Who recommended an applicant (X1.1)."""

    name: str
    unit: str
    mobile: str


@dataclass(frozen=True, kw_only=True)
class Recusal:
    """An expert has no part in a case, and why."""

    application_id: UUID
    expert_id: UUID
    why: str
    is_declared: bool = False


@dataclass(frozen=True, kw_only=True)
class Said:
    """What was declared in words of one achievement."""

    title: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Possible:
    """An expert who may have to be recused, and in which achievement the name stands."""

    application_id: UUID
    expert_id: UUID
    where: str

    @property
    def key(self) -> str:
        """By what a form names it."""
        return f"{self.application_id}/{self.expert_id}"


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What the office looked at of those who may have to be recused, and whom it confirmed."""

    seen: Collection[str] = ()
    confirmed: Collection[str] = ()


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What was voted of a case. Whoever did not vote counts among those present."""

    application_id: UUID
    present: int  # by the setting: with or without those recused
    yes: int
    no: int
    recused: int
    invalid: int = 0  # of paper

    @property
    def is_passed(self) -> bool:
        """Whether so many were for it as every vote of a committee needs."""
        return outcome_of(self.present, self.yes) is Outcome.ELECTED


def has_quorum(present: int, size: int) -> bool:
    """At least two thirds of the members are there."""
    return present * 3 >= size * 2


def relation(expert: Expert, case: Case, recommenders: Iterable[Recommender] = ()) -> str:
    """Why an expert has no part in a case; nothing if there is no reason that the platform can see."""
    if expert.called == f"{compared(case.applicant)}/{said(case.employer)}":
        return "与申报人员同名、同单位"
    if expert.employer == said(case.employer):
        return "与申报人员同一单位"
    for one in recommenders:
        if one.mobile == expert.mobile or f"{compared(one.name)}/{said(one.unit)}" == expert.called:
            return "是申报人员的推荐专家"
    return ""


def possible(experts: Iterable[Expert], told: Mapping[UUID, Sequence[Said]]) -> list[Possible]:
    """Who may have worked with an applicant: a member's name stands in what was declared of an achievement.

    Records name no authors, and namesakes are many: somebody looks, and confirms or not.
    """
    found = []
    for expert in experts:
        name = compared(expert.name)
        for case, texts in told.items():
            where = next((one.title for one in texts if name in compared(one.text)), None)
            if where is not None:
                found.append(Possible(application_id=case, expert_id=expert.id, where=where))
    return found


def recused_in(recusals: Iterable[Recusal], present: Collection[UUID]) -> dict[UUID, int]:
    """How many of those who are there have no part in a case, by case."""
    found: dict[UUID, int] = {}
    for one in recusals:
        if one.expert_id in present:
            found[one.application_id] = found.get(one.application_id, 0) + 1
    return found


def counted(
    cases: Iterable[UUID],
    votes: Iterable[tuple[UUID, bool]],
    recused: Mapping[UUID, int],
    *,
    present: int,
    recused_counts: bool,
) -> list[Tally]:
    """How often each case was voted for and against."""
    yes: dict[UUID, int] = {}
    no: dict[UUID, int] = {}
    for case, is_yes in votes:
        of = yes if is_yes else no
        of[case] = of.get(case, 0) + 1
    return [
        Tally(
            application_id=case,
            present=present if recused_counts else present - recused.get(case, 0),
            yes=yes.get(case, 0),
            no=no.get(case, 0),
            recused=recused.get(case, 0),
        )
        for case in cases
    ]
