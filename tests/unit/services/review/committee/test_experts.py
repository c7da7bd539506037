"""Who an expert is: normal forms, a term of at most three years, where somebody stands on a day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from kit.ids import new_id
from services.review.committee.domain.experts import Expert, Person, State, Typed, last_day, term_faults

TODAY = date(2026, 3, 2)
CATEGORIES = ["监测与分析", "工程与咨询"]
TYPED = Typed.typed(
    {
        "name": "沈 明德",
        "unit": "浙江省环境科技研究院 (本部)",
        "title": "正高级工程师",
        "category": "监测与分析",
        "specialty": "水环境监测",
        "mobile": "+86 139-0013-9066",
    },
    {"from_on": date(2026, 1, 1), "until_on": date(2028, 12, 31), "pledged_on": date(2026, 1, 5)},
)


def person() -> Person:
    found, faults = TYPED.person(CATEGORIES, TODAY)
    assert not faults
    assert found is not None
    return found


def test_names_and_numbers_are_kept_in_their_normal_form() -> None:
    found = person()
    assert (found.name, found.unit, found.mobile) == (
        "沈明德",
        "浙江省环境科技研究院（本部）",
        "13900139066",
    )


def test_everything_that_is_wrong_is_told_at_once() -> None:
    nothing = Typed.typed({"mobile": "12345"}, {})
    found, faults = nothing.person(CATEGORIES, TODAY)
    assert found is None
    assert [fault.field for fault in faults] == [
        *("name", "unit", "title", "category", "specialty", "mobile", "from_on", "until_on")
    ]


@pytest.mark.parametrize(
    ("from_on", "until_on", "field"),
    [
        (date(2026, 1, 1), date(2028, 12, 31), None),
        (date(2026, 1, 1), date(2029, 1, 1), "until_on"),
        (date(2028, 2, 29), date(2031, 2, 28), None),
        (date(2028, 2, 29), date(2031, 3, 1), "until_on"),
        (date(2026, 1, 1), date(2025, 12, 31), "until_on"),
        (date(2025, 1, 1), date(2026, 3, 1), "until_on"),
        (date(2026, 1, 1), None, "until_on"),
        (date(1999, 1, 1), date(2026, 12, 31), "from_on"),
    ],
)
def test_a_term_is_at_most_three_years(from_on: date, until_on: date | None, field: str | None) -> None:
    assert [name for name, told in term_faults(from_on, until_on, TODAY).items() if told] == [
        *([field] if field else [])
    ]


def test_the_last_day_of_the_longest_term_is_in_it() -> None:
    for from_on in (date(2026, 1, 1), date(2028, 2, 29), date(2027, 3, 1)):
        assert not term_faults(from_on, last_day(from_on), from_on)
        beyond = date.fromordinal(last_day(from_on).toordinal() + 1)
        assert term_faults(from_on, beyond, from_on)


def test_a_pledge_of_tomorrow_is_none() -> None:
    late = replace(TYPED, pledged_on=date(2026, 3, 3))
    assert [fault.field for fault in late.person(CATEGORIES, TODAY)[1]] == ["pledged_on"]


def test_only_who_is_in_term_and_has_pledged_can_be_drawn() -> None:
    at = datetime(2026, 1, 5, tzinfo=UTC)
    expert = Expert(
        version=1,
        city="shaoxing",
        created_at=at,
        id=new_id(),
        office_id=new_id(),
        added_by=new_id(),
        **vars(person()),
    )
    assert expert.state(TODAY) is State.ELIGIBLE
    assert expert.state(date(2025, 12, 31)) is State.LATER
    assert expert.state(date(2029, 1, 1)) is State.EXPIRED
    assert replace(expert, pledged_on=None).state(TODAY) is State.UNPLEDGED
    assert replace(expert, ended_at=at).state(TODAY) is State.ENDED


def test_the_same_person_is_found_however_it_is_typed() -> None:
    other = replace(person(), name="沈明德", unit="浙江省环境科技研究院(本部)")
    assert other.called == person().called
