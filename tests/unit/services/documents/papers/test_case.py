"""What papers read from the sealed sections."""

import pytest

from services.documents.papers.domain.case import Case, Record, decisions_of, newest, round_of
from services.documents.papers.domain.words import day, local, moment, month, paragraphs, public
from tests.unit.services.documents.papers.factories import a_case, a_request, record

FIRST = (
    "identity",
    "archive",
    "declaration",
    "documents",
    "submission-1",
    "publicity-sheet-1",
    "decision-1-employer",
)
SECOND = ("identity", "archive", "declaration", "documents", "submission-2", "publicity-sheet-2")


def test_the_round_is_that_of_the_newest_submission() -> None:
    assert round_of(a_request(*FIRST).manifest) == 1
    assert round_of(a_request(*FIRST, *SECOND).manifest) == 2
    assert round_of(a_request("identity").manifest) == 1


def test_the_newest_section_of_a_name_counts() -> None:
    manifest = a_request(*FIRST, *SECOND).manifest
    assert newest(manifest, ["archive"])["archive"] is manifest[8]
    assert "settlement" not in newest(manifest, ["settlement"])


def test_only_the_decisions_of_the_present_round_are_shown() -> None:
    manifest = a_request(*FIRST, "decision-1-county-hr", *SECOND, "decision-2-employer").manifest
    assert [ref.name for ref in decisions_of(manifest, 1)] == ["decision-1-employer", "decision-1-county-hr"]
    assert [ref.name for ref in decisions_of(manifest, 2)] == ["decision-2-employer"]


def test_records_come_oldest_first() -> None:
    assert [one.start for one in a_case().records("project", "award")] == ["201506", "201901", "202012"]


def test_a_record_gives_what_is_asked_and_keeps_the_rest() -> None:
    one = Record(record("paper", "202003", "202003", 论文题目="题", 刊号="CN 1", 收录情况="核心"))
    assert one.take("论文题目", "书名") == "题"
    one.skip("发表时间")
    assert one.rest() == "刊号：CN 1；收录情况：核心"


@pytest.mark.parametrize(
    ("start", "end", "span"),
    [
        ("201509", "201806", "201509—201806"),
        ("201509", "", "201509至今"),
        ("202003", "202003", "202003"),
        ("", "", ""),
    ],
)
def test_spans(start: str, end: str, span: str) -> None:
    assert Record(record("work", start, end)).span == span


def test_an_empty_case_says_nothing_and_does_not_fail() -> None:
    case = Case()
    assert (case.person, case.basic, case.passes, case.dated_on) == ({}, {}, (), "")
    assert case.records("work") == []


def test_a_case_is_dated_by_the_newest_thing_it_tells() -> None:
    assert a_case().dated_on == "2022-10-28"


def test_days_and_months() -> None:
    assert day("2022-09-28") == "2022年9月28日"
    assert day("2022-09-27T16:30:00+00:00") == "2022年9月28日"
    assert month("1988-08-08") == "198808"
    assert month("198808") == "198808"
    assert moment("2022-10-28T01:30:00Z") == "2022年10月28日 09:30"
    assert day("不详") == "不详"
    assert local("") is None


def test_paragraphs_lose_empty_lines() -> None:
    assert paragraphs("一\r\n\r\n 二 \n\n\n三") == ["一", "二", "三"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13857512345，", "电话［已隐去］，"),
        ("33060319880808122X号", "［已隐去］号"),
        ("编号 2019012345678", "编号 2019012345678"),
        ("产值12345678901234567890元", "产值12345678901234567890元"),
    ],
)
def test_numbers_of_persons_are_hidden_in_public(text: str, shown: str) -> None:
    assert public(text) == shown
