"""What statistics tell of reasons, and what they keep to themselves."""

from typing import Any

import pytest

from contracts.application import Verdict
from contracts.case import Role
from services.review.examination.domain import items
from services.review.reasons.domain import Counted, lines
from services.review.reasons.web import ITEMS, row


def counted(given: int, mended: int = 0, **changes: Any) -> Counted:
    told: dict[str, Any] = {
        "item": "photo",
        "code": "photo-quality",
        "words": "照片不清晰",
        "verdict": Verdict.RETURNED,
        "role": Role.EMPLOYER,
        **changes,
    }
    return Counted(given=given, mended=mended, **told)


def test_the_items_have_the_names_that_offices_read() -> None:
    assert {code: item.name for code, item in items.ITEMS.items()} == ITEMS


@pytest.mark.rule("E4.3", "B3.2")
@pytest.mark.parametrize(
    ("groups", "given", "stages", "mended"),
    [
        ([counted(4, 4)], "少于 5", "不细分", "不细分"),
        ([counted(5, 5)], "5", "用人单位 5", "5"),
        ([counted(9, 0)], "9", "用人单位 9", "0"),
        ([counted(9, 4)], "9", "用人单位 9", "不细分"),
        ([counted(9, 6)], "9", "用人单位 9", "不细分"),  # of three it would be told that they did not
        ([counted(12, 6)], "12", "用人单位 12", "6"),
        ([counted(9, 5), counted(1, 1, role=Role.HR)], "10", "不细分", "不细分"),
        ([counted(6, 5), counted(9, 5, role=Role.HR)], "15", "用人单位 6；人力社保部门 9", "10"),
        ([counted(2, 1), counted(2, 1, role=Role.HR)], "少于 5", "不细分", "不细分"),
        ([counted(7, verdict=Verdict.REFUSED)], "7", "用人单位 7", "—"),
    ],
)
def test_fewer_than_five_are_neither_told_nor_broken_down(
    groups: list[Counted], given: str, stages: str, mended: str
) -> None:
    (line,) = lines(groups)
    assert row(line)[3:] == [given, stages, mended]


def test_the_most_frequent_comes_first() -> None:
    found = lines([counted(6), counted(9, code="photo-not-recent"), counted(7, verdict=Verdict.REFUSED)])
    assert [line.given for line in found] == ["9", "7", "6"]
