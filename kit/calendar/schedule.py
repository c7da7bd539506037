"""What is announced: the library's years, and the files of a folder where they know better."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from importlib.metadata import version as installed_version
from pathlib import Path

from kit.calendar.statutory import MARGIN, is_near_statutory, is_usually_off
from kit.calendar.years import SATURDAY, BadYear, Year, parse_year

FileState = tuple[str, int, int, int]
FolderState = tuple[Path | None, tuple[FileState, ...]]
EMPTY_FOLDER: FolderState = (None, ())


@dataclass(frozen=True)
class Schedule:
    """Days off and make-up working days of the announced years."""

    announced: frozenset[int]
    off: frozenset[date]
    work: frozenset[date]
    version: str

    def is_certain(self, day: date) -> bool:
        """Tell whether nothing that is announced later can change this day.

        The last days of December belong to the next year's announcement too.
        """
        return day.year in self.announced and (day + timedelta(MARGIN)).year in self.announced

    def is_working(self, day: date) -> bool:
        """Tell whether a certain day is a working day."""
        return day in self.work or (day.weekday() < SATURDAY and day not in self.off)

    def surely_works(self, day: date) -> bool:
        """Tell whether an uncertain day is a working day under every arrangement there could be."""
        return day.weekday() < SATURDAY and day not in self.off and not is_near_statutory(day)

    def usually_works(self, day: date) -> bool:
        """Tell whether an uncertain day is a working day if its year is arranged as years usually are."""
        return day.weekday() < SATURDAY and day not in self.off and not is_usually_off(day)


def folder_state(folder: Path) -> FolderState:
    """Return what changes whenever a file of the folder changes."""
    try:
        found = sorted(path for path in folder.iterdir() if _is_year_file(path))
        stats = [(path.name, path.stat()) for path in found]
    except FileNotFoundError:
        return folder, ()
    return folder, tuple((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in stats)


def schedule(state: FolderState) -> Schedule:
    """Put the library's years and the folder's files together; a file replaces its whole year."""
    folder, files = state
    known = library_schedule()
    for name, *_ in files:
        if folder is not None:
            known = _with_file(known, folder / name)
    return known


@lru_cache(maxsize=1)
def library_schedule() -> Schedule:
    """Return the years that the installed library knows."""
    from chinese_calendar.constants import holidays, workdays

    first, last = min(holidays).year, max(holidays).year
    return Schedule(
        announced=frozenset(range(first, last + 1)),
        off=frozenset(holidays),
        work=frozenset(workdays),
        version=(
            f"chinesecalendar {installed_version('chinesecalendar')} {first}-{last}"
            f"; holidays {installed_version('holidays')}"
        ),
    )


def _with_file(known: Schedule, path: Path) -> Schedule:
    named = int(path.stem)
    try:
        content = path.read_bytes()
        year = parse_year(content, path.name)
    except (BadYear, OSError):
        return _without(known, named, f"{named} unusable")
    if year.year != named:
        return _without(known, named, f"{named} unusable")
    return _replaced(known, year, f"{named} sha256:{sha256(content).hexdigest()[:12]}")


def _without(known: Schedule, year: int, remark: str) -> Schedule:
    # A year whose newer file cannot be read is open again: what is known of it may be outdated.
    return Schedule(known.announced - {year}, known.off, known.work, f"{known.version}; {remark}")


def _replaced(known: Schedule, year: Year, remark: str) -> Schedule:
    stays = frozenset(day for day in known.off | known.work if not _belongs(day, year.year))
    return Schedule(
        announced=known.announced | {year.year},
        off=(known.off & stays) | year.off,
        work=(known.work & stays) | year.work,
        version=f"{known.version}; {remark}",
    )


def _belongs(day: date, year: int) -> bool:
    """Tell whether the announcement of `year` decides about a day."""
    return day.year == year or (day.year == year - 1 and day >= date(year, 1, 1) - timedelta(MARGIN))


def _is_year_file(path: Path) -> bool:
    return path.match("[0-9][0-9][0-9][0-9].toml")
