"""How what was typed becomes values or faults."""

from collections.abc import Mapping
from datetime import date

import pytest

from contracts.normal.signs import MOST_MARKS
from services.archive.kinds.domain.fields import (
    Field,
    Value,
    choice,
    decimal,
    hours,
    long,
    month,
    number,
    read,
    text,
    tidy,
    year,
)

TODAY = date(2022, 8, 15)


def faults(field: Field, typed: Mapping[str, str]) -> list[str]:
    return [fault.message for fault in read([field], typed, TODAY)[1]]


def values(field: Field, typed: Mapping[str, str]) -> dict[str, Value]:
    found, wrong = read([field], typed, TODAY)
    assert wrong == []
    return found


@pytest.mark.rule("M2.1")
@pytest.mark.parametrize(
    "typed",
    [
        {"on": "200808"},
        {"on": " 200808 "},
        {"on": "２００８０８"},
        {"on-year": "2008", "on-month": "8"},
        {"on-year": "2008", "on-month": "08"},
        {"on-year": "２００８", "on-month": " 8 "},
        {"on-year": "2008年", "on-month": "8 月"},
    ],
)
def test_a_month_is_kept_as_six_digits(typed: dict[str, str]) -> None:
    assert values(month("on", "取得时间"), typed) == {"on": "200808"}


@pytest.mark.rule("M2.1")
@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"on": "2008-08"}, "取得时间应为四位数的年份和月份，例如 2008 年 8 月"),
        ({"on": "20088"}, "取得时间应为四位数的年份和月份，例如 2008 年 8 月"),
        ({"on-year": "08", "on-month": "8"}, "取得时间应为四位数的年份和月份，例如 2008 年 8 月"),
        ({"on-year": "200", "on-month": "808"}, "取得时间应为四位数的年份和月份，例如 2008 年 8 月"),
        ({"on-year": "2008", "on-month": ""}, "取得时间应为四位数的年份和月份，例如 2008 年 8 月"),
        ({"on-year": "", "on-month": "8"}, "取得时间应为四位数的年份和月份，例如 2008 年 8 月"),
        ({"on-year": "2008", "on-month": "13"}, "取得时间的月份是 13，应在 1 到 12 之间"),
        ({"on-year": "2008", "on-month": "0"}, "取得时间的月份是 0，应在 1 到 12 之间"),
        ({"on-year": "1899", "on-month": "1"}, "取得时间的年份是 1899，不应早于 1940 年"),
        ({"on-year": "2022", "on-month": "9"}, "取得时间不能晚于本月（2022年8月）"),
        ({"on-year": "", "on-month": " "}, "请填写取得时间"),
        ({}, "请填写取得时间"),
    ],
)
def test_a_month_that_is_none_is_refused_with_what_to_do(typed: dict[str, str], told: str) -> None:
    assert faults(month("on", "取得时间"), typed) == [told]


def test_this_month_is_not_in_the_future_and_some_months_may_be() -> None:
    assert values(month("on", "取得时间"), {"on": "202208"}) == {"on": "202208"}
    assert values(month("on", "有效期至", may_be_future=True), {"on": "203001"}) == {"on": "203001"}


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("-1", ["学时应为 0 到 100 的整数"]),
        ("101", ["学时应为 0 到 100 的整数"]),
        ("9.5", ["学时应为 0 到 100 的整数"]),
        ("九", ["学时应为 0 到 100 的整数"]),
        ("99999999999999999999", ["学时应为 0 到 100 的整数"]),
        ("100", []),
        ("０", []),
    ],
)
def test_a_number_is_whole_and_within_its_limit(typed: str, told: list[str]) -> None:
    assert faults(number("hours", "学时", 100), {"hours": typed}) == told


@pytest.mark.rule("A8.5")
@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("90", 90),
        ("90.0", 90),
        ("090.50", "90.5"),
        ("90.5", "90.5"),
        ("９０．５", "90.5"),
        ("0.5", "0.5"),
        ("2000.0", 2000),
    ],
)
def test_half_hours_are_kept_as_they_are_written_and_whole_ones_as_numbers(
    typed: str, kept: int | str
) -> None:
    assert values(hours("hours", "学时", 2000), {"hours": typed}) == {"hours": kept}


@pytest.mark.parametrize("typed", ["90.25", "2000.1", "-1", "90,5", "90.", ".5", "1e1", "90.5学时"])
def test_what_are_no_hours_is_told_with_an_example(typed: str) -> None:
    told = "学时应为 0 到 2000 的数，最多一位小数，例如 90 或 90.5"
    assert faults(hours("hours", "学时", 2000), {"hours": typed}) == [told]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("21", ["年度应为四位数字的年份，例如 2021"]),
        ("2023", ["年度不能晚于今年（2022）"]),
        ("1800", ["年度应为四位数字的年份，例如 2021"]),
        ("2022", []),
    ],
)
def test_a_year_has_four_digits_and_has_begun(typed: str, told: list[str]) -> None:
    assert faults(year("year", "年度"), {"year": typed}) == told


def test_only_offered_words_are_taken() -> None:
    field = choice("degree", "学位", ["学士", "无"])
    assert faults(field, {"degree": "教授"}) == ["请从列表中选择学位"]
    assert faults(field, {"degree": ""}) == ["请选择学位"]
    assert values(field, {"degree": "无"}) == {"degree": "无"}


def test_length_counts_characters_as_a_person_sees_them() -> None:
    family, accented = "👨‍👩‍👧‍👦", "e\u0301"
    field = text("name", "名称", 3)
    assert faults(field, {"name": f"环{family}{accented}"}) == []
    assert faults(field, {"name": "环境监测"}) == ["名称最多 3 字，现在是 4 字"]


def test_a_character_cannot_hide_a_book() -> None:
    (value,) = values(text("name", "名称", 3), {"name": "e" + "\u0301" * 1000}).values()
    assert len(str(value)) <= 1 + MOST_MARKS


def test_what_cannot_be_stored_is_left_out() -> None:
    assert values(text("name", "名称"), {"name": "环\x00境\n监测\t"}) == {"name": "环 境 监测"}
    assert values(long("essay", "内容"), {"essay": "一\r\n二\r三\x07"}) == {"essay": "一\n二\n三"}
    assert tidy("\u0000 \u0085") == ""


def test_what_need_not_be_filled_in_is_left_out() -> None:
    assert values(text("name", "名称", required=False), {"name": "  "}) == {}


def test_every_fault_is_told_at_once() -> None:
    fields = [text("name", "名称"), month("on", "时间"), number("hours", "学时", 9)]
    _, found = read(fields, {"on": "1", "hours": "10"}, TODAY)
    assert [fault.field for fault in found] == ["name", "on", "hours"]


@pytest.mark.parametrize(
    ("typed", "kept"), [("12.5", "12.5"), ("１２．５", "12.5"), ("007", "7"), ("0", "0"), ("00.25", "0.25")]
)
def test_a_decimal_is_kept_as_written(typed: str, kept: str) -> None:
    assert values(decimal("funds", "经费", 100), {"funds": typed}) == {"funds": kept}


@pytest.mark.parametrize("typed", ["-1", "100.1", "1.2345", "1,5", "1e3", ".5", "一"])
def test_what_is_no_decimal_is_refused(typed: str) -> None:
    assert faults(decimal("funds", "经费", 100), {"funds": typed}) == ["经费应为 0 到 100 的数，最多三位小数"]
