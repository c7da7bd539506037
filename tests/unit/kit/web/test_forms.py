from datetime import date

import pytest
from starlette.datastructures import FormData

from kit.errors import Fault, Forbidden, Invalid, NotFound, Refusal, Unauthenticated
from kit.web.forms import Action, Form, read_day, read_whole


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


class TooMany(Refusal):
    """太多了。"""


async def test_what_is_done_keeps_what_was_typed() -> None:
    async with Action({"name": "甲"}) as action:
        pass
    assert (action.refusal, action.form.value("name"), action.form.faults) == (None, "甲", ())


async def test_what_is_refused_is_shown_beside_its_fields_with_what_was_typed() -> None:
    faults = (Fault(field="name", message="请填写姓名"),)
    async with Action({"place": "绍兴"}) as action:
        raise Invalid(faults=faults)
    assert isinstance(action.refusal, Invalid)
    assert (action.form.value("place"), action.form.faults) == ("绍兴", faults)


@pytest.mark.parametrize("field", ["", "q"])
async def test_a_refusal_without_a_field_is_shown_above_all_or_beside_the_named_one(
    field: str,
) -> None:
    async with Action({}, beside=field) as action:
        raise TooMany
    assert action.form.error(field) == "太多了。"


@pytest.mark.parametrize("error", [Unauthenticated, Forbidden, NotFound, ValueError])
async def test_who_must_not_be_here_is_not_shown_the_page_and_a_surprise_stays_one(
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        async with Action({}):
            raise error


def test_some_values_of_a_form_are_changed_and_the_rest_stays() -> None:
    form = Form.refused({"version": "1", "name": "甲"}, TooMany()).but(version=2)
    assert (form.value("version"), form.value("name"), form.error("")) == ("2", "甲", "太多了。")


def parts(year: str, month: str, day: str = "") -> dict[str, str]:
    return {"born-year": year, "born-month": month, "born-day": day}


def test_a_day_is_read_from_its_parts() -> None:
    assert read_day(parts(" 2008", "8", "05 "), "born", "出生日期") == date(2008, 8, 5)
    assert read_day(parts("2008年", "8月", "5日"), "born", "出生日期") == date(2008, 8, 5)
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


@pytest.mark.parametrize("typed", ["", "x", "-1", "1.0", "²", "１", " 1", "9" * 10, "9" * 5000])
def test_what_is_no_whole_number_that_a_column_holds_is_none(typed: str) -> None:
    assert read_whole(typed) is None


def test_a_whole_number_is_read() -> None:
    assert [read_whole(typed) for typed in ("0", "007", "9" * 9)] == [0, 7, 999_999_999]
