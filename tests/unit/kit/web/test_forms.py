from datetime import date

import pytest
from starlette.datastructures import FormData

from kit.errors import Fault
from kit.web.forms import Form, read_day, read_month, read_whole


def test_a_stored_row_fills_the_fields() -> None:
    form = Form(
        {"born": date(1985, 8, 5), "since": "200808", "pledge": True, "extras": ["a", "b"], "note": None}
    )
    assert [form.part("born", part) for part in ("year", "month", "day")] == ["1985", "8", "5"]
    assert [form.part("since", part) for part in ("year", "month")] == ["2008", "08"]
    assert form.chosen("pledge") == ["yes"]
    assert form.chosen("extras") == ["a", "b"]
    assert form.value("note") == ""
    assert form.chosen("note") == form.chosen("absent") == []


def test_what_the_browser_sent_is_kept_as_typed() -> None:
    form = Form(FormData([("born-year", "85"), ("born-month", "x"), ("extras", "a"), ("extras", "b")]))
    assert [form.part("born", part) for part in ("year", "month", "day")] == ["85", "x", ""]
    assert form.chosen("extras") == ["a", "b"]


def test_all_faults_of_a_field_are_told_at_once() -> None:
    form = Form(
        {}, [Fault(field="a", message="一"), Fault(field="b", message="二"), Fault(field="a", message="三")]
    )
    assert form.error("a") == "一；三"
    assert form.error("c") is None


def parts(year: str, month: str, day: str = "") -> dict[str, str]:
    return {"born-year": year, "born-month": month, "born-day": day}


def test_a_day_is_read_from_its_parts() -> None:
    assert read_day(parts(" 2008", "8", "05 "), "born", "出生日期") == date(2008, 8, 5)
    assert read_day(parts("", "", ""), "born", "出生日期") is None
    assert read_day({}, "born", "出生日期") is None


@pytest.mark.parametrize(
    "typed",
    [
        parts("2008", "2", "30"),
        parts("2008", "8", ""),
        parts("", "8", "5"),
        parts("85", "8", "5"),
        parts("二零", "8", "5"),
        parts("2" * 5000, "8", "5"),
        parts("2147483648", "8", "5"),
        parts("2008", "9" * 20, "5"),
        parts("-1", "8", "5"),
    ],
)
def test_what_is_no_day_is_a_fault_of_its_field(typed: dict[str, str]) -> None:
    found = read_day(typed, "born", "出生日期")
    assert isinstance(found, Fault)
    assert found.field == "born"
    assert found.message.startswith("出生日期")


def test_a_month_is_read_as_six_digits() -> None:
    assert read_month(parts("2008", "8"), "born", "取得时间") == "200808"
    assert read_month({}, "born", "取得时间") is None
    for typed in (parts("2008", "13"), parts("2008", ""), parts("08", "8")):
        found = read_month(typed, "born", "取得时间")
        assert isinstance(found, Fault)
        assert "年月" in found.message


@pytest.mark.parametrize("typed", ["", "x", "-1", "1.0", "²", "１", " 1", "9" * 10, "9" * 5000])
def test_what_is_no_whole_number_that_a_column_holds_is_none(typed: str) -> None:
    assert read_whole(typed) is None


def test_a_whole_number_is_read() -> None:
    assert [read_whole(typed) for typed in ("0", "007", "9" * 9)] == [0, 7, 999_999_999]
