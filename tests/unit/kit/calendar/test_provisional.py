"""Proof by history: had a year been unknown, no period would have ended too early."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kit.calendar.schedule import Schedule, library_schedule
from kit.calendar.statutory import MARGIN, is_near_statutory, statutory_days
from kit.calendar.workdays import EXTRAORDINARY, reckon

KNOWN = library_schedule()
YEARS = range(2008, 2027)
# The year in which the State Council decreed a holiday for one occasion.
DECREED = frozenset({date(2015, 9, 3), date(2015, 9, 4)})


def _posting_days(year: int) -> list[date]:
    first = date(year - 1, 11, 1)
    return [first + timedelta(n) for n in range(366 + 60) if (first + timedelta(n)).year <= year]


def _without(*years: int) -> Schedule:
    """Forget what was announced for some years, as it was before the announcement."""
    kept = KNOWN.announced - set(years)

    def known(day: date) -> bool:
        return day.year in kept and (day + timedelta(MARGIN)).year in kept

    return replace(
        KNOWN,
        announced=kept,
        off=frozenset(filter(known, KNOWN.off)),
        work=frozenset(filter(known, KNOWN.work)),
    )


@pytest.mark.parametrize("days", [1, 5, 10, 30])
@pytest.mark.parametrize("year", YEARS)
def test_a_provisional_period_was_never_too_short(year: int, days: int) -> None:
    unknown = _without(year)

    for posted_on in _posting_days(year):
        provisional = reckon(unknown, posted_on, days)
        real = reckon(KNOWN, posted_on, days)
        assert provisional.last_day >= real.last_day, posted_on
        assert provisional.provisional or provisional.last_day == real.last_day


@pytest.mark.parametrize("year", YEARS)
def test_nor_when_all_later_years_were_unknown_as_well(year: int) -> None:
    unknown = _without(*range(year, 2027))

    for posted_on in _posting_days(year):
        assert reckon(unknown, posted_on, 5).last_day >= reckon(KNOWN, posted_on, 5).last_day


def test_no_arrangement_ever_left_the_margin_but_the_decreed_days() -> None:
    weekdays_off = {day for day in KNOWN.off if day.year in YEARS and day.weekday() < 5}

    assert {day for day in weekdays_off if not is_near_statutory(day)} == DECREED
    assert len(DECREED) <= EXTRAORDINARY


def test_a_smaller_margin_of_four_days_would_have_failed() -> None:
    statutory = {day for year in YEARS for day in statutory_days(year)}
    weekdays_off = {day for day in KNOWN.off if day.year in YEARS and day.weekday() < 5}
    farthest = {min(abs((day - other).days) for other in statutory) for day in weekdays_off - DECREED}

    assert max(farthest) == 5
    assert max(farthest) < MARGIN


def test_the_statutory_days_follow_law_and_moon() -> None:
    assert {str(day) for day in statutory_days(2027)} == {
        "2027-01-01", "2027-02-05", "2027-02-06", "2027-02-07", "2027-02-08", "2027-04-05",
        "2027-05-01", "2027-05-02", "2027-06-09", "2027-09-15",
        "2027-10-01", "2027-10-02", "2027-10-03",
    }  # fmt: skip
    assert date(2015, 9, 3) not in statutory_days(2015)
    assert date(2020, 1, 31) not in statutory_days(2020)


def test_beyond_the_lunar_table_every_possible_day_is_avoided() -> None:
    late = reckon(KNOWN, date(2100, 12, 31), 5)

    assert late.provisional
    assert late.last_day > date(2101, 1, 8)
    assert not {d.replace(year=2101) for d in statutory_days(2097)} - statutory_days(2101)
