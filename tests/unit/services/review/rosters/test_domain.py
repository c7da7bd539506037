"""The roster's order is total and stable, and its lines say what the notice asks for."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.review.rosters.domain import (
    CATEGORIES,
    COLUMNS,
    INTERVIEWED,
    SPECIAL,
    Entry,
    Listed,
    Roster,
    cells,
    entry_of,
    head_faults,
    heading,
    place_of,
)
from tests.unit.services.review.submissions import in_order, of_year, with_declared, with_records

USUAL = entry_of(in_order())
NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)


def an_entry(**changes: Any) -> Entry:
    return replace(USUAL, **changes)


def a_line(number: int, category: str, remarks: tuple[str, ...], at: int) -> Listed:
    entry = an_entry(category=category, remarks=remarks)
    place = place_of(entry)
    return Listed(
        id=UUID(int=number),
        person_id=UUID(int=0),
        application_id=UUID(int=0),
        entered_at=NOON.replace(minute=at),
        category_rank=place.category_rank,
        special_rank=place.special_rank,
        number=None,
        version=None,
        entry=entry,
    )


REMARKS = st.lists(st.sampled_from((*SPECIAL, "转评")), unique=True).map(tuple)
LINES = st.lists(
    st.builds(a_line, st.integers(0, 10**6), st.sampled_from(CATEGORIES), REMARKS, st.integers(0, 3)),
    unique_by=lambda line: line.id,
)


@pytest.mark.rule("M1.2", "M2.4")
@given(LINES, st.randoms())
def test_the_order_is_total_and_does_not_depend_on_where_one_begins(lines: list[Listed], chance: Any) -> None:
    ordered = sorted(lines, key=lambda line: line.place)
    chance.shuffle(lines)
    assert sorted(lines, key=lambda line: line.place) == ordered
    categories = [key for key, _ in groupby(line.entry.category for line in ordered)]
    assert categories == [one for one in CATEGORIES if one in categories]
    for _, group in groupby(ordered, lambda line: line.entry.category):
        ranks = [
            next((rank for rank, one in enumerate(SPECIAL) if one in line.entry.remarks), len(SPECIAL))
            for line in group
        ]
        assert ranks == sorted(ranks)


@pytest.mark.rule("M1.2")
def test_the_special_entries_stand_in_the_order_of_the_notice() -> None:
    assert SPECIAL == (INTERVIEWED, "专家举荐", "单位直接推荐", "技能人才")


@pytest.mark.rule("M2.1", "M2.3", "M2.5", "M2.6", "M2.7", "M2.8", "M2.9")
def test_a_line_says_what_was_submitted() -> None:
    told = in_order()
    entry = entry_of(told)
    assert entry.appraisals.endswith("2019合格、2020优秀、2021合格")
    assert (entry.employer, entry.department) == (
        told.identity.employer.name,
        told.identity.employer.department,
    )
    declared = told.declaration.declared
    assert (entry.specialty, entry.years) == (declared.specialty, str(declared.years))
    for month in (entry.born, entry.obtained, entry.appointed):
        assert month.isdecimal()
        assert len(month) == 6


@pytest.mark.rule("M2.3")
def test_a_year_without_an_appraisal_is_not_left_out() -> None:
    told = with_records(in_order(), of_year("appraisal", 2020))
    assert "2019合格、2020无考核结果、2021合格" in entry_of(told).appraisals


@pytest.mark.rule("M2.9")
def test_the_term_of_office_is_told_and_no_year_of_the_plan_or_later() -> None:
    told = entry_of(with_declared(in_order(), appointed_on="")).appraisals
    assert told == "2019合格、2020优秀、2021合格"


@pytest.mark.rule("M2.2")
def test_the_remark_names_everything_that_is_special() -> None:
    told = cells(7, an_entry(remarks=("转评", "技能人才")))
    assert (told[0], told[-1]) == ("7", "转评、技能人才")


def test_every_cell_is_a_text() -> None:
    assert all(isinstance(one, str) for one in cells(1, an_entry()))


def test_the_heading_names_the_committee() -> None:
    title = "2022年度绍兴市生态环境专业工程师专业技术职务任职资格评审申报计划"
    assert heading(title) == "2022年度绍兴市生态环境专业工程师专业技术职务任职资格评审委员会评审对象花名册"


@pytest.mark.rule("B6.1")
@pytest.mark.rule("M1.2")
def test_a_committee_that_recommends_has_a_roster_of_its_own_name() -> None:
    title = "2022年度浙江省生态环境专业高级工程师专业技术职务任职资格评审申报计划"
    committee = "绍兴市中级职务任职资格评审委员会"
    own = heading(title, committee)
    assert own == f"{committee}评审对象花名册（2022年度浙江省生态环境专业高级工程师专业技术职务任职资格）"
    roster = Roster(
        id=UUID(int=1),
        city="shaoxing",
        office_id=UUID(int=2),
        plan="2022-senior-engineer",
        plan_title=title,
        version=1,
        added=1,
        frozen_at=NOON,
        frozen_by="钱七",
    )
    names = [*(name for name, _, _ in COLUMNS), ""]
    head = {1: [own], 2: ["第 1 版，2022年9月1日 12:00 固定"], 3: names}
    assert head_faults(roster, head, committee) == []
    (fault,) = head_faults(roster, head | {1: [heading(title)]}, committee)
    assert own in fault.message
