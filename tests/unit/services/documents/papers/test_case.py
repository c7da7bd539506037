"""What papers read from the sealed sections."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.documents.papers.domain.case import Record
from services.documents.papers.domain.words import day, moment, paragraphs
from tests.unit.sections.written import archive
from tests.unit.services.documents.papers.factories import a_case, record


def test_records_come_oldest_first() -> None:
    assert [one.start for one in a_case().records("project", "award")] == ["201506", "201901", "202012"]


def test_a_record_gives_what_is_asked_and_keeps_the_rest() -> None:
    (one,) = a_case(
        records=[record("report", name="题", finished_on="202003", type="设计报告", role="主持")]
    ).records("report")
    assert one.take("name", "book") == "题"
    one.skip("finished_on")
    assert one.rest() == "类别：设计报告；本人作用：主持"


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [("201509", "201806", "201509—201806"), ("201509", "", "201509至今"), ("202003", "202003", "202003")],
)
def test_spans(start: str, end: str, span: str) -> None:
    (sealed,) = (one for one in archive().records if one.kind == "work")
    assert Record(replace(sealed, start=start, end=end)).span == span


def test_a_case_is_dated_by_the_newest_thing_it_tells() -> None:
    assert f"{a_case().dated_at:%Y-%m-%d}" == "2022-10-28"
    assert replace(a_case(), decisions=(), settlements=()).dated_at is None


def test_days_and_moments_are_those_of_china() -> None:
    assert day(date(2022, 9, 28)) == "2022年9月28日"
    assert day(datetime(2022, 9, 27, 16, 30, tzinfo=UTC)) == "2022年9月28日"
    assert moment(datetime(2022, 10, 28, 1, 30, tzinfo=UTC)) == "2022年10月28日 09:30"


def test_paragraphs_lose_empty_lines() -> None:
    assert paragraphs("一\r\n\r\n 二 \n\n\n三") == ["一", "二", "三"]
