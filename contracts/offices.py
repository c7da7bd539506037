"""Offices and employers: what waits at their desks, who is told of it, whether somebody is there for it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from contracts.events import Event

TYPE = "Desk"


def workflow_id(office_id: UUID) -> str:
    """The one id under which the workflow of a desk is known. It runs while something waits there."""
    return f"desk-{office_id}"


@dataclass(frozen=True, kw_only=True)
class OfficeAttended(Event):
    """Work lies where nobody has an account or has signed in for a week, or somebody is there again."""

    topic: ClassVar[str] = "identity.office_attended"
    office_id: UUID
    city: str
    is_attended: bool


@dataclass(frozen=True, kw_only=True)
class DeskFilled(Event):
    """Something waits where nothing waited: whoever is on turn there is to be told."""

    topic: ClassVar[str] = "identity.desk_filled"
    office_id: UUID
    city: str


@dataclass(frozen=True, kw_only=True)
class DeskStart:
    """What starts the workflow: the desk of an office, or of an employer."""

    office_id: UUID
    city: str


@dataclass(frozen=True, kw_only=True)
class DeskLook:
    """What waits at a desk, who is to be told, and when that is allowed, as seen at this moment."""

    office_id: UUID
    city: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class DeskStanding:
    """The answer. `filled_at` is when it filled last; `open_until` is none while people are left alone."""

    name: str
    cases: int  # to examine
    filled_at: datetime | None
    people: tuple[UUID, ...]  # to whom the sum of a working day goes
    at_once: tuple[UUID, ...]  # who of them is told at once, too
    open_until: datetime | None
    next_morning: datetime
    archives: int = 0  # of so many people, to verify
    is_limited: bool = False  # the city says within how many days it decides
    passed: int = 0  # and not sent on yet
    above: tuple[UUID, ...] = ()  # people of the nearest office above it who are told what is late there

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return self.cases + self.archives + self.passed == 0
