"""When the people of a desk are told what waits there: at once, in the morning, or not yet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from contracts.notification import Template
from contracts.offices import DeskStanding

PAUSE = timedelta(hours=1)  # between two messages that something arrived


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What was told last, and which morning comes next; a new run takes it over."""

    filled_at: datetime | None = None
    arrival_at: datetime | None = None
    digest_at: datetime | None = None

    def is_new(self, desk: DeskStanding) -> bool:
        """Whether the desk has filled anew since people were told."""
        return desk.filled_at is not None and (self.filled_at is None or self.filled_at < desk.filled_at)

    def pause_until(self, now: datetime) -> datetime | None:
        """Until when nobody is told of another arrival; none when that is over."""
        until = self.arrival_at + PAUSE if self.arrival_at else None
        return until if until and until > now else None


def notice(desk: DeskStanding, memory: Memory, now: datetime) -> Template | None:
    """What is due now. The sum of a morning tells of what arrived in the night, too."""
    if desk.is_empty or desk.open_until is None or now >= desk.open_until:
        return None
    if memory.digest_at and now >= memory.digest_at:
        return Template.WORK_WAITING
    if memory.is_new(desk) and not memory.pause_until(now):
        return Template.WORK_ARRIVED
    return None


def told(desk: DeskStanding, memory: Memory, what: Template | None, now: datetime) -> Memory:
    """What is to be remembered after this look."""
    return Memory(
        filled_at=desk.filled_at if what else memory.filled_at,
        arrival_at=now if what is Template.WORK_ARRIVED else memory.arrival_at,
        digest_at=desk.next_morning,
    )


def wakes_at(desk: DeskStanding, memory: Memory, now: datetime) -> datetime | None:
    """When to look again; none when nothing waits and no pause would be forgotten."""
    pause = memory.pause_until(now)
    if desk.is_empty:
        return pause
    if pause and memory.is_new(desk) and desk.open_until:
        return min(pause, desk.next_morning)
    return desk.next_morning


def in_words(desk: DeskStanding) -> str:
    """What waits, as people read it."""
    parts = [(desk.cases, "件职称申报待审查"), (desk.archives, "人的业绩档案待审核")]
    return "、".join(f"{number}{words}" for number, words in parts if number)
