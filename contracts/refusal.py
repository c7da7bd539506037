"""A refusal that can be taken back for a while before anybody is told; the workflow that ends the while."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from contracts.events import Event

TYPE = "HeldRefusal"


def workflow_id(task_id: UUID, number: int) -> str:
    """The one id of a refusal's workflow. What was taken back and refused anew has another number."""
    return f"refusal-{task_id}-{number}"


class State(StrEnum):
    """How it went out."""

    TOLD = "told"
    TAKEN_BACK = "taken_back"  # or the case ended before


@dataclass(frozen=True, kw_only=True)
class RefusalStart:
    """What starts the workflow."""

    task_id: UUID
    number: int
    city: str
    held_until: datetime


@dataclass(frozen=True, kw_only=True)
class SettleRefusal:
    """The while is over: this refusal counts, if it still stands."""

    task_id: UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class RefusalHeld(Event):
    """An office refused a case; nobody is told before this moment, unless it takes the refusal back."""

    topic: ClassVar[str] = "review.refusal_held"
    task_id: UUID
    number: int
    city: str
    held_until: datetime
