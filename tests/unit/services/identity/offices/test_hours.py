"""Nobody is told in the evening, in the night, or on days off."""

from datetime import date, datetime, timedelta
from uuid import UUID

import pytest

from kit.calendar import Workdays
from kit.clock import SHANGHAI
from services.identity.offices.domain.hours import SPREAD, hours

CALENDAR = Workdays()
FIRST = UUID(int=0)  # the first of all desks in the morning


def workday(day: date) -> date:
    return CALENDAR.moved(day).last_day


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2022, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("when", "open_until", "next_morning"),
    [
        (at(9, 28, 8, 29), None, at(9, 28, 8, 30)),
        (at(9, 28, 8, 30), at(9, 28, 20), at(9, 29, 8, 30)),
        (at(9, 28, 19, 59), at(9, 28, 20), at(9, 29, 8, 30)),
        (at(9, 28, 20), None, at(9, 29, 8, 30)),
        (at(9, 29, 0), None, at(9, 29, 8, 30)),
        (at(9, 30, 21), None, at(10, 8, 8, 30)),  # the holiday of seven days; a Saturday that is worked
        (at(10, 3, 10), None, at(10, 8, 8, 30)),
        (at(10, 8, 10), at(10, 8, 20), at(10, 9, 8, 30)),
        (at(10, 14, 22), None, at(10, 17, 8, 30)),
    ],
)
def test_the_hours_of_a_desk(when: datetime, open_until: datetime | None, next_morning: datetime) -> None:
    found = hours(FIRST, when, workday)
    assert (found.open_until, found.next_morning) == (open_until, next_morning)


def test_mornings_are_spread_and_every_desk_keeps_its_own() -> None:
    """And what falls before the own morning is left to it."""
    mornings = {hours(UUID(int=number), at(9, 28, 7), workday).next_morning for number in range(5000)}
    assert len(mornings) == SPREAD / timedelta(seconds=1)
    assert at(9, 28, 8, 30) == min(mornings)
    assert max(mornings) < at(9, 28, 8, 30) + SPREAD
    late = UUID(int=600)
    assert hours(late, at(9, 28, 8, 35), workday).open_until is None
    assert hours(late, at(9, 28, 8, 35), workday).next_morning == at(9, 28, 8, 40)
