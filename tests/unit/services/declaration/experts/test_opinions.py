from dataclasses import replace
from datetime import date, datetime

import pytest

from cities import Experts
from contracts.sections.declaration import Recommendation
from kit.clock import SHANGHAI
from services.declaration.experts.domain.opinions import Asked, experts_of, read, typed
from tests.unit.services.declaration.opinions import FIRST, SECOND
from tests.unit.services.declaration.plans import a_plan

TODAY = date(2022, 8, 1)
NOW = datetime(2022, 8, 1, 12, tzinfo=SHANGHAI)


def the_rule() -> Experts:
    found = experts_of(a_plan(), "landmark")
    assert found
    return found


def asked(**changes: object) -> Asked:
    plain = Asked(by=the_rule(), applicant="王志远", employer="绍兴市环境监测站（本级）", year=2022, now=NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]  # of whatever field


def opinions(**changes: str) -> tuple[Recommendation, ...]:
    found, faults = read({**FIRST, **SECOND, **as_fields(changes)}, asked())
    assert not faults
    return found


def faults(of: Asked | None = None, **changes: str) -> dict[str, str]:
    found, wrong = read({**FIRST, **SECOND, **as_fields(changes)}, of or asked())
    assert not (found and wrong)
    assert all(fault.rule == "X1.1" for fault in wrong)
    return {fault.field: fault.message for fault in wrong}


def as_fields(changes: dict[str, str]) -> dict[str, str]:
    """name_1 → name-1, signed_on_1_year → signed_on-1-year."""
    return {
        name.replace("_1", "-1").replace("_2", "-2").replace("-1_", "-1-").replace("-2_", "-2-"): value
        for name, value in changes.items()
    }


@pytest.mark.rule("X1.1")
def test_two_experts_say_everything_that_the_form_asks() -> None:
    first, second = opinions()

    assert (first.name, first.unit, first.title) == ("陈国平", "浙江省生态环境科学设计研究院", "正高级工程师")
    assert (first.level, first.specialty, first.mobile) == ("正高级", "环境工程", "13805710001")
    assert (first.score, first.reason) == ("92.5", "主持的走航监测系统\n在本领域领先。")
    assert (first.signed_on, second.signed_on) == (date(2022, 7, 15), TODAY)
    for one in (first, second):
        assert one.statement.startswith("经对王志远的评审材料及《浙江省生态环境专业高级（正高级）工程师")
        assert one.statement.endswith("本人愿意推荐其参加评审。")


@pytest.mark.rule("X1.1")
def test_everything_that_is_missing_is_told_at_once_for_both() -> None:
    _, wrong = read(typed(lambda _: ""), asked())

    fields = ("name", "unit", "title", "level", "specialty", "mobile", "score", "reason", "signed_on")
    assert [fault.field for fault in wrong] == [f"{field}-{number}" for number in (1, 2) for field in fields]
    assert {fault.message[:6] for fault in wrong} == {"推荐专家1：", "推荐专家2："}


@pytest.mark.rule("X1.1")
@pytest.mark.parametrize("score", ["0", "100", "100.0", "59.5", "９０"])
def test_a_score_is_of_nought_to_a_hundred(score: str) -> None:
    assert not faults(score_1=score)


@pytest.mark.rule("X1.1")
@pytest.mark.parametrize("score", ["", "-1", "100.1", "101", "1e2", "92.55", "九十", "NaN", "٩٠"])
def test_no_other_score_is_taken(score: str) -> None:
    assert faults(score_1=score) == {"score-1": "推荐专家1：专家评价分应为 0 至 100，最多一位小数"}


@pytest.mark.rule("X1.1")
@pytest.mark.parametrize("name", ["王志远", "王 志远", "王志远\u200b"])
def test_the_applicant_is_no_expert(name: str) -> None:
    assert "不能是申报人本人" in faults(name_2=name)["name-2"]


@pytest.mark.rule("X1.1")
@pytest.mark.parametrize(
    "unit", ["绍兴市环境监测站（本级）", "绍兴市环境监测站(本级)", "绍兴市 环境监测站(本级)"]
)
def test_nobody_of_the_unit_is_an_expert_where_the_city_says_so(unit: str) -> None:
    assert "不能是申报人所在单位的人员" in faults(unit_1=unit)["unit-1"]
    lenient = the_rule().model_copy(update={"of_another_unit": False})
    assert not faults(asked(by=lenient), unit_1=unit)


@pytest.mark.rule("X1.1")
def test_the_two_are_different_people() -> None:
    assert "手机号码相同" in faults(mobile_2="+86 138-0571-0001")["mobile-2"]
    assert "同一个人" in faults(name_2="陈国平", unit_2=FIRST["unit-1"])["name-2"]
    assert not faults(name_2="陈国平"), "a name that two people have"
    assert not faults(unit_2=FIRST["unit-1"])


@pytest.mark.rule("X1.1")
@pytest.mark.parametrize("level", ["", "中级", "初级", "最高级"])
def test_an_expert_has_the_level_that_the_plan_asks(level: str) -> None:
    assert faults(level_1=level)["level-1"] == "推荐专家1：请选择职称级别，推荐专家应具有高级以上职称"


@pytest.mark.rule("X1.1")
@pytest.mark.parametrize("title", ["工程师", "助理工程师", "环保技术员", "中级工程师"])
def test_a_title_below_is_refused_whatever_level_was_chosen(title: str) -> None:
    assert f"“{title}”没有达到要求" in faults(title_1=title)["title-1"]


@pytest.mark.rule("X1.1")
@pytest.mark.parametrize("title", ["高级工程师", "教授级高级工程师", "研究员", "副教授", "高级技师"])
def test_titles_of_that_level_are_taken(title: str) -> None:
    assert not faults(title_1=title)


@pytest.mark.rule("X1.1")
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"signed_on_1_day": "32"}, "请填写意见表上的签名日期"),
        ({"signed_on_1_month": ""}, "请填写意见表上的签名日期"),
        ({"signed_on_1_month": "8", "signed_on_1_day": "2"}, "签名日期不能晚于今天"),
        ({"signed_on_1_year": "2021"}, "签名日期早于 2022 年"),
        ({"mobile_1": "0575-88096909"}, "请填写 11 位手机号码"),
        ({"name_1": "陈"}, "姓名应与身份证一致"),
        ({"unit_1": "设计院"}, "单位全称应与公章一致"),
        ({"reason_1": "字" * 501}, "推荐理由最多 500 字，现为 501 字"),
        ({"specialty_1": "字" * 51}, "从事专业最多 50 字"),
    ],
)
def test_each_field_is_held_against_what_it_may_be(changes: dict[str, str], words: str) -> None:
    assert [words in message for message in faults(None, **changes).values()] == [True]


def test_a_kind_that_asks_for_no_experts_has_none() -> None:
    assert experts_of(a_plan(), "regular") is None
    assert experts_of(a_plan(), "") is None
