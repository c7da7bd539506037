from dataclasses import replace
from datetime import date

import pytest

from contracts.sections.declaration import Declared
from contracts.sections.verified import Verified
from kit.errors import Fault
from services.declaration.drafting.domain.answers import Answered, Answers, read, typed
from tests.unit.services.declaration.plans import a_plan

TODAY = date(2022, 8, 1)
VERIFIED = Verified(
    specialty="环境监测",
    current_title="助理工程师",
    current_title_on="201608",
    appointed_on="201612",
    years=8,
    worked_since="201007",
)
WHY = "证书上的时间有更正，见更正证明"


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
    _, found = read(answers(**changes), a_plan(), TODAY, VERIFIED)
    return {fault.field: fault for fault in found}


def answered(**changes: str | list[str]) -> Answered:
    found, wrong = read(answers(**changes), a_plan(), TODAY, VERIFIED)
    assert not wrong
    assert found
    return found


def form(**changes: str | list[str]) -> Declared:
    return answered(**changes).declared


@pytest.mark.rule("A6.2")
def test_a_complete_form_says_what_was_chosen() -> None:
    said = form(options=["再次通过中级申报"])

    assert (said.kind, said.kind_name, said.options) == ("regular", "正常申报", ("再次通过中级申报",))
    assert (said.category, said.title_applied) == ("监测与分析", "生态环境专业工程师")
    assert (said.current_title_on, said.appointed_on, said.years) == ("201608", "201612", 8)


@pytest.mark.rule("A8.8")
def test_an_empty_form_has_all_its_faults_at_once() -> None:
    nothing = typed(lambda _: "", lambda _: [])
    _, found = read(nothing, a_plan(), TODAY, VERIFIED)

    assert [fault.field for fault in found] == ["kind", "category", "statement"], "the rest is verified"
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


@pytest.mark.rule("M2.4")
@pytest.mark.parametrize("category", ["", "其他", "监测与分析,工程与咨询"])
def test_the_category_is_exactly_one_of_three(category: str) -> None:
    assert faults(category=category)["category"].rule == "M2.4"


@pytest.mark.rule("M2.4")
@pytest.mark.parametrize("category", ["监测与分析", "工程与咨询", "规划与管理"])
def test_each_of_the_three_categories_is_taken(category: str) -> None:
    assert form(category=category).category == category


@pytest.mark.rule("A6.2")
@pytest.mark.parametrize(
    "ticked",
    [
        [],
        ["后学历/学位取得时间不满2年"],
        ["再次通过中级申报"],
        ["后学历/学位取得时间不满2年", "再次通过中级申报"],
    ],
)
def test_the_options_of_a_regular_declaration_are_taken_as_ticked(ticked: list[str]) -> None:
    assert form(kind="regular", options=ticked).options == tuple(ticked)


@pytest.mark.rule("A6.2")
def test_options_belong_to_the_kind_that_offers_them() -> None:
    said = form(kind="transfer", options=["再次通过中级申报"])

    assert (said.kind_name, said.options) == ("转评", ())
    assert faults(kind="nothing")["kind"].rule == "A6.2"


def test_the_unit_may_be_typed_with_the_number() -> None:
    said = form(**{"current_title_on-year": "2016年", "current_title_on-month": "8 月"})

    assert said.current_title_on == "201608"


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
    said = form(**{"current_title_on-year": "２０１６", "current_title_on-month": "０８", "years": "０８"})

    assert (said.current_title_on, said.years) == ("201608", 8)


@pytest.mark.parametrize("years", ["", "八", "-1", "8.5", "61", "99999"])
def test_years_are_a_whole_number(years: str) -> None:
    assert faults(years=years)["years"].rule == "M2.8"


@pytest.mark.rule("A6.2")
def test_without_a_current_title_there_are_no_dates() -> None:
    dates = {
        "current_title_on-year": "",
        "current_title_on-month": "",
        "appointed_on-year": "",
        "appointed_on-month": "",
    }
    said = form(current_title="无", difference=WHY, **dates)

    assert (said.current_title_on, said.appointed_on) == ("", "")
    assert set(faults(current_title="无")) == {"current_title_on", "appointed_on"}
    assert faults(current_title="无", kind="transfer", **dates)["current_title"].rule == "A6.2"


def test_short_texts_are_short_and_tidy() -> None:
    assert form(specialty="  环境\u3000监测 ", difference=WHY).specialty == "环境 监测"
    assert "specialty" in faults(specialty="测" * 51)


def test_taking_the_fields_out_leaves_the_rest() -> None:
    sent = {"kind": "regular", "years": None, "statement": "甲\r\n乙\x00", "act": "save", "version": "3"}
    taken = typed(sent.get, lambda _: ["再次通过中级申报"])

    assert "act" not in taken
    assert (taken["statement"], taken["years"], taken["options"]) == ("甲\n乙", "", ["再次通过中级申报"])


def test_an_option_that_says_nothing_is_none() -> None:
    assert typed(lambda _: "", lambda _: [""])["options"] == []


