"""Which lines of a list come, in which order, after which."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.review.tasks.domain import Candidate, Order, Wanted, chosen

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
NAMES = ("周明", "安欣", "王五", "安欣", "李四", "Anna")


def candidate(number: int, **changes: Any) -> Candidate:
    told = {
        "applicant": NAMES[number % len(NAMES)],
        "opened_at": NOON - timedelta(hours=number),
        "closed_at": None,
        "due_at": None,
        "is_there": True,
    }
    return Candidate(id=UUID(int=number), **{**told, **changes})


def numbers(candidates: Sequence[Candidate], wanted: Wanted, after: int | None = None) -> list[int]:
    seen = None if after is None else UUID(int=after)
    return [one.int for one in chosen(candidates, wanted, after=seen)]


def test_names_come_by_their_sound_and_equal_ones_side_by_side() -> None:
    lines = [candidate(number) for number in range(6)]
    found = numbers(lines, Wanted(order=Order.NAME))
    assert [NAMES[number] for number in found] == ["Anna", "安欣", "安欣", "李四", "王五", "周明"]
    assert found[1:3] == [1, 3]


def test_what_is_due_first_comes_first_and_what_is_never_due_last() -> None:
    lines = [
        candidate(0),
        candidate(1, due_at=NOON + timedelta(days=2)),
        candidate(2, due_at=NOON + timedelta(days=1)),
        candidate(3),
    ]
    assert numbers(lines, Wanted(order=Order.DUE)) == [2, 1, 3, 0]


def test_time_is_when_it_came_and_of_what_was_done_when_that_was() -> None:
    lines = [candidate(number, closed_at=NOON + timedelta(hours=number)) for number in range(3)]
    assert numbers(lines, Wanted(name="")) == [2, 1, 0]
    assert numbers(lines, Wanted(is_done=True)) == [2, 1, 0]
    moved = [*lines[:2], candidate(2, closed_at=NOON - timedelta(days=9))]
    assert numbers(moved, Wanted(is_done=True)) == [1, 0, 2]


def test_a_name_is_found_by_a_part_of_it_whatever_the_capitals() -> None:
    lines = [candidate(number) for number in range(6)]
    assert numbers(lines, Wanted(name="安")) == [3, 1]
    assert numbers(lines, Wanted(name="aNN")) == [5]
    assert numbers(lines, Wanted(name="赵")) == []


@pytest.mark.parametrize("order", Order)
def test_a_list_goes_on_where_it_was_even_after_a_line_that_left_it(order: Order) -> None:
    lines = [candidate(number) for number in range(6)]
    every = numbers(lines, Wanted(order=order))
    left = [candidate(one.id.int, is_there=one.id.int != every[2]) for one in lines]
    assert numbers(left, Wanted(order=order), after=every[2]) == every[3:]
    assert every[2] not in numbers(left, Wanted(order=order))


def test_after_a_line_of_which_nothing_is_left_it_begins_again() -> None:
    lines = [candidate(number) for number in range(3)]
    assert numbers(lines, Wanted(order=Order.NAME), after=9) == numbers(lines, Wanted(order=Order.NAME))
