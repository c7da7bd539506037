"""The rules of the deadlines, in days and in words; the calendar is given."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import Protocol

from cities import Plan
from contracts.clock import DeadlineKind, Pause
from kit.clock import SHANGHAI, end_of
from services.declaration.plans.domain import Outage, cut_off_words, end_words, lost

REMIND_AT = time(9, 0)
INSTANT = timedelta(microseconds=1)  # 24:00 belongs to the day that it ends
# The end of a publicity is waited for; what ends here has to be done by then.
KEPT = frozenset(
    {DeadlineKind.RESUBMISSION, DeadlineKind.PAYMENT, DeadlineKind.RE_REVIEW, DeadlineKind.GRACE}
)


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

    def moved(self, last_day: date) -> Period:
        """The day itself, or the next working day after a day off."""


Count = Callable[[date, int], Period]


@dataclass(frozen=True, kw_only=True)
class Due:
    """A computed deadline."""

    days: int
    rule: str
    due_at: datetime
    is_provisional: bool
    calendar_version: str
    remind_at: tuple[datetime, ...] = ()


def reckon(
    kind: DeadlineKind,
    plan: Plan,
    starts_at: datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
) -> Due:
    """When a deadline of this kind ends. Days are Shanghai's; the day of the start does not count."""
    if kind is DeadlineKind.SUBMISSION:
        return fixed("至申报计划截止时间", plan.closes)
    rules = {
        DeadlineKind.PUBLICITY: (plan.publicity_days, "公示次日起 {} 个工作日", calendar.add),
        DeadlineKind.RESULT_PUBLICITY: (
            plan.result_publicity_days,
            "评审结果公示次日起 {} 个工作日",
            calendar.add,
        ),
        DeadlineKind.RESUBMISSION: (plan.resubmission_days, "退回次日起 {} 天", calendar.calendar_days),
        DeadlineKind.PAYMENT: (plan.payment_days, "审核通过次日起 {} 天", calendar.calendar_days),
        DeadlineKind.RE_REVIEW: (
            plan.re_review_days or 0,
            "告知评审结果次日起 {} 天内可以申请复查",
            calendar.calendar_days,
        ),
        DeadlineKind.GRACE: (plan.grace_days, "逾期次日起 {} 天内可经批准恢复办理", calendar.calendar_days),
    }
    days, words, count = rules[kind]
    period, rule = _period(days, _day(starts_at), count, pauses), words.format(days)
    if kind in KEPT:
        period = period if plan.ends_on_days_off else calendar.moved(period.last_day)
        rule = f"{rule}，{plan.days_off_words}"
    at = {DeadlineKind.RESUBMISSION: plan.resubmission_at, DeadlineKind.PAYMENT: plan.payment_at}.get(kind)
    last_day, cut = (
        period.last_day,
        _cut_off(kind, plan, at, max([starts_at, *(one.resumed_at for one in pauses)])),
    )
    if is_cut := cut is not None and cut < last_day:
        last_day = cut
    return Due(
        days=days,
        rule=f"{rule}，期满当日 {end_words(at)} 止{cut_off_words(cut, at)}",
        due_at=_end(last_day, at),
        is_provisional=period.provisional and not is_cut,
        calendar_version=period.version,
        remind_at=tuple(reminders(last_day, plan.reminders, starts_at))
        if kind is DeadlineKind.PAYMENT
        else (),
    )


def _cut_off(kind: DeadlineKind, plan: Plan, at: time | None, begins: datetime) -> date | None:
    """The day of the plan after which nothing is taken. One that is over when the days begin cuts nothing:

    nobody's case ends at the moment at which they are asked to act.
    """
    days = {
        DeadlineKind.RESUBMISSION: plan.resubmission_until,
        DeadlineKind.PAYMENT: plan.payment_until,
    }
    day = days.get(kind)
    return day if day is not None and _end(day, at) > begins else None


def _end(day: date, at: time | None) -> datetime:
    return datetime.combine(day, at, SHANGHAI) if at else end_of(day)


def fair_end(plan: Plan, outage: Outage, at: datetime, calendar: Calendar) -> datetime:
    """As many days later as an outage took, begun ones whole; after the end from the day of the decision."""
    days = ceil((lost(plan, outage) or timedelta()) / timedelta(days=1))
    last_day = _day(plan.closes - INSTANT) if at < plan.closes else _day(at)
    day = last_day + timedelta(days)
    if not plan.ends_on_days_off:
        day = calendar.moved(day).last_day
    return datetime.combine(day, plan.closes_at, SHANGHAI) if plan.closes_at else end_of(day)


def re_review(plan: Plan, decided_at: datetime, calendar: Calendar) -> Period | None:
    """Until when a re-review (复查) can be asked for; none where no period is set."""
    if plan.re_review_days is None:
        return None
    period = calendar.calendar_days(_day(decided_at), plan.re_review_days)
    return period if plan.ends_on_days_off else calendar.moved(period.last_day)


def fixed(rule: str, due_at: datetime) -> Due:
    """A deadline whose end is a date, not a number of days."""
    return Due(days=0, rule=rule, due_at=due_at, is_provisional=False, calendar_version="gregorian")


def postponed(rule: str, due_at: datetime, pause: Pause, calendar: Calendar) -> Due:
    """A date later by as many days as the clock stood, and not on a day off."""
    stood = _day(pause.resumed_at) - _day(pause.paused_at)
    return on_a_working_day(rule, due_at + stood, calendar)


def on_a_working_day(rule: str, due_at: datetime, calendar: Calendar) -> Due:
    """A date, moved on if it is a day off."""
    last_day = _day(due_at - INSTANT)
    period = calendar.moved(last_day)
    due = fixed(rule, due_at + (period.last_day - last_day))
    return replace(due, is_provisional=period.provisional, calendar_version=period.version)


def _period(days: int, started_on: date, count: Count, pauses: Sequence[Pause]) -> Period:
    """Days that were used before a pause are used; what is left counts from the day after the resumption."""
    left = days
    for pause in sorted(pauses, key=lambda one: one.paused_at):
        while left > 1 and count(started_on, days - left + 1).last_day < _day(pause.paused_at):
            left -= 1
        started_on, days = _day(pause.resumed_at), left
    return count(started_on, left)


def _day(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def reminders(last_day: date, days_before: Iterable[int], starts_at: datetime) -> list[datetime]:
    """At 09:00 in Shanghai so many days before the last day; none before the deadline has begun."""
    moments = (
        datetime.combine(last_day - timedelta(days), REMIND_AT, SHANGHAI)
        for days in sorted(days_before, reverse=True)
    )
    return [moment for moment in moments if moment > starts_at]
