"""From when until when a plan runs, in words, and who declares by which version of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from cities import Plan
from contracts.application import STATUS_NAMES, Status
from kit.clock import SHANGHAI, day_in_words


def opening_words(plan: Plan) -> str:
    """From when."""
    return _words(plan.opens)


def closing_words(plan: Plan) -> str:
    """Until when, as people say it: 8月31日 24:00 and not the next day's 0:00."""
    if plan.closes_at is None:
        return f"{day_in_words(plan.closes_on)} 24:00"
    return _words(plan.closes)


@dataclass(frozen=True, kw_only=True)
class Outage:
    """From when until when the platform was away."""

    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Extension:
    """A recorded act by which a window ends later: who, when, why, and the outage that it names."""

    id: UUID
    city: str
    plan: str
    outage: Outage
    old_closes_at: datetime
    closes_at: datetime
    at: datetime
    by: str
    why: str


def with_end(plan: Plan, closes_at: datetime | None) -> Plan:
    """The plan with the window that an extension gave it; everything else is as it was."""
    if closes_at is None or closes_at <= plan.closes:
        return plan
    local = closes_at.astimezone(SHANGHAI)
    at = local.time()
    ends = {"closes_on": local.date(), "closes_at": at}
    if at == time():
        ends = {"closes_on": local.date() - timedelta(1), "closes_at": None}
    return plan.model_copy(update=ends)


def lost(plan: Plan, outage: Outage) -> timedelta | None:
    """How much of its window an outage took from a plan; none where it took nothing."""
    length = min(outage.until, plan.closes) - max(outage.since, plan.opens)
    return length if length > timedelta() else None


def until_words(moment: datetime) -> str:
    """Until when, of a moment: a midnight belongs to the day before."""
    local = moment.astimezone(SHANGHAI)
    return _words(moment) if local.time() != time() else f"{day_in_words(local - timedelta(1))} 24:00"


def end_words(at: time | None) -> str:
    """When the last day of a period is over."""
    return f"{at:%H:%M}" if at else "24:00"


def cut_off_words(until: date | None, at: time | None) -> str:
    """That a period ends with a day of the plan at the latest; nothing where there is none."""
    return f"，最迟 {day_in_words(until)} {end_words(at)}" if until else ""


def _words(moment: datetime) -> str:
    local = moment.astimezone(SHANGHAI)
    return f"{day_in_words(local)} {local:%H:%M}"


@dataclass(frozen=True, kw_only=True)
class Bound:
    """Open cases of a plan that keep a version of it, in one status."""

    plan: Plan
    status: Status
    number: int
    closes_first: datetime  # their windows need not end at one moment
    closes_last: datetime


def bound_words(bound: Sequence[Bound]) -> list[str]:
    """What a change of the plan means for those who have begun."""
    return [_bound(one) for one in bound]


def _bound(one: Bound) -> str:
    version = f"第 {one.plan.number} 版（{one.plan.version}）"
    return f"{STATUS_NAMES[one.status]} {one.number} 份：保持{version}，{_keeps(one)}"


def _keeps(one: Bound) -> str:
    plan = one.plan
    if one.status is Status.DRAFTING:
        ends = dict.fromkeys(_words(at) for at in (one.closes_first, one.closes_last))
        return f"申报截止仍为 {' 至 '.join(ends)}"
    days, at = plan.resubmission_days, end_words(plan.resubmission_at)
    if one.status is Status.RETURNED:
        return f"修改期限已经算定，不变（{days} 天，最后一天 {at} 止）"
    latest = cut_off_words(plan.resubmission_until, plan.resubmission_at)
    if plan.is_free:
        return f"再退回的修改期限仍为 {days} 天（{at} 止{latest}），不收费"
    latest_fee = cut_off_words(plan.payment_until, plan.payment_at)
    fee = f"{plan.payment_days} 天（{end_words(plan.payment_at)} 止{latest_fee}）"
    return f"再退回的修改期限仍为 {days} 天（{at} 止{latest}），缴费期限仍为 {fee}"
