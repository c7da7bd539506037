"""Stretches of a list: where one ends is found again, and what stands in an address is anything."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from kit.ids import new_id
from kit.stretch import EARLIEST, LATEST, Mark, Stretch

AT = datetime(2022, 9, 28, 7, 4, 5, 678901, tzinfo=UTC)


@dataclass(frozen=True)
class Line:
    place: tuple[datetime, UUID]


def lines(count: int) -> list[Line]:
    return [Line((AT + timedelta(microseconds=number), UUID(int=number))) for number in range(count)]


def test_a_mark_is_read_as_it_was_written() -> None:
    for mark in (Mark(AT, new_id()), EARLIEST):
        assert Mark.read(str(mark)) == mark
    assert EARLIEST < Mark(AT, UUID(int=0)) < Mark(AT, UUID(int=1)) < LATEST


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "x-y",
        f"-1-{UUID(int=1).hex}",
        f"{'9' * 17}-{UUID(int=1).hex}",
        f"１-{UUID(int=1).hex}",
        f"1-{UUID(int=1)}",
        f"1-{UUID(int=1).hex}\n",
    ],
)
def test_what_is_no_mark_is_the_begin(text: str) -> None:
    assert Mark.read(text) is None


def test_the_furthest_moment_that_can_be_written_is_one() -> None:
    assert Mark.read(f"{'9' * 16}-{UUID(int=1).hex}")


def test_a_list_goes_on_after_its_last_line_while_there_is_more() -> None:
    found = lines(3)
    assert Stretch.of(found, 2, None) == Stretch(found[:2], Mark(*found[1].place), is_first=True)
    assert Stretch.of(found, 3, Mark(*found[0].place)) == Stretch(found, None, is_first=False)
    assert Stretch.of(lines(0), 3, None) == Stretch([], None, is_first=True)
