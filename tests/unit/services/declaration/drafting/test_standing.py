"""The page of a plan tells before one begins what one meets, what not, and what would be needed."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest

from cities.conditions import full_years
from cities.gates import Gates
from contracts.sections.declaration import NO_TITLE
from contracts.sections.verified import Proven, Verified, Year
from kit.clock import SHANGHAI
from services.declaration.drafting.domain.readiness import Readiness, missing
from services.declaration.drafting.domain.standing import (
    Condition,
    Met,
    conditions,
    lacking_number,
)
from tests.unit.services.declaration.plans import a_plan

READY = Readiness(employer_id=UUID(int=1), has_basic_verified=True, has_records_verified=True)
PLAN = a_plan(gates=Gates(years=6, title_years=4))
OPEN, PAST = datetime(2022, 8, 1, tzinfo=SHANGHAI), datetime(2022, 9, 1, tzinfo=SHANGHAI)


HOURS = tuple(
    Year(year=year, hours=hours, special_hours=special, general_hours="18")
    for year, hours, special in (
        (2018, "1", "1"),
        (2019, "96", "60"),
        (2020, "90", "72"),
        (2021, "98.5", "60"),
    )
)


def facts(*, years: int = 6, since: str = "201808", title: str = "助理工程师") -> Verified:
    return Verified(
        specialty="环境监测",
        current_title=title,
        current_title_on=since,
        appointed_on=since,
        years=years,
        proven=Proven(years=HOURS),
    )


def met(verified: Verified | None, readiness: Readiness = READY, at: datetime = OPEN) -> dict[str, Condition]:
    return {one.name: one for one in conditions(PLAN, readiness, verified, at)}


@pytest.mark.rule("A3.1", "A3.2")
def test_who_meets_everything_reads_so_and_what_is_left_to_look_at() -> None:
    found = met(facts())

    assert {one.met for one in found.values()} == {Met.YES}
    assert found["申报时间"].told == "正在受理，2022年8月31日 17:00 截止"
    assert found["现任资格年限"].told == "助理工程师，2018年8月取得，至申报截止满 4 年，要求满 4 年"
    assert found["同一计划一份申报"].met is Met.YES


@pytest.mark.rule("A8.5")
def test_hours_are_told_year_by_year_with_what_counts_and_what_is_missing() -> None:
    found = met(replace(facts(), proven=Proven(years=(*HOURS[:2], Year(year=2021, hours="85.5")))))

    assert [name for name in found if "继续教育" in name] == [
        f"{year} 年度继续教育" for year in (2019, 2020, 2021)
    ]
    counted, without, short = (found[f"{year} 年度继续教育"] for year in (2019, 2020, 2021))
    assert counted.told == (
        "已核验 96 学时（其中专业科目 60 学时、公需科目 18 学时），"
        "每年不少于 90 学时（其中专业科目不少于 60、公需科目不少于 18）"
    )
    assert (counted.met, without.met, short.met) == (Met.YES, Met.SHORT, Met.SHORT)
    assert "没有已核验的 2020 年度继续教育记录" in without.told
    assert without.page == "/archive/records/new/training"
    assert "还差 4.5 学时（每年不少于 90 学时），其中专业科目还差 60 学时" in short.told
    assert not missing(PLAN, READY, OPEN)


def test_before_anything_is_verified_the_years_and_hours_that_a_plan_wants_are_told() -> None:
    found = met(None)["继续教育"]

    assert found.met is Met.OPEN
    assert "2019、2020、2021 年，每年不少于 90 学时（其中专业科目不少于 60" in found.told


def test_years_that_are_missing_are_told_and_stand_against_nothing() -> None:
    found = met(facts(years=5, since="201809"))

    assert found["专业工作年限"].told.startswith("已核验 5 年，要求满 6 年，还差 1 年")
    assert found["现任资格年限"].met is Met.SHORT
    assert "满 3 年，要求满 4 年，还差 1 年" in found["现任资格年限"].told
    assert {found[name].page for name in ("专业工作年限", "现任资格年限")} == {"/archive/basic"}
    assert not missing(PLAN, READY, OPEN)
    untitled = met(facts(since="", title=NO_TITLE))["现任资格年限"]
    assert (untitled.met, untitled.told[:10]) == (Met.SHORT, "没有已核验的现任资格")


@pytest.mark.rule("A2.3")
def test_what_stands_against_starting_is_what_is_refused_in_the_same_order() -> None:
    found = conditions(PLAN, Readiness(), None, PAST)
    refused = missing(PLAN, Readiness(), PAST)

    blocking = [one for one in found if one.met is Met.NO]
    assert [one.told for one in blocking] == [one.message for one in refused]
    assert [one.page for one in blocking] == [one.page for one in refused]
    assert lacking_number(found) == {"申报时间": 1, "个人基本信息": 2, "业绩档案": 3}
    assert {one.name for one in found if one.met is Met.OPEN} == {"专业工作年限", "现任资格年限", "继续教育"}


@pytest.mark.rule("A2.4")
def test_an_employer_that_may_not_act_is_a_condition_of_its_own() -> None:
    readiness = replace(READY, suspended_for="clerk")

    found = met(facts(), readiness)["用人单位"]
    assert (found.met, found.told) == (Met.NO, missing(PLAN, readiness, OPEN)[0].message)


def test_a_plan_that_asks_for_no_years_tells_of_none() -> None:
    plan = a_plan(
        gates=Gates(), continuing_education=PLAN.continuing_education.model_copy(update={"years": 0})
    )

    names = [one.name for one in conditions(plan, READY, facts(), OPEN)]
    assert names == ["申报时间", "个人基本信息", "业绩档案", "同一计划一份申报"]


@pytest.mark.parametrize(
    ("month", "years"), [("201808", 4), ("201809", 3), ("202208", 0), ("202301", 0), ("200001", 22)]
)
def test_a_year_is_full_in_the_month_in_which_it_began(month: str, years: int) -> None:
    assert full_years(month, date(2022, 8, 31)) == years
