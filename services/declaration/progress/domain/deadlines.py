"""The rules of the deadlines, in days and in words; the calendar is given."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from cities import Plan
from contracts.application import DeadlineKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
REMIND_AT = time(9, 0)


class Period(Protocol):
    """What a calendar answers: the last day, until when, how sure, with which data."""

    @property
    def last_day(self) -> date:
        """The last day."""

    @property
    def ends_at(self) -> datetime:
        """24:00 of the last day."""

    @property
    def provisional(self) -> bool:
        """Whether the arrangement of its year is not announced yet."""

    @property
    def version(self) -> str:
        """The data that was used."""


class Calendar(Protocol):
    """Counts days after a day."""

    def add(self, posted_on: date, days: int) -> Period:
        """Working days."""

    def calendar_days(self, started_on: date, days: int) -> Period:
        """Calendar days."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A computed deadline."""

    days: int
    rule: str
    due_at: datetime
    is_provisional: bool
    calendar_version: str
    remind_at: tuple[datetime, ...] = ()


def reckon(kind: DeadlineKind, plan: Plan, starts_at: datetime, calendar: Calendar) -> Due:
    """When a deadline of this kind ends. Days are Shanghai's; the day of the start does not count."""
    started_on = starts_at.astimezone(SHANGHAI).date()
    if kind is DeadlineKind.SUBMISSION:
        return Due(
            days=0,
            rule="至申报计划截止时间",
            due_at=plan.closes,
            is_provisional=False,
            calendar_version="gregorian",
        )
    if kind is DeadlineKind.PUBLICITY:
        days = plan.publicity_days
        return _due(days, f"公示次日起 {days} 个工作日，期满当日 24:00 止", calendar.add(started_on, days))
    if kind is DeadlineKind.RESUBMISSION:
        days = plan.resubmission_days
        return _due(
            days, f"退回次日起 {days} 天，期满当日 24:00 止", calendar.calendar_days(started_on, days)
        )
    days = plan.payment_days
    period = calendar.calendar_days(started_on, days)
    return _due(
        days,
        f"审核通过次日起 {days} 天，期满当日 24:00 止",
        period,
        remind_at=tuple(reminders(period.last_day, plan.reminders, starts_at)),
    )


def reminders(last_day: date, days_before: Iterable[int], starts_at: datetime) -> list[datetime]:
    """At 09:00 in Shanghai so many days before the last day; none before the deadline has begun."""
    moments = (
        datetime.combine(last_day - timedelta(days), REMIND_AT, SHANGHAI)
        for days in sorted(days_before, reverse=True)
    )
    return [moment for moment in moments if moment > starts_at]


def _due(days: int, rule: str, period: Period, remind_at: tuple[datetime, ...] = ()) -> Due:
    return Due(
        days=days,
        rule=rule,
        due_at=period.ends_at,
        is_provisional=period.provisional,
        calendar_version=period.version,
        remind_at=remind_at,
    )
