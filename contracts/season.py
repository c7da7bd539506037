"""The season of a plan: the workflow that opens and closes its window and reminds those who have drafts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from contracts.events import Event

TYPE = "Season"


def workflow_id(city: str, plan: str) -> str:
    """The one id under which the workflow of a plan is known. It runs until the window has closed."""
    return f"season-{city}-{plan}"


@dataclass(frozen=True, kw_only=True)
class SeasonChanged(Event):
    """A plan is in use, or its window is another one now."""

    topic: ClassVar[str] = "declaration.season_changed"
    city: str
    plan: str


@dataclass(frozen=True, kw_only=True)
class SeasonStart:
    """What starts the workflow, and what it asks about."""

    city: str
    plan: str


@dataclass(frozen=True, kw_only=True)
class SeasonStanding:
    """The window as it is now, and how many days before its end those with drafts are reminded."""

    opens_at: datetime
    closes_at: datetime
    remind_days: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DraftsReminder:
    """Remind everybody with a draft of this plan; of one day each is reminded once."""

    city: str
    plan: str
    day: date
