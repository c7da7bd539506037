"""What cannot be true of a career is found by one table, and nothing that is true of anybody is refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.career import ONCE, ORDERS, Moment, Stated, contradictions

TODAY = date(2022, 8, 15)
BORN = Stated(moment=Moment.BORN, month="198503")


def typed(moment: Moment, month: str, label: str = "") -> Stated:
    return Stated(moment=moment, month=month, label=label, field=str(moment))


def told(stated: Sequence[Stated], years: int | None = None) -> list[str]:
    return [why for _, why in contradictions(stated, years=years, today=TODAY)]


@pytest.mark.parametrize(
    ("moment", "month", "age"),
    [
        (Moment.GRADUATED, "198806", 11),
        (Moment.GRADUATED, "199602", 11),
        (Moment.ENROLLED, "199002", 5),
        (Moment.WORKED_SINCE, "199902", 14),
        (Moment.WORKED, "199902", 14),
        (Moment.OBTAINED, "199902", 14),
        (Moment.APPOINTED, "198001", 14),
        (Moment.JOINED_PARTY, "199802", 13),
        (Moment.DONE, "198001", 6),
    ],
)
def test_nobody_did_this_so_young(moment: Moment, month: str, age: int) -> None:
    ((field, why),) = contradictions([BORN, typed(moment, month)], today=TODAY)
    assert field == moment
    assert why.endswith(f"时本人不满 {age} 岁（1985年3月出生），请核对")
    assert why.startswith(f"{moment}（{month[:4]}年{int(month[4:])}月）")


def test_who_is_just_old_enough_is_believed() -> None:
    ages = {order.later: order.years for order in ORDERS if order.earlier is Moment.BORN}
    for moment, age in ages.items():
        assert not told([BORN, typed(moment, f"{1985 + age}03")]), moment
        assert told([BORN, typed(moment, f"{1985 + age}02")]), moment
    assert ages.keys() == set(Moment) - {Moment.BORN}  # nothing may lie before a birth


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (Moment.OBTAINED, Moment.APPOINTED),
        (Moment.WORKED_SINCE, Moment.OBTAINED),
        (Moment.WORKED_SINCE, Moment.WORKED),
    ],
)
def test_what_follows_is_not_before(earlier: Moment, later: Moment) -> None:
    assert told([typed(earlier, "201112"), typed(later, "201111")]) == [
        f"{later}（2011年11月）不能早于{earlier}（2011年12月）"
    ]
    assert not told([typed(earlier, "201112"), typed(later, "201112")])


def test_what_is_known_from_elsewhere_blames_what_is_typed() -> None:
    known = Stated(moment=Moment.WORKED, month="200807", label="工作经历“监测员”的开始时间")
    ((field, why),) = contradictions([known, typed(Moment.WORKED_SINCE, "201007")], today=TODAY)
    assert field == Moment.WORKED_SINCE
    assert why == ("参加工作时间（2010年7月）不能晚于工作经历“监测员”的开始时间（2008年7月），请核对其中一处")
    assert not told([known, Stated(moment=Moment.WORKED_SINCE, month="201007")])  # nothing of it is typed


def test_two_titles_are_not_one() -> None:
    older = Stated(moment=Moment.APPOINTED, month="201001")
    assert not told([older, typed(Moment.OBTAINED, "201612"), typed(Moment.APPOINTED, "201701")])


@pytest.mark.rule("M2.8")
@pytest.mark.parametrize(
    ("stated", "years", "words"),
    [
        ([typed(Moment.WORKED_SINCE, "201008")], 12, ""),
        ([typed(Moment.WORKED_SINCE, "201009")], 12, "2010年9月至今为 11 年"),
        ([BORN], 23, ""),
        ([BORN], 24, "从不满 14 岁算起"),
        ([BORN, Stated(moment=Moment.WORKED_SINCE, month="201007")], 13, "2010年7月至今为 12 年"),
        ([], 60, ""),
    ],
)
def test_years_of_work_begin_with_work(stated: Sequence[Stated], years: int, words: str) -> None:
    found = told(stated, years)
    assert len(found) == bool(words)
    assert not words or words in found[0]


months = st.dates(date(1940, 1, 1), TODAY).map(lambda day: f"{day:%Y%m}")
statements = st.lists(st.builds(typed, st.sampled_from(list(Moment)), months), max_size=6)


@given(statements)
def test_whoever_is_old_enough_may_have_done_everything_this_month(stated: list[Stated]) -> None:
    late = [replace(one, month="202208") for one in stated if one.moment not in ONCE]
    assert not told([Stated(moment=Moment.BORN, month="195001"), *late])


@given(statements)
def test_each_contradiction_names_a_field_that_was_typed(stated: list[Stated]) -> None:
    fields = {one.field for one in stated}
    assert {field for field, _ in contradictions(stated, today=TODAY)} <= fields
