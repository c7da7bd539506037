"""A city that stands still: its operator let nothing be changed there, with a notice that its people read.

What is said lies in a file beside the cities' data, one line for each act with who and why, and the last one
counts. Every process reads it there: that needs no other server, for those may be what is broken.
"""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from uuid import UUID

import structlog

from kit.clock import now
from kit.errors import Refusal

FOLDER = ".standstills"
LOOK_AGAIN_SECONDS = 1.0

log = structlog.get_logger()


@dataclass(frozen=True, kw_only=True)
class Standstill:
    """One act: from `at` on nothing is changed, until about `until`; without a notice it is over."""

    id: UUID
    city: str
    at: datetime
    by: str
    why: str
    notice: str = ""
    until: datetime | None = None

    @property
    def line(self) -> str:
        """As it is kept."""
        told = {**asdict(self), "id": str(self.id), "at": self.at.isoformat()}
        return json.dumps(
            told | {"until": self.until.isoformat() if self.until else None}, ensure_ascii=False
        )

    @classmethod
    def read(cls, line: str) -> "Standstill":
        """What a line says, or `ValueError`."""
        try:
            told = json.loads(line)
            until = told["until"] and datetime.fromisoformat(told["until"])
            at = datetime.fromisoformat(told["at"])
            return cls(**told | {"id": UUID(told["id"]), "at": at, "until": until})
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(line) from error


class StandsStill(Refusal):
    """本市暂停办理，您刚才的操作没有执行。"""

    status = 503

    def __init__(self, standstill: Standstill) -> None:
        super().__init__(f"{standstill.notice}您刚才的操作没有执行，恢复办理后可以继续。")
        self.standstill = standstill
        if standstill.until is not None:
            left = max((standstill.until - now()).total_seconds(), 60)
            self.headers = MappingProxyType({"retry-after": f"{left:.0f}"})


def note(cities: Path, act: Standstill) -> None:
    """Say it: whoever reads sees the whole line or nothing of it."""
    path = _path(cities, act.city)
    path.parent.mkdir(exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(descriptor, f"{act.line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def acts(cities: Path, city: str) -> list[Standstill]:
    """Everything that was ever said of a city, the first act first."""
    path = _path(cities, city)
    if not path.exists():
        return []
    return [Standstill.read(line) for line in path.read_text(encoding="utf-8").splitlines()]


def standing(cities: Path, city: str) -> Standstill | None:
    """The standstill of a city, if it stands still now."""
    last = next(reversed(acts(cities, city)), None)
    return last if last and last.notice else None


class Standstills:
    """Which cities stand still, as a process knows it: looked up once a second at most."""

    def __init__(self, cities: Path, ticks: Callable[[], float] = time.monotonic) -> None:
        self._folder, self._ticks = cities / FOLDER, ticks
        self._looked_at = float("-inf")
        self._stamps: dict[str, tuple[int, int]] = {}  # by file
        self._known: dict[str, Standstill | None] = {}  # by city

    def of(self, city: str) -> Standstill | None:
        """The standstill of a city, if it stands still. What cannot be read stays as it was."""
        if self._ticks() - self._looked_at >= LOOK_AGAIN_SECONDS:
            self._looked_at = self._ticks()
            for path in self._folder.glob("*.jsonl"):
                try:
                    self._look(path)
                except (OSError, ValueError):
                    log.exception("standstill_not_understood", city=path.stem)
        return self._known.get(city)

    def refuse(self, city: str) -> None:
        """Let nothing be changed in a city that stands still."""
        found = self.of(city)
        if found is not None:
            raise StandsStill(found)

    def _look(self, path: Path) -> None:
        told = path.stat()
        stamp = (told.st_size, told.st_mtime_ns)
        if self._stamps.get(path.name) != stamp:
            self._known[path.stem] = standing(self._folder.parent, path.stem)
            self._stamps[path.name] = stamp


def _path(cities: Path, city: str) -> Path:
    return cities / FOLDER / f"{city}.jsonl"