@pytest.mark.rule("M2.7")
def test_what_is_verified_is_taken_and_nothing_of_it_is_asked() -> None:
    nothing = dict.fromkeys(
        ("specialty", "current_title", "years", "current_title_on-year", "appointed_on-year"), ""
    )
    found = answered(source="verified", **nothing)
    said = found.declared

    assert (said.specialty, said.current_title, said.years) == ("环境监测", "助理工程师", 8)
    assert (said.current_title_on, said.appointed_on, found.difference) == ("201608", "201612", "")


def test_what_is_typed_beside_it_changes_nothing_of_what_is_verified() -> None:
    beside = answered(source="verified", years="30", specialty="别的", difference=WHY)
    assert beside == answered(source="verified")


@pytest.mark.parametrize(
    "changes",
    [
        {"specialty": "环境工程"},
        {"current_title": "工程师"},
        {"current_title_on-month": "9"},
        {"appointed_on-year": "2017"},
        {"years": "9"},
    ],
)
def test_another_value_needs_a_reason(changes: dict[str, str | list[str]]) -> None:
    refused = faults(source="otherwise", **changes)
    assert set(refused) == {"difference"}
    assert refused["difference"].message.endswith("与用人单位核验的不同，请写明原因")
    assert refused["difference"].rule

    assert answered(source="otherwise", difference=f" {WHY} ", **changes).difference == WHY
    assert "最多 200 字" in faults(difference="因" * 201, **changes)["difference"].message


def test_the_same_typed_again_needs_none_and_a_reason_for_nothing_is_none() -> None:
    assert answered(source="otherwise", difference=WHY).difference == ""


@pytest.mark.rule("A2.3")
def test_without_anything_verified_nothing_is_complete() -> None:
    said, found = read(answers(source="verified"), a_plan(), TODAY, None)
    assert said is None
    assert [(fault.field, fault.rule) for fault in found] == [("source", "A2.3")]


@pytest.mark.rule("M2.1")
def test_a_verified_title_without_appointment_says_where_to_add_it() -> None:
    found = read(answers(source="verified"), a_plan(), TODAY, replace(VERIFIED, appointed_on=""))[1]
    assert [fault.field for fault in found] == ["source"]
    assert "没有聘任时间" in found[0].message


def test_who_has_no_title_takes_that_as_well() -> None:
    none = replace(VERIFIED, current_title="无", current_title_on="", appointed_on="")
    said, found = read(answers(source="verified"), a_plan(), TODAY, none)
    assert not found
    assert said
    taken = said.declared
    assert (taken.current_title, taken.current_title_on, taken.appointed_on) == ("无", "", "")
    transfer = read(answers(source="verified", kind="transfer"), a_plan(), TODAY, none)[1]
    assert [fault.rule for fault in transfer] == ["A6.2"]


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"appointed_on-month": "7"}, "appointed_on", "聘任时间（2016年7月）不能早于取得时间（2016年8月）"),
        (
            {"current_title_on-year": "2009"},
            "current_title_on",
            "取得时间（2009年8月）不能早于参加工作时间（2010年7月）",
        ),
        ({"years": "13"}, "years", "专业工作年限不能超过参加工作至今的实足年数（2010年7月至今为 12 年）"),
    ],
)
def test_a_reason_does_not_make_true_what_contradicts_itself(
    changes: dict[str, str | list[str]], field: str, words: str
) -> None:
    found = faults(source="otherwise", difference=WHY, **changes)
    assert found[field].message == words
    assert found[field].rule in {"M2.1", "M2.8"}


LANDMARK = {"kind": "landmark", "landmark": "主持建成走航监测系统，被列为省级技术指南。"}


@pytest.mark.rule("A6.3")
def test_the_landmark_achievement_is_described_by_whoever_declares_with_it() -> None:
    said = answered(**LANDMARK)

    assert (said.declared.kind_name, said.landmark) == ("标志性业绩直接申报", LANDMARK["landmark"])
    refused = faults(kind="landmark", landmark=" \n\u3000")["landmark"]
    assert (refused.rule, refused.message) == ("A6.3", "请填写标志性业绩，写明具体内容和本人的贡献")


@pytest.mark.rule("A6.3")
@pytest.mark.parametrize("one", ["字", "👨‍👩‍👧‍👦", "e\u0301"])
def test_the_landmark_achievement_has_as_many_characters_as_the_plan_allows(one: str) -> None:
    assert not faults(kind="landmark", landmark=one * 500)

    refused = faults(kind="landmark", landmark=one * 501)["landmark"]
    assert (refused.rule, refused.message) == ("A6.3", "标志性业绩最多 500 字，现为 501 字，请删减 1 字")
    assert "过多的空白" in faults(kind="landmark", landmark="字" + " " * 40_000 + "字")["landmark"].message


@pytest.mark.rule("A6.3")
@pytest.mark.parametrize("kind", ["regular", "transfer"])
def test_what_was_typed_for_the_landmark_means_nothing_in_another_kind(kind: str) -> None:
    assert answered(kind=kind, landmark="字" * 501).landmark == ""


@pytest.mark.rule("A6.5")
def test_a_skilled_worker_declares_as_regular_and_says_so() -> None:
    said = answered(options=["技能人才", "再次通过中级申报"])

    assert (said.declared.kind, said.declared.options) == ("regular", ("再次通过中级申报", "技能人才"))
    assert said.is_skilled
    assert not answered(kind="transfer", options=["技能人才"]).is_skilled
