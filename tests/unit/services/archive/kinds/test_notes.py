"""What is odd in a file: said with a place and a remedy, and only when it is odd."""

from datetime import date

import pytest

from kit.ids import derived
from services.archive.kinds.domain.fields import Value
from services.archive.kinds.domain.kinds import KINDS
from services.archive.kinds.domain.notes import Entry, Note, Whole, notes, years_worked

TODAY = date(2022, 8, 15)
EMPLOYER = "绍兴市环境监测中心"


def a(kind: str, **values: Value) -> Entry:
    return Entry(id=derived(kind, values), kind=KINDS[kind], values=values)


def found(*entries: Entry, field: str = "") -> list[str]:
    return [note.message for note in told(*entries) if note.field == field]


def told(*entries: Entry) -> list[Note]:
    return notes(Whole(entries=entries, today=TODAY, employer=EMPLOYER))


def work(start: str, end: str = "", unit: str = EMPLOYER) -> Entry:
    return a("work", unit=unit, post="监测员", **{"from": start, **({"to": end} if end else {})})


def appraisals() -> list[Entry]:
    return [a("appraisal", year=year, result="合格") for year in (2019, 2020, 2021)]


def study(start: str, end: str, form: str = "全日制") -> Entry:
    return a("education", school="浙江大学", form=form, **{"from": start, "to": end})


def test_a_sound_file_has_no_notes() -> None:
    training = a("training", year=2021, hours=96, special_hours=66, general_hours=18)
    sound = (study("200609", "201006"), work("201007"), a("basic", years=12), training, *appraisals())
    assert told(*sound) == []
    assert told() == []


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("hours", 89, "2021 年度总学时为 89，不足 90"),
        ("hours", "89.5", "2021 年度总学时为 89.5，不足 90"),
        ("special_hours", 59, "2021 年度专业科目学时为 59，不足 60"),
        ("general_hours", 17, "2021 年度公需科目学时为 17，不足 18"),
    ],
)
def test_too_few_hours_of_training(field: str, value: Value, message: str) -> None:
    hours = {"hours": 96, "special_hours": 66, "general_hours": 18, field: value}
    assert found(a("training", year=2021, **hours), field=field) == [message]


def test_half_an_hour_more_is_enough() -> None:
    assert found(a("training", year=2021, hours="90.5"), field="hours") == []


@pytest.mark.parametrize("field", ["special_hours", "general_hours"])
def test_parts_of_training_need_not_be_told(field: str) -> None:
    assert found(a("training", year=2021, hours=96), field=field) == []


def test_full_time_study_beside_work_is_odd_and_evening_study_is_not() -> None:
    assert len(found(work("201007"), study("201109", "201306"), field="form")) == 1
    assert found(work("201007"), study("201109", "201306", "函授"), field="form") == []
    assert found(work("201006"), study("200609", "201006"), field="form") == []


def test_two_posts_at_once_are_told_once_for_both() -> None:
    first, second = work("201007", "201512"), work("201510")
    (note,) = [note for note in told(first, second) if note.field == "from"]
    assert note.is_about(first.id)
    assert note.is_about(second.id)
    assert "兼职" in note.remedy
    assert found(work("201007", "201512"), work("201512"), field="from") == []


@pytest.mark.parametrize(
    ("first_end", "second_start", "told_gap"),
    [("201501", "201505", ["2015年2月至2015年4月没有工作经历"]), ("201501", "201504", [])],
)
def test_a_gap_of_three_months_is_worth_a_word(
    first_end: str, second_start: str, told_gap: list[str]
) -> None:
    assert found(work("201007", first_end), work(second_start), field="to") == told_gap


def test_a_gap_until_today() -> None:
    assert found(work("201007", "202112"), field="to") == ["2022年1月至2022年8月没有工作经历"]


def test_a_title_before_any_work() -> None:
    title = a("title", name="助理工程师", obtained_on="201006")
    assert len(found(work("201007"), title, field="obtained_on")) == 1
    assert found(title, field="obtained_on") == []


def test_the_same_paper_twice() -> None:
    first = a("paper", name="水质 监测", published_on="202001")
    second = a("paper", name="水质监测", published_on="202101")
    assert len(found(first, second, field="name")) == 1
    assert found(first, a("book", name="水质监测", published_on="202101"), field="name") == []


def test_an_award_before_its_project() -> None:
    project = a("project", name="自动站建设", **{"from": "201503"})
    assert len(found(project, a("award", name="自动站建设", awarded_on="201402"), field="awarded_on")) == 1
    assert found(project, a("award", name="自动站建设", awarded_on="201602"), field="awarded_on") == []


def test_what_basic_information_and_records_say_differently() -> None:
    basic = a("basic", school="浙江大学", current_title="助理工程师", title_obtained_on="201112")
    degree = a("education", school="宁波大学", is_highest="是", to="201006")
    title = a("title", name="助理工程师", obtained_on="201111")
    assert len(found(basic, degree, field="school")) == 1
    assert len(found(basic, title, field="title_obtained_on")) == 1
    assert len(found(degree, a("education", school="浙江大学", is_highest="是"), field="is_highest")) == 1


@pytest.mark.rule("M2.5")
def test_the_present_post_is_at_the_bound_employer() -> None:
    assert len(found(work("201007", unit="环境监测站"), field="unit")) == 1
    assert found(work("201007"), field="unit") == []


@pytest.mark.rule("M2.9")
def test_appraisals_of_the_last_three_years() -> None:
    assert found(work("201007"), *appraisals()[1:], field="year") == ["缺少 2019 年度的年度考核"]
    assert found(work("202007"), *appraisals()[2:], field="year") == []


@pytest.mark.rule("M2.8")
@pytest.mark.parametrize(
    ("works", "years"),
    [
        ([], None),
        ([("201007", "")], 12),
        ([("201009", "")], 11),
        ([("201007", "201507"), ("201607", "202107")], 10),
        ([("201007", "201507"), ("201207", "201707")], 7),
    ],
)
def test_years_of_work_are_full_years_and_count_once(works: list[tuple[str, str]], years: int | None) -> None:
    whole = Whole(entries=[work(*span) for span in works], today=TODAY, employer=EMPLOYER)
    assert years_worked(whole) == years


@pytest.mark.rule("M2.8")
def test_years_that_differ_from_the_records_are_told() -> None:
    assert found(work("201007"), a("basic", years=10), field="years") == [
        "专业工作年限填写 10 年，按工作经历计算为 12 年"
    ]
