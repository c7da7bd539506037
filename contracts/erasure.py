"""Erasing a person's data: what stands against it, who erases what, and the workflow that sees to it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from contracts.events import Event

TYPE = "Erasure"


def workflow_id(erasure_id: UUID) -> str:
    """The one id under which the workflow of a request is known."""
    return f"erasure-{erasure_id}"


class HoldKind(StrEnum):
    """What the law or a running matter holds against erasure."""

    OPEN_CASE = "open_case"  # a declaration that is not over
    RETAINED_CASE = "retained_case"  # one that was submitted and has to be kept
    LEGAL_HOLD = "legal_hold"  # a complaint or an inquiry
    INTEGRITY = "integrity"  # an entry of the register of dishonesty that runs


HOLD_NAMES = {
    HoldKind.OPEN_CASE: "有正在办理的申报，请先办结或撤回",
    HoldKind.RETAINED_CASE: "已提交的申报材料须依法保存",
    HoldKind.LEGAL_HOLD: "有尚未办结的投诉、复查或调查",
    HoldKind.INTEGRITY: "诚信档案中有尚未到期的记录，须依法保存",
}


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    HELD = "held"
    WAITING = "waiting"
    WITHDRAWN = "withdrawn"
    ERASING = "erasing"
    ERASED = "erased"


@dataclass(frozen=True, kw_only=True)
class Hold:
    """One thing that stands against erasure, and until when if that is known."""

    kind: HoldKind
    until: date | None = None


@dataclass(frozen=True, kw_only=True)
class PersonRequest:
    """About whom a service is asked, or whose data it is to erase."""

    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class Holds:
    """Everything that stands against erasure at one service."""

    holds: tuple[Hold, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ErasureNote:
    """Where a request stands from now on; identity shows it to the person."""

    erasure_id: UUID
    state: State
    holds: tuple[Hold, ...] = ()
    due_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class ErasureStart:
    """What starts the workflow: the person may think again for some days."""

    erasure_id: UUID
    person_id: UUID
    city: str
    wait_days: int
    is_again: bool = False  # it was done before, and an older state of the data came back


@dataclass(frozen=True, kw_only=True)
class Erased:
    """The note that somebody is erased. It outlives every backup, so that it can be done again."""

    erasure_id: UUID
    person_id: UUID
    city: str


NOTES = "erasures"  # where these lie, below identity's own part of the store


@dataclass(frozen=True, kw_only=True)
class ErasureRequested(Event):
    """Somebody asked to have their data erased."""

    topic: ClassVar[str] = "identity.erasure_requested"
    erasure_id: UUID
    person_id: UUID
    city: str
    wait_days: int


@dataclass(frozen=True, kw_only=True)
class ErasureWithdrawn(Event):
    """They thought again."""

    topic: ClassVar[str] = "identity.erasure_withdrawn"
    erasure_id: UUID
