"""When the people of a desk may be told by message what waits: on working days, from the morning on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kit.clock import SHANGHAI

MORNING = time(8, 30)
EVENING = time(20)
SPREAD = timedelta(minutes=20)  # over which the mornings of all desks are spread


Workday = Callable[[date], date]  # the first working day from this one on


@dataclass(frozen=True, kw_only=True)
class Hours:
    """Until when people may be told now, if they may; and when the next working day's morning comes."""

    open_until: datetime | None
    next_morning: datetime


def hours(office_id: UUID, at: datetime, workday: Workday) -> Hours:
    """Of one desk; what falls on the morning of a day that is not over is told in it."""
    today = at.astimezone(SHANGHAI).date()
    morning, evening = _morning(today, office_id), datetime.combine(today, EVENING, SHANGHAI)
    works = workday(today) == today
    following = today if works and at < morning else workday(today + timedelta(days=1))
    return Hours(
        open_until=evening if works and morning <= at < evening else None,
        next_morning=_morning(following, office_id),
    )


def _morning(day: date, office_id: UUID) -> datetime:
    spread = timedelta(seconds=office_id.int % int(SPREAD.total_seconds()))
    return datetime.combine(day, MORNING, SHANGHAI) + spread
