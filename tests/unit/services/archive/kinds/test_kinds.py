"""The kinds of records."""

from datetime import date

import pytest

from services.archive.kinds.domain.basic import BASIC
from services.archive.kinds.domain.fields import Shape
from services.archive.kinds.domain.kind import Kind
from services.archive.kinds.domain.kinds import KINDS, RECORD_KINDS, SECRETS

TODAY = date(2022, 8, 15)
TAKEN = {"id", "kind", "version", "act", "batch"}


def example(kind: Kind) -> dict[str, str]:
    """Something valid for every field."""
    made = {
        Shape.TEXT: "文字",
        Shape.LONG: "文字",
        Shape.MONTH: "202001",
        Shape.YEAR: "2020",
        Shape.NUMBER: "0",
        Shape.HOURS: "0",
        Shape.DECIMAL: "12.5",
    }
    return {f.name: f.options[0] if f.options else made[f.shape] for f in kind.fields}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
class TestEveryKind:
    def test_can_be_filled_in(self, kind: Kind) -> None:
        values, faults = kind.read(example(kind), TODAY)
        assert faults == []
        assert set(values) == {field.name for field in kind.fields}
        assert kind.title_of(values)

    def test_names_its_fields_once_and_uses_no_name_of_the_form_itself(self, kind: Kind) -> None:
        names = [field.name for field in kind.fields]
        assert len(names) == len(set(names))
        assert not TAKEN & set(names)

    def test_labels_its_fields_once(self, kind: Kind) -> None:
        labels = [field.label for field in kind.fields]
        assert len(labels) == len(set(labels))

    def test_times_and_uniqueness_name_fields_that_exist(self, kind: Kind) -> None:
        names = {field.name for field in kind.fields}
        assert {name for name in (kind.start, kind.end, kind.unique_by) if name} <= names

    def test_has_a_title_and_a_time_even_when_nothing_is_known(self, kind: Kind) -> None:
        assert isinstance(kind.title_of({}), str)
        assert kind.span_of({}) == ("", "")


def test_only_the_basic_information_has_secrets() -> None:
    party = {"party_since", "party_post", "other_party"}
    assert {"ethnicity", "political_status", "health", "salary", "address"} | party == SECRETS
    assert not any(field.name in SECRETS for kind in RECORD_KINDS for field in kind.fields)
    assert BASIC not in RECORD_KINDS


@pytest.mark.parametrize("code", ["education", "work", "project"])
def test_an_end_is_not_before_its_start(code: str) -> None:
    kind = KINDS[code]
    _, faults = kind.read({**example(kind), "from": "202002", "to": "202001"}, TODAY)
    assert [fault.field for fault in faults] == ["to"]
    assert "不能早于" in faults[0].message


def test_an_open_end_stays_open() -> None:
    kind = KINDS["work"]
    values, faults = kind.read({**example(kind), "to": ""}, TODAY)
    assert faults == []
    assert kind.span_of(values) == ("202001", "")


def test_a_moment_is_its_own_end_and_a_year_has_twelve_months() -> None:
    assert KINDS["paper"].span_of({"published_on": "202001"}) == ("202001", "202001")
    assert KINDS["training"].span_of({"year": 2021}) == ("202101", "202112")


def test_parts_of_training_fit_into_its_hours() -> None:
    kind = KINDS["training"]
    typed = {"year": "2021", "hours": "90", "special_hours": "60", "general_hours": "31"}
    _, faults = kind.read(typed, TODAY)
    assert [(fault.field, fault.message) for fault in faults] == [
        ("hours", "专业科目与公需科目学时之和（91）不能超过总学时（90）")
    ]


@pytest.mark.rule("A8.5")
def test_half_hours_of_training_are_added_exactly() -> None:
    kind = KINDS["training"]
    typed = {"year": "2021", "hours": "90.5", "special_hours": "60.3", "general_hours": "30.2"}
    values, faults = kind.read(typed, TODAY)
    assert faults == []
    assert kind.title_of(values) == "2021 年度继续教育　90.5 学时"
    assert {one.code: one.value for one in kind.entries(values)}["hours"] == "90.5"
    _, faults = kind.read({**typed, "special_hours": "60.4"}, TODAY)
    assert [fault.message for fault in faults] == ["专业科目与公需科目学时之和（90.6）不能超过总学时（90.5）"]


@pytest.mark.parametrize(
    ("code", "later", "earlier"),
    [("title", "appointed_on", "obtained_on"), ("certificate", "valid_until", "obtained_on")],
)
def test_what_follows_something_is_not_before_it(code: str, later: str, earlier: str) -> None:
    kind = KINDS[code]
    _, faults = kind.read({**example(kind), earlier: "202002", later: "202001"}, TODAY)
    assert [fault.field for fault in faults] == [later]
