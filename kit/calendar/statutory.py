"""The statutory holidays themselves: dates given by law and moon, whatever a year's arrangement."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

# No announced arrangement since 2008 took a weekday off that was more than five days from its
# statutory day (2009-10-08); a whole week leaves room for a longer one.
MARGIN = 7

LAST_LUNAR_YEAR = 2100
# How long a run of so many statutory days usually becomes since the State Council's decision of 2024-11-08:
# Labour Day five days, Spring Festival eight, National Day seven, or eight with the Mid-Autumn Festival.
USUAL_LENGTHS = {1: 1, 2: 5}
LONGEST_USUAL = 8
TUESDAY, THURSDAY, SATURDAY, WEEK = 1, 3, 5, 7
FESTIVALS = frozenset(
    {
        "New Year's Day",
        "Chinese New Year's Eve",
        "Chinese New Year (Spring Festival)",
        "Tomb-Sweeping Day",
        "Labor Day",
        "Dragon Boat Festival",
        "Mid-Autumn Festival",
        "National Day",
    }
)


@lru_cache(maxsize=512)
def statutory_days(year: int) -> frozenset[date]:
    """Return the statutory holidays of a year; beyond the lunar table every day they may fall on."""
    if year > LAST_LUNAR_YEAR:
        return frozenset(_possible_days(year))
    # The library takes 0.4 s to import and most periods never need it.
    from holidays.countries.china import China

    named = China(years=year, observed=False, language="en_US")  # type: ignore[no-untyped-call] # ships none
    return frozenset(day for day in named if FESTIVALS.intersection(named.get_list(day)))


@lru_cache(maxsize=512)
def days_near_statutory(year: int) -> frozenset[date]:
    """Return the days around `year` that an arrangement of its statutory days could take off."""
    return frozenset(
        day + timedelta(distance) for day in statutory_days(year) for distance in range(-MARGIN, MARGIN + 1)
    )


def is_near_statutory(day: date) -> bool:
    """Tell whether an arrangement could take `day` off."""
    years = {(day - timedelta(MARGIN)).year, day.year, (day + timedelta(MARGIN)).year}
    return any(day in days_near_statutory(year) for year in years)


def is_usually_off(day: date) -> bool:
    """Tell whether the arrangements of the last years would take `day` off, weekends aside."""
    return any(day in usual_days_off(year) for year in (day.year, day.year + 1))


@lru_cache(maxsize=512)
def usual_days_off(year: int) -> frozenset[date]:
    """Return the days that the statutory days of a year usually bring with them."""
    return frozenset(day for run in _runs(sorted(statutory_days(year))) for day in _usual(run))


def _usual(run: list[date]) -> Iterator[date]:
    length = max(len(run), USUAL_LENGTHS.get(len(run), LONGEST_USUAL))
    yield from (run[0] + timedelta(distance) for distance in range(length))
    # A day between a holiday and the weekend is exchanged; a holiday that falls on a weekend is made up for.
    if run[0].weekday() == TUESDAY:
        yield run[0] - timedelta(1)
    if run[-1].weekday() == THURSDAY:
        yield run[-1] + timedelta(1)
    if run[-1].weekday() >= SATURDAY:
        yield run[-1] + timedelta(WEEK - run[-1].weekday())


def _runs(days: Iterable[date]) -> list[list[date]]:
    runs: list[list[date]] = []
    for day in days:
        if runs and day - runs[-1][-1] == timedelta(1):
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _possible_days(year: int) -> Iterator[date]:
    for first, last in (
        ((1, 1), (1, 1)),
        ((1, 20), (2, 24)),
        ((4, 3), (4, 6)),
        ((5, 1), (5, 2)),
        ((5, 25), (6, 26)),
        ((9, 6), (10, 9)),
    ):
        day = date(year, *first)
        while day <= date(year, *last):
            yield day
            day += timedelta(1)
