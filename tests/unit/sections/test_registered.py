"""Which registered schooling is which verified one, and in what the two differ."""

from dataclasses import replace

import pytest

from contracts.registers import Education, Schooling
from contracts.sections.entries import Entry
from contracts.sections.registered import held_against
from tests.unit.sections.looked_up import GRADUATED

pytestmark = pytest.mark.rule("A8.8")
(BACHELOR,) = GRADUATED.schoolings
MASTER = replace(BACHELOR, level="硕士研究生", degree="硕士", certificate_no="2")


def verified(**said: str) -> tuple[Entry, ...]:
    """The bachelor's degree as a record has it."""
    usual = {
        "school": "浙江工业大学",
        "major": "环境工程",
        "level": "大学本科",
        "degree": "学士",
        "to": "201006",
    }
    return tuple(Entry(code=code, label=code, value=value) for code, value in {**usual, **said}.items())


def held(*told: Schooling, beside: tuple[tuple[Entry, ...], ...]) -> list[tuple[str, ...] | None]:
    """Of each registered one what differs; nothing where none is verified."""
    pairs, _ = held_against(Education(schoolings=told), beside)
    return [one.differing if one.verified else None for one in pairs]


@pytest.mark.parametrize(
    ("said", "differing"),
    [
        ({}, ()),
        ({"certificate_no": "1033 7120 1005 001234"}, ()),
        ({"school": "浙江工业大学 ", "major": "环境工程（师范）"}, ("major",)),
        ({"school": "宁波大学", "to": "201007"}, ("school", "graduated_on")),
        ({"degree": ""}, ()),  # what one of them does not know is no difference
        ({"certificate_no": "9"}, ("certificate_no",)),
    ],
)
def test_what_both_know_is_compared_whatever_its_spelling(
    said: dict[str, str], differing: tuple[str, ...]
) -> None:
    assert held(BACHELOR, beside=(verified(**said),)) == [differing]


def test_each_record_belongs_to_one_schooling_by_number_then_school_then_level() -> None:
    beside = (verified(school="宁波大学"), verified())
    assert held(BACHELOR, MASTER, beside=beside) == [(), None]
    numbered = verified(level="硕士研究生", certificate_no=BACHELOR.certificate_no)
    assert held(BACHELOR, MASTER, beside=(numbered,)) == [("level",), None]


def test_records_that_are_registered_nowhere_are_told() -> None:
    _, others = held_against(GRADUATED, (verified(), verified(level="高中", school="绍兴一中")))
    assert [one["school"] for one in others] == ["绍兴一中"]
