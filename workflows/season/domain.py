"""What comes next in a season: it opens, somebody is to be reminded, it closes."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zlib import crc32

from contracts.season import SeasonStanding, SeasonStart
from kit.clock import SHANGHAI

REMIND_AT = time(9)
# Many plans of many cities end on one day: their reminders are spread over this time.
SPREAD_SECONDS = 1800
INSTANT = timedelta(microseconds=1)  # 24:00 belongs to the day that it ends


class Phase(StrEnum):
    """How far a season is."""

    COMING = "未开始"
    OPEN = "受理中"
    OVER = "已截止"


@dataclass(frozen=True, kw_only=True)
class Memory:
    """Until when reminders were seen to, and for which end; a new run takes it over."""

    closes_at: datetime | None = None
    reminded_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """Those with drafts are told so many days before the last one."""

    at: datetime
    days_left: int


def phase(season: SeasonStanding, now: datetime) -> Phase:
    """Exact to the second, whoever is busy."""
    if now < season.opens_at:
        return Phase.COMING
    return Phase.OPEN if now < season.closes_at else Phase.OVER


def spread(start: SeasonStart) -> timedelta:
    """By how much the reminders of this plan come later than nine; the same on every machine."""
    return timedelta(seconds=crc32(f"{start.city}/{start.plan}".encode()) % SPREAD_SECONDS)


def reminders(season: SeasonStanding, later: timedelta) -> tuple[Reminder, ...]:
    """Every reminder of a season in the order of time; one that would come before it opens is none."""
    last_day = (season.closes_at - INSTANT).astimezone(SHANGHAI).date()
    found = (
        Reminder(at=datetime.combine(last_day - timedelta(days), REMIND_AT, SHANGHAI) + later, days_left=days)
        for days in sorted(set(season.remind_days), reverse=True)
    )
    return tuple(one for one in found if season.opens_at < one.at < season.closes_at)


def due(season: SeasonStanding, memory: Memory, later: timedelta, now: datetime) -> Reminder | None:
    """The reminder to give now: of several that an outage let pass only the last, and none after the end."""
    if phase(season, now) is not Phase.OPEN:
        return None
    passed = [one for one in reminders(season, later) if one.at <= now]
    return passed[-1] if passed and _is_new(passed[-1], season, memory) else None


def told(season: SeasonStanding, now: datetime) -> Memory:
    """What is to be remembered after a reminder."""
    return Memory(closes_at=season.closes_at, reminded_at=now)


def wakes_at(season: SeasonStanding, later: timedelta, now: datetime) -> datetime | None:
    """When something happens next; none when the window has closed."""
    moments = (season.opens_at, *(one.at for one in reminders(season, later)), season.closes_at)
    return min((moment for moment in moments if moment > now), default=None)


def _is_new(reminder: Reminder, season: SeasonStanding, memory: Memory) -> bool:
    """Whether it was not given: a window that ends later has reminders of its own."""
    if memory.reminded_at is None or memory.closes_at != season.closes_at:
        return True
    return memory.reminded_at < reminder.at
