"""What of a queue comes, how many of what there are, and names in order."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.review.queue.domain import (
    FILTERS,
    SOON,
    Candidate,
    Due,
    Heap,
    Holder,
    Order,
    Round,
    Wanted,
    by_name,
    counted,
    shown,
)

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
NAMES = ("周明", "安欣", "王五", "安欣", "李四", "Anna")
ALIKE = Heap(plan="a", kind="正常申报", round=Round.FIRST, remarks=(), due=None, who=Holder.NOBODY, cases=1)
HEAPS = (
    replace(ALIKE, cases=40),
    replace(ALIKE, plan="b", cases=20),
    replace(ALIKE, kind="转评", remarks=("转评",), cases=7),
    replace(ALIKE, remarks=("转评", "技能人才"), round=Round.AGAIN, due=Due.OVER, who=None, cases=3),
)


def candidate(number: int, **changes: Any) -> Candidate:
    told = {"applicant": NAMES[number % len(NAMES)], "is_there": True}
    return Candidate(id=UUID(int=number), **{**told, **changes})


def numbers(candidates: list[Candidate], after: int | None = None) -> list[int]:
    return [one.int for one in by_name(candidates, after=None if after is None else UUID(int=after))]


def test_names_come_by_their_sound_and_equal_ones_side_by_side() -> None:
    found = numbers([candidate(number) for number in range(6)])
    assert [NAMES[number] for number in found] == ["Anna", "安欣", "安欣", "李四", "王五", "周明"]
    assert found[1:3] == [1, 3]


@pytest.mark.parametrize("has_left", [True, False])
def test_a_list_by_name_goes_on_where_it_was_even_after_a_line_that_left_it(*, has_left: bool) -> None:
    lines = [candidate(number) for number in range(6)]
    every = numbers(lines)
    seen = candidate(every[2], is_there=False)
    left = [one for one in lines if not (has_left and one.id == seen.id)]
    assert numbers([*left, seen], after=every[2]) == every[3:]


def test_after_a_line_of_which_nothing_is_left_a_list_by_name_begins_again() -> None:
    lines = [candidate(number) for number in range(3)]
    assert numbers(lines, after=9) == numbers(lines)


def test_a_choice_is_counted_beside_what_the_other_filters_say() -> None:
    found = counted(HEAPS, Wanted())
    assert {name: dict(found[name]) for name in FILTERS} == {
        "plan": {"": 70, "a": 50, "b": 20},
        "kind": {"": 70, "正常申报": 63, "转评": 7},
        "round": {"": 70, "first": 67, "again": 3},
        "special": {"": 70, "转评": 10, "技能人才": 3},
        "due": {"": 70, "over": 3},
        "who": {"": 70, "nobody": 67},
    }
    found = counted(HEAPS, Wanted(special="转评", plan="a"))
    assert dict(found["plan"]) == {"": 10, "a": 10}
    assert dict(found["special"]) == {"": 50, "转评": 10, "技能人才": 3}
    assert dict(found["round"]) == {"": 10, "first": 7, "again": 3}


@pytest.mark.parametrize(
    ("wanted", "cases"),
    [
        (Wanted(), 70),
        (Wanted(plan="b"), 20),
        (Wanted(plan="c"), 0),
        (Wanted(special="技能人才", round=Round.AGAIN), 3),
        (Wanted(special="技能人才", round=Round.FIRST), 0),
        (Wanted(due=Due.OVER), 3),
        (Wanted(due=Due.SOON), 0),
    ],
)
def test_a_list_has_as_many_cases_as_its_choices_say(wanted: Wanted, cases: int) -> None:
    assert shown(HEAPS, wanted) == cases
    for name in FILTERS:
        choice = getattr(wanted, name) or ""
        assert counted(HEAPS, wanted)[name][choice] == cases


def test_what_is_due_is_a_span_and_of_what_was_done_nothing_is() -> None:
    assert Wanted(due=Due.OVER).due_between(NOON) == (None, NOON)
    assert Wanted(due=Due.SOON).due_between(NOON) == (NOON, NOON + SOON)
    assert Wanted(due=Due.SOON).turned.due_between(NOON) == (None, None)


def test_an_order_narrows_nothing() -> None:
    assert not Wanted(order=Order.NAME, is_done=True).is_narrow
    assert Wanted(kind="转评").is_narrow
