"""A task: work for one office, examined once, closed once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from contracts.application import Verdict
from contracts.case import Manifest, Role, SectionRef
from services.review.publicity.domain import Phase

DECISION = "decision-"


class State(StrEnum):
    """Whether somebody still has to decide it."""

    OPEN = "open"
    DECIDED = "decided"
    CLOSED = "closed"  # nobody needs to decide it any more


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
    closed_at: datetime | None = None
    version: int = 1
    examined_by_name: str = ""
    examined_at: datetime | None = None
    sealed: SectionRef | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state is State.OPEN

    def section(self, name: str) -> SectionRef | None:
        """The newest sealed section of this name."""
        return next((ref for ref in reversed(self.manifest) if ref.name == name), None)

    def decisions(self) -> Manifest:
        """The sealed decisions of the offices before."""
        return tuple(ref for ref in self.manifest if ref.name.startswith(DECISION))


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
    round: int
    role: Role
    state: State
    opened_at: datetime
    closed_at: datetime | None
    verdict: Verdict | None
    publicity: Phase
    due_at: datetime | None
    is_provisional: bool


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many tasks of one office wait, and how many are done."""

    waiting: int
    done: int


@dataclass(frozen=True, kw_only=True)
class Occurrence:
    """One thing that happened to a case, for the timeline."""

    at: datetime
    what: str
    who: str
    text: str = ""
