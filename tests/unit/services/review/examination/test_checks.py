"""What the platform computes of a submission: each check at its bounds (C2.1)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cities import Conditions
from contracts.employers import EmployerLevel
from contracts.sections.checks import Check, Result
from contracts.sections.parts import Submission
from services.review.examination.domain.checks import RESULT_NAMES, Case
from services.review.examination.domain.checks_career import education, title_years
from services.review.examination.domain.checks_evidence import marks_of
from services.review.examination.domain.checks_table import INTEGRITY, TABLE, checked
from services.review.examination.domain.items import ITEMS
from tests.unit.sections.looked_up import GRADUATED, registered
from tests.unit.sections.written import identity
from tests.unit.services.review.submissions import (
    in_order,
    of_year,
    stated,
    with_basic,
    with_declared,
    with_records,
)

pytestmark = pytest.mark.rule("C2.1")
MET, UNMET, OPEN = Result.MET, Result.UNMET, Result.OPEN
GOOD = in_order()
Change = Callable[[Submission], Submission]


def by_rule(name: str, *values: object) -> Any:
    """A row that shows another rule, too."""
    return pytest.param(*values, marks=pytest.mark.rule(name))


def found(submission: Submission, elsewhere: Mapping[str, int] | None = None) -> dict[str, Check]:
    return {one.code: one for one in checked(submission, ITEMS.values(), elsewhere=elsewhere or {})}


def conditions(**changes: Any) -> Change:
    """The plan wants something else."""

    def change(submission: Submission) -> Submission:
        section = submission.declaration
        wanted = Conditions.model_validate_json(section.conditions)
        for name, value in changes.items():
            part = getattr(wanted, name)
            wanted = wanted.model_copy(
                update={name: part.model_copy(update=value) if isinstance(value, dict) else value}
            )
        return replace(submission, declaration=replace(section, conditions=wanted.model_dump_json()))

    return change


def basic(**values: Any) -> Change:
    return lambda submission: with_basic(submission, **values)


def form(**values: Any) -> Change:
    return lambda submission: with_declared(submission, **values)


def year(kind: str, number: int, **values: Any) -> Change:
    return lambda submission: with_records(submission, of_year(kind, number, **values))


def said(answer: str) -> Change:
    """What the applicant said of the post; the sheet goes with a no."""

    def change(submission: Submission) -> Submission:
        section = submission.declaration
        particulars = tuple(
            replace(one, value=answer) if one.code == "public_post" else one for one in section.particulars
        )
        return replace(submission, declaration=replace(section, particulars=particulars))

    return change


def without(code: str) -> Change:
    """An attachment has no file."""

    def change(submission: Submission) -> Submission:
        section = submission.declaration
        attachments = tuple(
            replace(one, files=(), archived="") if one.code == code else one for one in section.attachments
        )
        return replace(submission, declaration=replace(section, attachments=attachments))

    return change


def scored(**changes: Any) -> Change:
    def change(submission: Submission) -> Submission:
        section = submission.declaration
        assert section.assessment
        return replace(
            submission, declaration=replace(section, assessment=replace(section.assessment, **changes))
        )

    return change


def twice(kind: str, **values: Any) -> Change:
    """Another record like the first of its kind."""

    def change(submission: Submission) -> Submission:
        one = next(one for one in submission.archive.records if one.kind == kind)
        entries = tuple(replace(entry, value=values.get(entry.code, entry.value)) for entry in one.entries)
        other = replace(one, id=UUID(int=7), title="另一项", entries=entries)
        return with_records(submission, lambda record: record, other)

    return change


def ended(kind: str, month: str) -> Change:
    return lambda submission: with_records(
        submission, lambda record: replace(record, end=month) if record.kind == kind else record
    )


def schooled(*, is_disputed: bool = False, **values: Any) -> Change:
    """The registered schooling stands in the archive, too, with other values."""
    usual = {
        "school": "浙江工业大学",
        "major": "环境工程",
        "level": "大学本科",
        "degree": "学士",
        "to": "201006",
    }

    def change(submission: Submission) -> Submission:
        told = registered(GRADUATED, is_disputed=is_disputed)
        changed = replace(submission, declaration=replace(submission.declaration, registered=(told,)))
        said = {"certificate_no": None, **usual, **values}
        return with_records(
            changed,
            lambda one: replace(one, entries=stated(one.entries, **said)) if one.kind == "education" else one,
        )

    return change


def of_employer(name: str) -> Change:
    def change(submission: Submission) -> Submission:
        told = identity(EmployerLevel.CITY)
        return replace(submission, identity=replace(told, employer=replace(told.employer, name=name)))

    return change


def test_nothing_stands_against_what_is_in_order() -> None:
    assert {code: one.reason for code, one in found(GOOD).items() if one.result is not MET} == {}
    assert [*found(GOOD)] == [row.code for row in TABLE if row.code != INTEGRITY]


@pytest.mark.rule("C2.1")
def test_what_others_declare_with_the_same_evidence_is_noted_and_stands_against_nothing() -> None:
    mark = marks_of(GOOD)[0]
    one = found(GOOD, {mark: 2})["elsewhere"]
    assert one.result is Result.NOTED
    assert not one.stands_against
    assert "在其他人员的 2 份申报中也有" in one.reason


@pytest.mark.parametrize(
    ("code", "change", "result", "told"),
    [
        # four full years by 31 August 2022
        ("title_years", form(current_title_on="201808"), MET, ""),
        ("title_years", form(current_title_on="201809"), UNMET, "还差 1 年"),
        ("title_years", form(current_title_on="202208"), UNMET, "还差 4 年"),
        ("title_years", form(current_title="无", current_title_on=""), OPEN, "由审查部门核定"),
        by_rule("M2.8", "work_years", form(years=12), MET, ""),
        by_rule("M2.8", "work_years", form(years=13), UNMET, "只满 12 年"),
        ("work_years", basic(worked_since=None), OPEN, "没有参加工作时间"),
        ("work_years", conditions(gates={"years": 11}), MET, ""),
        ("work_years", conditions(gates={"years": 12}), UNMET, "还差 1 年"),
        by_rule("M2.9", "appraisals", year("appraisal", 2019), UNMET, "缺 2019 年度"),
        by_rule("M2.9", "appraisals", year("appraisal", 2021), UNMET, "缺 2021 年度"),
        ("appraisals", year("appraisal", 2020, result="合格"), MET, ""),
        ("appraisals", year("appraisal", 2020, result="基本合格"), UNMET, "2020 年度考核为基本合格"),
        ("appraisals", year("appraisal", 2020, result="不合格"), UNMET, "2020 年度考核为不合格"),
        ("appraisals", year("appraisal", 2020, result="不定等次"), OPEN, "2020 年度考核不定等次"),
        ("appraisals", conditions(appraisal_years=4), UNMET, "缺 2018 年度"),
        by_rule("A8.5", "education", year("training", 2019), UNMET, "2019 年度"),
        by_rule("A8.5", "education", year("training", 2020, hours=89.5), UNMET, "还差 0.5 学时"),
        ("education", year("training", 2020, hours=91), MET, ""),
        ("education", year("training", 2021, special_hours=59), UNMET, "其中专业科目还差 1 学时"),
        ("education", year("training", 2021, general_hours=17), UNMET, "其中公需科目还差 1 学时"),
        by_rule("A8.6", "post_sheet", without("post"), UNMET, "没有《事业单位"),
        ("post_sheet", said("否"), MET, ""),
        ("appointment", form(appointed_on=""), UNMET, "没有聘任时间"),
        ("dates", basic(appointed_on="201711"), UNMET, "聘任时间（2017年11月）不能早于取得时间"),
        ("dates", basic(appointed_on="201712"), MET, ""),
        ("dates", basic(worked_since="199901"), UNMET, "不满 14 岁"),
        ("dates", basic(graduated_on="199901"), UNMET, "不满 11 岁"),
        ("employer", of_employer("绍兴市环境监测中心"), OPEN, "报送单位是“绍兴市环境监测中心”"),
        by_rule("A8.8", "schooling", schooled(), MET, ""),
        (
            "schooling",
            schooled(school="浙江大学", level="硕士研究生"),
            MET,
            "",
        ),  # another one: registered nowhere, as many are
        ("schooling", schooled(to="201007"), OPEN, "浙江工业大学（大学本科）的登记有 1 处与业绩档案不同"),
        ("schooling", schooled(is_disputed=True), OPEN, "申报人认为登记不对，另附证明"),
        by_rule("A7.1", "since_title", ended("award", "201711"), UNMET, "2017年11月"),
        ("since_title", ended("award", "201712"), MET, ""),
        ("since_title", ended("project", ""), MET, ""),
        ("same_numbers", twice("patent"), UNMET, "编号相同"),
        ("same_numbers", twice("patent", number="ZL 2"), MET, ""),
        ("same_files", twice("project", number="2"), OPEN, "附有同一个文件"),
        ("declared", form(years=12), OPEN, "个人基本信息为11 年"),
        by_rule("A6.4", "score", scored(total=Decimal(97)), OPEN, "自评分是 97 分"),
        by_rule("A6.4", "score", scored(minimum=97), UNMET, "没有达到 97 分"),
        ("score", scored(minimum=96), MET, ""),
        ("score", scored(gates=()), UNMET, "控制项没有确认"),
        by_rule("A8.8", "enclosed", without("education"), UNMET, "缺《"),
    ],
)
def test_each_check_at_its_bounds(code: str, change: Change, result: Result, told: str) -> None:
    one = found(change(GOOD))[code]
    assert (one.result, told in one.reason, bool(one.reason)) == (result, True, result is not MET), one


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("title_years", conditions(gates={"title_years": 0})),
        ("appraisals", conditions(appraisal_years=0)),
        ("education", conditions(continuing_education={"years": 0})),
        ("appointment", said("否")),
        ("appointment", form(current_title="无")),
        ("score", lambda one: replace(one, declaration=replace(one.declaration, assessment=None))),
        ("employer", basic(employer=None)),
        ("schooling", lambda one: replace(one, declaration=replace(one.declaration, registered=()))),
    ],
)
def test_what_is_not_asked_is_not_checked(code: str, change: Change) -> None:
    assert code not in found(change(GOOD))


def test_what_an_earlier_form_did_not_seal_is_left_to_the_offices() -> None:
    earlier = replace(GOOD, declaration=replace(GOOD.declaration, form=3, conditions=""))
    assert {"title_years", "work_years", "appraisals", "education"}.isdisjoint(found(earlier))
    assert "dates" in found(earlier)


def test_who_began_to_work_last_year_is_appraised_for_no_earlier_one() -> None:
    newly = with_basic(
        with_records(GOOD, lambda one: None if one.kind == "appraisal" else one), worked_since="202107"
    )
    assert found(newly)["appraisals"].result is MET


def test_many_contradictions_can_still_be_read() -> None:
    early = with_records(GOOD, lambda one: replace(one, end="201001") if one.start == "201906" else one)
    assert found(early)["since_title"].reason.endswith("等 6 处")


def test_every_result_has_a_word() -> None:
    assert {*RESULT_NAMES} == {*Result}


@given(hours=st.decimals(0, 200, places=1), more=st.decimals(0, 200, places=1))
@pytest.mark.rule("A8.5")
def test_more_hours_never_make_it_worse(hours: Decimal, more: Decimal) -> None:
    def of(number: Decimal) -> Result:
        one = education(Case(year("training", 2020, hours=str(number))(GOOD)))
        assert one
        return one.result

    assert not (of(hours) is MET and of(hours + more) is not MET)
    assert (of(hours) is MET) == (hours >= 90)


@given(month=st.integers(0, 150), earlier=st.integers(0, 150))
def test_an_earlier_title_never_makes_it_worse(month: int, earlier: int) -> None:
    def of(since: int) -> Result:
        months = 2022 * 12 + 7 - since
        told = f"{months // 12}{months % 12 + 1:02d}"
        one = title_years(Case(with_declared(GOOD, current_title_on=told)))
        assert one
        return one.result

    assert not (of(month) is MET and of(month + earlier) is not MET)
    assert (of(month) is MET) == (month >= 48)
