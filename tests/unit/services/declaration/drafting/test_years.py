"""What every year needs: hours (A8.5) and an appraisal (M2.3, M2.9)."""

from dataclasses import replace

import pytest

from contracts.sections.verified import Year
from services.declaration.attachments.domain import sealed
from services.declaration.drafting.domain.years import appraisals, education
from tests.unit.services.declaration.enclosures import enclosures, verified
from tests.unit.services.declaration.plans import a_plan


def hours(**told: str) -> tuple[Year, ...]:
    return tuple(
        Year(year=int(year[1:]), hours=count, special_hours="60", general_hours="18")
        for year, count in told.items()
    )


def appraised(*told: tuple[int, str]) -> tuple[Year, ...]:
    return tuple(Year(year=year, appraisal=result) for year, result in told)


@pytest.mark.rule("A8.5")
def test_hours_are_told_year_by_year_with_what_is_missing() -> None:
    lines = education(a_plan(), verified(years=hours(y2018="10", y2019="90", y2020="89.5")).proven)

    assert [(line.year, line.told, bool(line.fault)) for line in lines] == [
        (2019, "90 学时", False),
        (2020, "89.5 学时", True),
        (2021, "", True),
    ]
    assert "还差 0.5 学时" in lines[1].fault
    assert "没有已核验的 2021 年度继续教育记录" in lines[2].fault
    assert [line.page for line in lines] == [
        "",
        "/archive/records?kind=training",
        "/archive/records/new/training",
    ]


@pytest.mark.rule("A8.5")
def test_hours_of_each_sort_are_told_where_the_plan_wants_them() -> None:
    proven = verified(years=(Year(year=2021, hours="96", special_hours="59.5"),)).proven
    fault = education(a_plan(), proven)[-1].fault

    assert "其中专业科目还差 0.5 学时" in fault
    assert "其中公需科目还差 18 学时" in fault
    any_sort = a_plan().continuing_education.model_copy(update={"special_hours": 0, "general_hours": 0})
    assert not education(a_plan(continuing_education=any_sort), proven)[-1].fault


@pytest.mark.rule("M2.3")
@pytest.mark.rule("M2.9")
def test_the_last_three_years_are_told_one_by_one() -> None:
    known = appraised((2015, "合格"), (2017, "优秀"), (2019, "合格"), (2020, "优秀"), (2021, "合格"))
    found = enclosures(verified=verified(years=known))

    told = {one.code: one.value for one in sealed.particulars(found)}
    assert told["appraisals"] == "2019合格、2020优秀、2021合格"
    assert [line.year for line in found.appraisals] == [2017, 2019, 2020, 2021]  # of the term: since 2016
    assert not [line for line in found.appraisals if line.fault]


@pytest.mark.rule("M2.9")
def test_years_without_an_appraisal_are_told_one_by_one() -> None:
    lines = appraisals(a_plan(), verified(years=appraised((2020, "优秀"))))

    assert [line.year for line in lines if line.problem] == [2019, 2021]
    assert all(f"{line.year} 年度考核" in line.fault for line in lines if line.fault)


@pytest.mark.rule("M2.9")
@pytest.mark.parametrize(
    ("began", "years"), [("201912", [2020, 2021]), ("202106", []), ("", [2019, 2020, 2021])]
)
def test_nobody_needs_an_appraisal_before_the_year_after_the_first(began: str, years: list[int]) -> None:
    lines = appraisals(a_plan(), replace(verified(), worked_since=began))

    assert [line.year for line in lines] == years
