"""What the basic information says together."""

from datetime import date

import pytest

from services.archive.kinds.domain.basic import BASIC, ETHNICITIES

TODAY = date(2022, 8, 15)
COMPLETE = {
    "ethnicity": "汉族",
    "birthplace": "浙江省绍兴市",
    "political_status": "群众",
    "worked_since": "201007",
    "education": "大学本科",
    "degree": "学士",
    "school": "浙江大学",
    "major": "环境工程",
    "graduated_on": "201006",
    "current_title": "助理工程师",
    "title_obtained_on": "201112",
    "appointed_on": "201201",
    "years": "12",
    "specialty": "环境监测",
    "address": "绍兴市越城区",
}


def faults(**changes: str) -> dict[str, str]:
    return {fault.field: fault.message for fault in BASIC.read({**COMPLETE, **changes}, TODAY)[1]}


def test_complete_information_has_no_fault() -> None:
    values, found = BASIC.read(COMPLETE, TODAY)
    assert found == []
    assert values == {**COMPLETE, "years": 12}


def test_there_are_all_ethnicities() -> None:
    assert len(set(ETHNICITIES)) == 56 + 1


def test_an_empty_form_names_everything_that_is_missing() -> None:
    _, found = BASIC.read({}, TODAY)
    assert {fault.field for fault in found} == {field.name for field in BASIC.fields if field.required}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"title_obtained_on": "201006"},
            {"title_obtained_on": "取得时间（2010年6月）不能早于参加工作时间（2010年7月）"},
        ),
        ({"title_obtained_on": "201007"}, {}),
        (
            {"appointed_on": "201111"},
            {"appointed_on": "聘任时间（2011年11月）不能早于取得时间（2011年12月）"},
        ),
        ({"appointed_on": ""}, {}),
        ({"title_obtained_on": ""}, {"title_obtained_on": "填写了现任专业技术资格的，请填写取得时间"}),
        ({"title_obtained_on": "201113"}, {"title_obtained_on": "取得时间的月份是 13，应在 1 到 12 之间"}),
        ({"current_title": ""}, {"current_title": "填写了取得时间的，请填写现任专业技术资格"}),
        ({"current_title": "", "title_obtained_on": "", "appointed_on": ""}, {}),
        ({"years": "13"}, {"years": "专业工作年限不能超过参加工作至今的实足年数（2010年7月至今为 12 年）"}),
        (
            {"worked_since": "201009", "title_obtained_on": "201112"},
            {"years": "专业工作年限不能超过参加工作至今的实足年数（2010年9月至今为 11 年）"},
        ),
    ],
)
def test_times_fit_together(changes: dict[str, str], expected: dict[str, str]) -> None:
    assert faults(**changes) == expected


def test_single_and_joint_faults_come_together() -> None:
    found = faults(school="", years="13", graduated_on="201013")
    assert set(found) == {"school", "graduated_on", "years"}


@pytest.mark.rule("M2.1")
@pytest.mark.parametrize("name", ["title_obtained_on", "appointed_on"])
def test_when_the_title_was_obtained_and_its_holder_appointed_are_six_digits(name: str) -> None:
    values, wrong = BASIC.read(COMPLETE | {name: "2012 年 1 月"}, TODAY)
    assert {fault.field for fault in wrong} == {name}
    assert name not in values
    assert BASIC.read(COMPLETE, TODAY)[0][name] == COMPLETE[name]
