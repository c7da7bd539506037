"""Stretches of a long list that changes while somebody goes through it.

Counted pages shift: whoever decides three cases on the first one and opens the second has missed three.
A stretch goes on after the last line that was seen, wherever that stands by now, so none is left out and none
comes twice. A list for this is in order of a moment and, among equal ones, of an id.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Generic, Protocol, Self, TypeVar
from uuid import UUID

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_GRAIN = timedelta(microseconds=1)  # as fine as the database keeps moments
_WRITTEN = re.compile(r"([0-9]{1,16})-([0-9a-f]{32})")


@dataclass(frozen=True, order=True)
class Mark:
    """A line's place in its list, even when the line has left it."""

    at: datetime
    id: UUID

    @classmethod
    def read(cls, text: str) -> Self | None:
        """The mark that stands in an address; none for anything else, which is the list's begin."""
        found = _WRITTEN.fullmatch(text)
        return cls(_BEGIN + int(found[1]) * _GRAIN, UUID(found[2])) if found else None

    def __str__(self) -> str:
        """As it stands in an address."""
        return f"{(self.at - _BEGIN) // _GRAIN}-{self.id.hex}"


# Before all lines of a list; in SQL a moment instead of none keeps the index in use.
EARLIEST = Mark(_BEGIN, UUID(int=0))
LATEST = Mark(datetime(9999, 1, 1, tzinfo=UTC), UUID(int=0))


class Placed(Protocol):
    """A line that knows its place."""

    @property
    def place(self) -> tuple[datetime, UUID]:
        """By what the list is in order."""


L = TypeVar("L", bound=Placed)


@dataclass(frozen=True)
class Stretch(Generic[L]):
    """Some lines, after which mark the list goes on (none where it ends), and whether it begins with them."""

    lines: Sequence[L]
    onward: Mark | None
    is_first: bool

    @classmethod
    def of(cls, found: Sequence[L], size: int, after: Mark | None) -> Self:
        """What was found after a mark; one more than the size was asked for, to see whether it goes on."""
        lines = found[:size]
        return cls(lines, Mark(*lines[-1].place) if len(found) > size else None, is_first=after is None)
