"""Days as spreadsheets write them: one day, or none."""

from datetime import date

import pytest

from contracts.normal.days import day


@pytest.mark.parametrize(
    "written",
    [
        *("2026-01-11", "2026-1-11", "2026/1/11", "2026.1.11", "20260111", "2026 1 11", "2026年1月11日"),
        *(
            "2026年01月11",
            "２０２６－０１－１１",
            "2026\u20131\u201311",
            "2026\u30001\u300011",
            " 2026-01-11 ",
        ),
        *(
            "2026 年 1 月 11 日",
            "2026-01-11 00:00:00",
            "2026/1/11 0:00",
            "2026-01-11T00:00:00.000",
            "2026 / 1 / 11",
        ),
        "2026-01-11\u200b",
    ],
)
def test_what_can_be_no_other_day(written: str) -> None:
    assert day(written) == date(2026, 1, 11)


@pytest.mark.parametrize(
    "written",
    [
        *(
            "2026111",
            "202611",
            "2026 111",
            "202601 1",
            "26-1-11",
            "1/11/2026",
            "11-Jan-26",
            "46033",
            "2026-1",
            "2026",
        ),
        *(
            "2026-13-01",
            "2026-02-30",
            "20260230",
            "2026-01-11 08:30",
            "",
            "长期",
            "2026--01-11",
            "2026-01-111",
        ),
    ],
)
def test_what_might_be_another_day_or_is_none(written: str) -> None:
    assert day(written) is None
