from datetime import date

import pytest

from contracts.sections.declaration import Declared
from kit.errors import Fault
from services.declaration.drafting.domain.answers import Answers, read, typed
from tests.unit.services.declaration.plans import a_plan

TODAY = date(2022, 8, 1)


def answers(**changes: str | list[str]) -> Answers:
    return {
        "kind": "regular",
        "options": [],
        "category": "监测与分析",
        "specialty": "环境监测",
        "current_title": "助理工程师",
        "current_title_on-year": "2016",
        "current_title_on-month": "8",
        "appointed_on-year": "2016",
        "appointed_on-month": "12",
        "years": "8",
        "statement": "主持监测项目三项。",
        **changes,
    }


def faults(**changes: str | list[str]) -> dict[str, Fault]:
    _, found = read(answers(**changes), a_plan(), TODAY)
    return {fault.field: fault for fault in found}


def form(**changes: str | list[str]) -> Declared:
    found, wrong = read(answers(**changes), a_plan(), TODAY)
    assert not wrong
    assert found
    return found


def test_a_complete_form_says_what_was_chosen() -> None:
    said = form(options=["再次通过中级申报"])

    assert (said.kind, said.kind_name, said.options) == ("regular", "正常申报", ("再次通过中级申报",))
    assert (said.category, said.title_applied) == ("监测与分析", "生态环境专业工程师")
    assert (said.current_title_on, said.appointed_on, said.years) == ("201608", "201612", 8)


@pytest.mark.rule("A8.8")
def test_an_empty_form_has_all_its_faults_at_once() -> None:
    nothing = typed(lambda _: "", lambda _: [])
    _, found = read(nothing, a_plan(), TODAY)

    assert [fault.field for fault in found] == [
        "kind",
        "category",
        "specialty",
        "current_title",
        "current_title_on",
        "appointed_on",
        "years",
        "statement",
    ]
    assert all(fault.rule and fault.message for fault in found)


@pytest.mark.rule("A6.1")
@pytest.mark.parametrize("one", ["字", "👨‍👩‍👧‍👦", "e\u0301"])
def test_a_thousand_characters_are_taken_and_one_more_is_not(one: str) -> None:
    assert "statement" not in faults(statement=one * 1000)

    refused = faults(statement=one * 1001)["statement"]
    assert refused.rule == "A6.1"
    assert refused.message == "本人述职最多 1000 字，现为 1001 字，请删减 1 字"


@pytest.mark.rule("A6.1")
def test_paragraphs_cost_no_words() -> None:
    assert "statement" not in faults(statement="\r\n\r\n".join(["　　" + "字" * 100] * 10))


def test_stacked_marks_and_endless_blanks_are_refused() -> None:
    assert "过多的空白或叠加符号" in faults(statement="字" + "\u0301" * 100_000)["statement"].message
    assert "过多的空白或叠加符号" in faults(statement="字" + " " * 100_000 + "字")["statement"].message


@pytest.mark.parametrize("blank", ["", " ", "\u3000\n", "\u200b"])
def test_a_blank_statement_is_missing(blank: str) -> None:
    assert faults(statement=blank)["statement"].rule == "A8.8"


@pytest.mark.parametrize("category", ["", "其他", "监测与分析,工程与咨询"])
def test_the_category_is_exactly_one_of_three(category: str) -> None:
    assert faults(category=category)["category"].rule == "M2.4"


def test_options_belong_to_the_kind_that_offers_them() -> None:
    said = form(kind="transfer", options=["再次通过中级申报"])

    assert (said.kind_name, said.options) == ("转评", ())
    assert faults(kind="landmark")["kind"].rule == "A6.2"


@pytest.mark.parametrize(
    ("year", "month", "words"),
    [
        ("", "", "请填写取得时间的年份和月份"),
        ("2016", "", "应为真实的年月"),
        ("2016", "13", "应为真实的年月"),
        ("2016", "0", "应为真实的年月"),
        ("16", "8", "应为真实的年月"),
        ("二〇一六", "8", "应为真实的年月"),
        ("2022", "9", "不能晚于本月"),
    ],
)
def test_a_month_is_a_real_one_that_has_begun(year: str, month: str, words: str) -> None:
    found = faults(**{"current_title_on-year": year, "current_title_on-month": month})

    assert words in found["current_title_on"].message


def test_full_width_digits_are_digits() -> None:
    said = form(**{"current_title_on-year": "２０１６", "current_title_on-month": "０８", "years": "１２"})

    assert (said.current_title_on, said.years) == ("201608", 12)


@pytest.mark.parametrize("years", ["", "八", "-1", "8.5", "61", "99999"])
def test_years_are_a_whole_number(years: str) -> None:
    assert faults(years=years)["years"].rule == "M2.8"


def test_without_a_current_title_there_are_no_dates() -> None:
    dates = {
        "current_title_on-year": "",
        "current_title_on-month": "",
        "appointed_on-year": "",
        "appointed_on-month": "",
    }
    said = form(current_title="无", **dates)

    assert (said.current_title_on, said.appointed_on) == ("", "")
    assert set(faults(current_title="无")) == {"current_title_on", "appointed_on"}
    assert faults(current_title="无", kind="transfer", **dates)["current_title"].rule == "A6.2"


def test_short_texts_are_short_and_tidy() -> None:
    assert form(specialty="  环境\u3000监测 ").specialty == "环境 监测"
    assert "specialty" in faults(specialty="测" * 51)


def test_taking_the_fields_out_leaves_the_rest() -> None:
    sent = {"kind": "regular", "years": None, "statement": "甲\r\n乙\x00", "act": "save", "version": "3"}
    taken = typed(sent.get, lambda _: ["再次通过中级申报"])

    assert "act" not in taken
    assert (taken["statement"], taken["years"], taken["options"]) == ("甲\n乙", "", ["再次通过中级申报"])


def test_an_option_that_says_nothing_is_none() -> None:
    assert typed(lambda _: "", lambda _: [""])["options"] == []
