"""The cities of a running process: one that `zhicheng city apply` puts in place is taken up while it runs."""

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import structlog

from cities.city import City
from cities.directory import Cities
from cities.loading import check, load
from cities.placing import APPLIED

LOOK_AGAIN_SECONDS = 2.0
Stamps = Mapping[str, tuple[int, int]]

log = structlog.get_logger()


def follow(folder: Path) -> Cities:
    """Read all cities, and again whichever is applied; refuse to start with a broken one."""
    return Cities(Followed(folder))


class Followed(Mapping[str, City]):
    """The cities by slug, as they were last applied. What is edited and not applied is not looked at.

    One that cannot be read stays as it was, and so does one whose folder is gone: its cases go on.
    """

    def __init__(self, folder: Path, ticks: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._ticks = folder, ticks
        self._stamps = applied(folder)
        self._cities: Mapping[str, City] = load(folder).by_slug
        self._looked_at = ticks()

    def __getitem__(self, slug: str) -> City:
        """Look a city up."""
        return self._current()[slug]

    def __iter__(self) -> Iterator[str]:
        """Walk through the slugs."""
        return iter(self._current())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._current())

    def _current(self) -> Mapping[str, City]:
        if self._ticks() - self._looked_at >= LOOK_AGAIN_SECONDS:
            self._looked_at = self._ticks()
            self._look()
        return self._cities

    def _look(self) -> None:
        stamps = applied(self._folder)
        for slug in [slug for slug, stamp in stamps.items() if self._stamps.get(slug) != stamp]:
            found, faults = check(self._folder / slug)
            if faults:
                log.error("city_not_taken_up", city=slug, faults=len(faults))
                continue
            self._cities = {**self._cities, **found.by_slug}
            log.info("city_taken_up", city=slug)
        self._stamps = stamps


def applied(folder: Path) -> Stamps:
    """When each city was applied: a number and a time that no second application has."""
    try:
        marks = [one / APPLIED for one in folder.iterdir() if not one.name.startswith(".")]
        return {
            mark.parent.name: (told.st_ino, told.st_mtime_ns)
            for mark in marks
            if mark.exists() and (told := mark.stat())
        }
    except OSError:  # exchanged between two looks, or away for a moment
        return {}
