"""Periods counted in working days or calendar days, in Asia/Shanghai."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock

from kit.calendar.schedule import EMPTY_FOLDER, FolderState, Schedule, folder_state, schedule
from kit.clock import end_of

FIRST_DAY = date(2004, 1, 1)
LAST_DAY = date(2100, 12, 31)
LONGEST = 1000

# What no rule foresees: a holiday decreed for one occasion (2015-09-03 and 04). A provisional
# period leaves this many of its working days uncounted.
EXTRAORDINARY = 2


@dataclass(frozen=True)
class Period:
    """A period's last day; it ends at that day's 24:00."""

    last_day: date
    provisional: bool
    version: str

    @property
    def ends_at(self) -> datetime:
        """Return the moment at which the period is over."""
        return end_of(self.last_day)


class Workdays:
    """The working-day calendar: announced years from the library and a folder of yearly files."""

    def __init__(self, years_folder: Path | None = None) -> None:
        """Remember the folder; it is read when first needed and again whenever it changes."""
        self._folder = years_folder
        self._lock = Lock()
        self._loaded: tuple[FolderState, Schedule] | None = None

    @property
    def version(self) -> str:
        """Name the data in use."""
        return self._schedule().version

    def add(self, posted_on: date, days: int) -> Period:
        """Find the last of `days` working days, the first of which is after `posted_on`."""
        return reckon(self._schedule(), posted_on, days)

    def calendar_days(self, started_on: date, days: int) -> Period:
        """Find the last of `days` calendar days, the first of which is after `started_on`."""
        _refuse_out_of_range(started_on, days)
        return Period(started_on + timedelta(days), provisional=False, version="gregorian")

    def moved(self, last_day: date) -> Period:
        """Move a last day that is a day off to the next working day (民法典 203).

        Where the year is not announced the day is provisional, and may only be moved on.
        """
        return move(self._schedule(), last_day)

    def is_working(self, day: date) -> bool:
        """Tell whether a day surely is a working day."""
        known = self._schedule()
        return known.is_working(day) if known.is_certain(day) else known.surely_works(day)

    def is_announced(self, day: date) -> bool:
        """Tell whether the arrangement that decides about this day is known."""
        return self._schedule().is_certain(day)

    def ends_at(self, last_day: date) -> datetime:
        """Return 24:00 of a day in Shanghai."""
        return end_of(last_day)

    def _schedule(self) -> Schedule:
        state = folder_state(self._folder) if self._folder else EMPTY_FOLDER
        with self._lock:
            if self._loaded is None or self._loaded[0] != state:
                self._loaded = (state, schedule(state))
            return self._loaded[1]


def reckon(known: Schedule, posted_on: date, days: int) -> Period:
    """Count working days after `posted_on`; where a year is unknown, never too few."""
    _refuse_out_of_range(posted_on, days)
    certain = uncertain = 0
    provisional = False
    day = posted_on
    while certain + max(0, uncertain - EXTRAORDINARY) < days:
        day += timedelta(1)
        if known.is_certain(day):
            certain += known.is_working(day)
        else:
            provisional = True
            uncertain += known.surely_works(day)
    return Period(day, provisional, known.version)


def move(known: Schedule, last_day: date) -> Period:
    """Find the first working day from `last_day` on; where a year is unknown, as years usually are."""
    day, provisional = last_day, False
    while True:
        is_certain = known.is_certain(day)
        provisional = provisional or not is_certain
        if known.is_working(day) if is_certain else known.usually_works(day):
            return Period(day, provisional, known.version)
        day += timedelta(1)


def _refuse_out_of_range(start: date, days: int) -> None:
    if not FIRST_DAY <= start <= LAST_DAY:
        message = f"{start} is outside {FIRST_DAY} to {LAST_DAY}"
        raise ValueError(message)
    if not 1 <= days <= LONGEST:
        message = f"a period has 1 to {LONGEST} days, not {days}"
        raise ValueError(message)
