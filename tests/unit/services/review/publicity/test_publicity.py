"""The employer's publicity: phases, dates, and what its result needs."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from services.review.publicity.domain import (
    Outcome,
    Posting,
    Publicity,
    link_faults,
    outcome_faults,
    phase_of,
    place_faults,
    standard_result,
)
from services.review.tasks.domain import Phase

POSTED = Publicity(
    id=UUID(int=1),
    task_id=UUID(int=2),
    place="单位一楼公告栏张贴",
    posted_at=datetime(2022, 9, 28, 1, tzinfo=UTC),
    posted_by=UUID(int=3),
    posted_by_name="王五",
)
DUE = datetime(2022, 10, 11, 16, tzinfo=UTC)  # 24:00 of 11 October in Shanghai
RUNNING = replace(POSTED, due_at=DUE)
OVER = replace(RUNNING, is_over=True)
GOOD = Outcome(has_objections=False, handling="", result="公示期间未收到任何意见，无异议。")


@pytest.mark.rule("E4.5")
@pytest.mark.parametrize(
    ("publicity", "phase"),
    [
        (None, Phase.UNPOSTED),
        (POSTED, Phase.COUNTING),
        (RUNNING, Phase.RUNNING),
        (OVER, Phase.OVER),
        (replace(OVER, recorded_at=DUE), Phase.RECORDED),
    ],
)
def test_a_publicity_goes_through_its_phases(publicity: Publicity | None, phase: Phase) -> None:
    assert phase_of(publicity) is phase


@pytest.mark.rule("E4.5")
def test_days_are_days_in_china_and_midnight_belongs_to_the_day_before() -> None:
    late = replace(RUNNING, posted_at=datetime(2022, 9, 28, 15, 59, tzinfo=UTC))
    assert late.posted_on == date(2022, 9, 28)
    assert replace(late, posted_at=datetime(2022, 9, 28, 16, tzinfo=UTC)).posted_on == date(2022, 9, 29)
    assert late.ended_on == date(2022, 10, 11)
    assert POSTED.ended_on is None


@pytest.mark.rule("E4.4")
def test_the_standard_sentence_names_period_days_and_place() -> None:
    assert standard_result(RUNNING, 5) == (
        "于2022年9月28日至2022年10月11日进行了5个工作日的公示（单位一楼公告栏张贴），无异议。"
    )


@pytest.mark.parametrize(
    ("place", "words"), [("", "请填写公示地点和形式"), ("墙", "至少 2 个字"), ("墙" * 201, "最多 200 个字")]
)
def test_a_posting_says_where(place: str, words: str) -> None:
    assert words in place_faults(place)[0].message


@pytest.mark.rule("E4.5")
@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("", ["请填写受理异议的电话"]),
        ("88880000", ["应为带区号的固定电话或 11 位手机号码，例如 0575-88880000"]),
        ("010-1234567-", ["应为带区号的固定电话或 11 位手机号码，例如 0575-88880000"]),
        ("0575-88880000", []),
        ("0575-88880000-8001", []),
        ("01088880000", []),
        ("13900139000", []),
    ],
)
def test_a_posting_says_whom_to_call(number: str, words: list[str]) -> None:
    posting = Posting(place="一楼公告栏", telephone=number)
    assert [(fault.field, fault.message) for fault in posting.faults] == [
        ("telephone", told) for told in words
    ]


@pytest.mark.rule("E4.4")
@pytest.mark.parametrize(
    ("outcome", "fields"),
    [
        (GOOD, []),
        (Outcome(has_objections=None, handling="", result=""), ["objections", "result"]),
        (replace(GOOD, has_objections=True), ["handling", "result"]),
        (
            Outcome(
                has_objections=True,
                handling="一人反映业绩排名，经核查属实有误，已更正",
                result="有异议，已核查处理完毕。",
            ),
            [],
        ),
    ],
)
def test_a_result_says_whether_there_were_objections_and_what_was_done(
    outcome: Outcome, fields: list[str]
) -> None:
    assert [fault.field for fault in outcome_faults(outcome)] == fields


@pytest.mark.parametrize(
    "link",
    [
        "",
        "http://www.example.gov.cn/gs/1.html",
        "https://内网.example.cn:8443/公示?编号=1#a",
        "http://10.1.2.3/gs",
        "http://[::1]:80/",
    ],
)
def test_a_link_is_an_address_of_the_web(link: str) -> None:
    assert not link_faults(link)


@pytest.mark.parametrize(
    "text",
    [
        "www.example.cn",
        "javascript:alert(1)",
        "data:text/html,1",
        "ftp://example.cn/",
        "http://",
        "http://[",
        "http://bank.example.cn@evil.example/",
        "http://a.cn\\@evil.example/",
        "http://a.cn/ b",
        "http://a.cn/\u202e",
        'http://a.cn/"onclick=',
        "http://a.cn/" + "a" * 500,
    ],
)
def test_nothing_else_is_a_link(text: str) -> None:
    assert link_faults(text)
