"""What waits at an office, and what of it somebody asked for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self
from uuid import UUID

from contracts.application import Verdict
from contracts.case import Role
from contracts.normal import names
from services.review.tasks.domain import Phase, State, round_name

SOON = timedelta(days=3)
MOST_BY_NAME = 1000  # of more nobody reads a list by name; each one has to be decrypted for it


class Due(StrEnum):
    """Until when something has to be done."""

    OVER = "over"
    SOON = "soon"


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A line of an office's list."""

    id: UUID
    person_id: UUID
    applicant: str
    employer: str
    plan_title: str
    category: str
    specialty: str
    kind: str
    remarks: tuple[str, ...]
    round: int
    role: Role
    state: State
    opened_at: datetime
    closed_at: datetime | None
    verdict: Verdict | None
    publicity: Phase
    due_at: datetime | None
    is_provisional: bool
    records: int | None
    files: int | None
    bare: int | None
    taken_by_name: str
    examined: int  # items with a mark
    items: int  # none before anything was saved

    @property
    def place(self) -> tuple[datetime, UUID]:
        """Its place in the list of what waits, or of what was done."""
        return (self.closed_at or self.opened_at, self.id)

    def due(self, at: datetime) -> Due | None:
        """How near its day is, as the list is filtered by it."""
        if self.due_at is None or self.due_at >= at + SOON:
            return None
        return Due.OVER if self.due_at < at else Due.SOON

    @property
    def round_name(self) -> str:
        """Which submission it is of, in words."""
        return round_name(self.round)


class Order(StrEnum):
    """In which order a list comes."""

    TIME = "time"  # what waits by when it came, what was done by when that was
    NAME = "name"
    DUE = "due"


class Round(StrEnum):
    """Which submissions."""

    FIRST = "first"
    AGAIN = "again"


class Holder(StrEnum):
    """Who of the office works on it."""

    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which cases of an office somebody wants to see, in which order; empty is every one."""

    is_done: bool = False
    plan: str = ""
    employer: str = ""  # a part of its name
    kind: str = ""
    round: Round | None = None
    special: str = ""  # one of the remarks (M2.2)
    due: Due | None = None
    who: Holder | None = None
    name: str = ""  # a part of the applicant's
    order: Order = Order.TIME

    @property
    def is_narrow(self) -> bool:
        """Whether not everything is wanted."""
        return replace(self, is_done=False, order=Order.TIME) != Wanted()

    @property
    def turned(self) -> Self:
        """The same of the other list; what was done is neither due nor in somebody's hands."""
        return replace(self, is_done=not self.is_done, due=None, who=None)

    def due_between(self, at: datetime) -> tuple[datetime | None, datetime | None]:
        """From when and until when it is due, whatever is wanted now."""
        return {Due.OVER: (None, at), Due.SOON: (at, at + SOON), None: (None, None)}[self.due]


@dataclass(frozen=True, kw_only=True)
class Heap:
    """How many cases of an office are alike in all by which a list can be filtered."""

    plan: str
    kind: str
    round: Round
    remarks: tuple[str, ...]
    due: Due | None
    who: Holder | None
    cases: int

    @property
    def by(self) -> Mapping[str, tuple[str, ...]]:
        """By what it is found, filter by filter."""
        return {
            "plan": (self.plan,),
            "kind": (self.kind,),
            "round": (self.round,),
            "special": self.remarks,
            "due": (self.due,) if self.due else (),
            "who": (self.who,) if self.who else (),
        }


FILTERS = ("plan", "kind", "round", "special", "due", "who")


def counted(heaps: Iterable[Heap], wanted: Wanted) -> Mapping[str, Counter[str]]:
    """How many cases each choice of each filter would show, beside what the other filters say; `` is all."""
    found: dict[str, Counter[str]] = {name: Counter() for name in FILTERS}
    chosen = {name: getattr(wanted, name) or "" for name in FILTERS}
    for heap in heaps:
        by = heap.by
        missed = [name for name in FILTERS if chosen[name] and chosen[name] not in by[name]]
        for name in FILTERS:
            if set(missed) <= {name}:
                found[name].update(dict.fromkeys(("", *by[name]), heap.cases))
    return found


def shown(heaps: Iterable[Heap], wanted: Wanted) -> int:
    """How many cases the list has."""
    chosen = {name: value for name in FILTERS if (value := getattr(wanted, name))}
    return sum(heap.cases for heap in heaps if all(heap.by[name].count(one) for name, one in chosen.items()))


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """What decides where a case is in a list by name."""

    id: UUID
    applicant: str
    is_there: bool  # the line after which a list goes on may have left it


def by_name(candidates: Iterable[Candidate], *, after: UUID | None) -> list[UUID]:
    """Those that are there, by name, after the line that was seen last."""
    ordered = sorted(candidates, key=lambda one: (names.in_order(one.applicant), one.id))
    begin = max((number for number, one in enumerate(ordered, 1) if one.id == after), default=0)
    return [one.id for one in ordered[begin:] if one.is_there]
