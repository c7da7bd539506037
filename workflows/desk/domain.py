"""When the people of a desk are told what waits there: at once, in the morning, or not yet."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.dues import DueStanding, Reached
from contracts.notification import Template
from contracts.offices import DeskStanding

PAUSE = timedelta(hours=1)  # between two messages that something arrived


@dataclass(frozen=True, kw_only=True)
class Memory:
    """What was told last, and which morning comes next; a new run takes it over."""

    filled_at: datetime | None = None
    arrival_at: datetime | None = None
    digest_at: datetime | None = None
    due: Reached = field(default_factory=Reached)  # up to when people were told that cases are due

    def is_new(self, desk: DeskStanding) -> bool:
        """Whether the desk has filled anew since people were told."""
        return desk.filled_at is not None and (self.filled_at is None or self.filled_at < desk.filled_at)

    def pause_until(self, now: datetime) -> datetime | None:
        """Until when nobody is told of another arrival; none when that is over."""
        until = self.arrival_at + PAUSE if self.arrival_at else None
        return until if until and until > now else None


def notice(
    desk: DeskStanding, memory: Memory, now: datetime, dues: DueStanding | None = None
) -> Template | None:
    """What is due now. The sum of a morning tells of what arrived in the night, and of what is due."""
    if desk.is_empty or desk.open_until is None or now >= desk.open_until:
        return None
    if memory.digest_at and now >= memory.digest_at:
        is_due = dues is not None and _is_newly_due(dues, memory)
        return Template.WORK_DUE if is_due else Template.WORK_WAITING
    if memory.is_new(desk) and not memory.pause_until(now):
        return Template.WORK_ARRIVED
    return None


def is_newly_late(dues: DueStanding, memory: Memory) -> bool:
    """Whether a case is late of which the office above was not told."""
    return _is_newer(dues.reached.late, memory.due.late)


def _is_newly_due(dues: DueStanding, memory: Memory) -> bool:
    """Whether a case came into a stage since people were told."""
    new, old = dues.reached, memory.due
    return _is_newer(new.soon, old.soon) or _is_newer(new.today, old.today) or _is_newer(new.late, old.late)


def _is_newer(new: datetime | None, old: datetime | None) -> bool:
    return new is not None and (old is None or old < new)


def told(
    desk: DeskStanding, memory: Memory, what: Template | None, now: datetime, dues: DueStanding | None = None
) -> Memory:
    """What is to be remembered after this look; of what was decided meanwhile nothing is."""
    return Memory(
        filled_at=desk.filled_at if what else memory.filled_at,
        arrival_at=now if what is Template.WORK_ARRIVED else memory.arrival_at,
        digest_at=desk.next_morning,
        due=dues.reached if dues and what else memory.due,
    )


def wakes_at(desk: DeskStanding, memory: Memory, now: datetime) -> datetime | None:
    """When to look again; none when nothing waits and no pause would be forgotten."""
    pause = memory.pause_until(now)
    if desk.is_empty:
        return pause
    if pause and memory.is_new(desk) and desk.open_until:
        return min(pause, desk.next_morning)
    return desk.next_morning


def in_words(desk: DeskStanding, dues: DueStanding | None = None) -> str:
    """What waits, as people read it, and how much of it is due."""
    what = _listed(
        (desk.cases, "件职称申报待审查"),
        (desk.passed, "件审查通过待报送"),
        (desk.archives, "人的业绩档案待审核"),
    )
    due = (
        _listed((dues.soon, "件即将到期"), (dues.today, "件今日到期"), (dues.late, "件已超期"))
        if dues
        else ""
    )
    return f"{what}（其中{due}）" if due else what


def late_in_words(dues: DueStanding) -> str:
    """What is late, as the office above reads it."""
    unsent = f"，其中{dues.unsent}件审查通过未报送" if dues.unsent else ""
    return f"{dues.late}件职称申报超过办理期限{unsent}"


def _listed(*parts: tuple[int, str]) -> str:
    return "、".join(f"{number}{words}" for number, words in parts if number)
