"""Spans of months, both ends included: overlaps, gaps, how long."""

from collections.abc import Iterator, Sequence
from datetime import date

from services.archive.kinds.domain.thresholds import SHORTEST_GAP

Span = tuple[int, int]
YEAR = 12


def number(month: str) -> int:
    """200808 as a count of months; nothing is 0."""
    return int(month[:4]) * YEAR + int(month[4:]) - 1 if month else 0


def of(day: date) -> int:
    """The month of a day."""
    return day.year * YEAR + day.month - 1


def in_words(count: int) -> str:
    """As people write it."""
    return f"{count // YEAR}年{count % YEAR + 1}月"


def overlap(one: Span, other: Span) -> bool:
    """Whether two spans share more than the month in which one ends and the other begins."""
    return bool(one[0] and other[0]) and min(one[1], other[1]) > max(one[0], other[0])


def gaps(spans: Sequence[Span], *, until: int) -> Iterator[Span]:
    """The times between these spans, and after the last, that are worth a word."""
    reached = 0
    for start, end in [*sorted(spans), (until + 1, until + 1)]:
        if reached and start - reached - 1 >= SHORTEST_GAP:
            yield reached + 1, start - 1
        reached = max(reached, end)


def covered(spans: Sequence[Span]) -> int:
    """How many months were worked from the first day to the last; time that spans share counts once."""
    total = reached = 0
    for start, end in sorted(spans):
        begin = max(start, reached)
        total += max(end - begin, 0)
        reached = max(reached, end)
    return total
