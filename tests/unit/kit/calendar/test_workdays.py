import threading
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.calendar import Workdays
from kit.calendar.statutory import is_usually_off

WORKDAYS = Workdays()
SCHEDULE_2027 = """
year = 2027
source = "国务院办公厅关于2027年部分节假日安排的通知（试验用）"
holiday = [
  {name = "元旦", from = 2027-01-01, to = 2027-01-03, work = []},
  {name = "春节", from = 2027-02-05, to = 2027-02-11, work = [2027-01-31, 2027-02-20]},
  {name = "清明节", from = 2027-04-03, to = 2027-04-05},
  {name = "劳动节", from = 2027-05-01, to = 2027-05-05, work = [2027-04-25]},
  {name = "端午节", from = 2027-06-09, to = 2027-06-09},
  {name = "中秋节", from = 2027-09-15, to = 2027-09-15},
  {name = "国庆节", from = 2027-10-01, to = 2027-10-07, work = [2027-09-26, 2027-10-09]},
]
"""


@pytest.mark.rule("E4.5")
@pytest.mark.parametrize(
    ("posted_on", "last_day"),
    [
        ("2022-01-28", "2022-02-09"),
        ("2022-09-28", "2022-10-10"),
        ("2022-09-30", "2022-10-12"),
        ("2023-12-28", "2024-01-05"),
        ("2024-09-29", "2024-10-11"),
        ("2025-04-26", "2025-05-06"),
        ("2025-09-26", "2025-10-10"),
        ("2026-04-30", "2026-05-11"),
        ("2026-09-18", "2026-09-24"),
        ("2026-09-30", "2026-10-13"),
        ("2026-02-10", "2026-02-24"),
    ],
)
def test_five_working_days_end_where_the_official_calendar_says(posted_on: str, last_day: str) -> None:
    period = WORKDAYS.add(date.fromisoformat(posted_on), 5)

    assert period.last_day == date.fromisoformat(last_day)
    assert not period.provisional


@pytest.mark.rule("E4.5")
def test_a_period_ends_at_midnight_in_shanghai() -> None:
    period = WORKDAYS.add(date(2022, 9, 28), 5)

    assert period.ends_at.isoformat() == "2022-10-11T00:00:00+08:00"
    assert period.ends_at == datetime(2022, 10, 10, 16, tzinfo=UTC)
    assert WORKDAYS.ends_at(date(2022, 12, 31)).isoformat() == "2023-01-01T00:00:00+08:00"


@pytest.mark.rule("A9.2")
def test_calendar_days_take_no_notice_of_holidays() -> None:
    period = WORKDAYS.calendar_days(date(2022, 9, 28), 15)

    assert period.last_day == date(2022, 10, 13)
    assert period.ends_at.isoformat() == "2022-10-14T00:00:00+08:00"
    assert not period.provisional


@pytest.mark.parametrize(
    ("last_day", "moved"),
    [
        ("2026-10-01", "2026-10-08"),
        ("2026-10-04", "2026-10-08"),
        ("2026-10-08", "2026-10-08"),
        ("2026-10-10", "2026-10-10"),  # a Saturday that is made up for
        ("2026-10-11", "2026-10-12"),
        ("2026-02-15", "2026-02-24"),
        ("2026-06-06", "2026-06-08"),
        ("2026-12-20", "2026-12-21"),
        ("2026-12-24", "2026-12-24"),
    ],
)
def test_a_last_day_that_is_a_day_off_moves_to_the_next_working_day(last_day: str, moved: str) -> None:
    period = WORKDAYS.moved(date.fromisoformat(last_day))

    assert (period.last_day, period.provisional) == (date.fromisoformat(moved), False)


@pytest.mark.parametrize(
    ("last_day", "moved"),
    [
        ("2026-12-29", "2026-12-29"),
        ("2027-01-01", "2027-01-04"),
        ("2027-02-06", "2027-02-15"),  # eight days from New Year's Eve on, and a weekend
        ("2027-03-10", "2027-03-10"),
        ("2027-04-05", "2027-04-06"),
        ("2027-05-01", "2027-05-06"),
        ("2027-10-03", "2027-10-11"),
        ("2028-12-31", "2029-01-02"),
    ],
)
def test_in_an_unannounced_year_it_moves_as_years_usually_are(last_day: str, moved: str) -> None:
    period = WORKDAYS.moved(date.fromisoformat(last_day))

    assert (period.last_day, period.provisional) == (date.fromisoformat(moved), True)


def test_the_usual_arrangement_misses_no_day_off_since_it_was_decreed() -> None:
    days = [date(2025, 1, 1) + timedelta(n) for n in range(730 - 7)]

    assert not [d for d in days if d.weekday() < 5 and not WORKDAYS.is_working(d) and not is_usually_off(d)]


@pytest.mark.parametrize("year", range(2022, 2027))
def test_two_independent_libraries_agree(year: int) -> None:
    other = holidays.country_holidays("CN", years=range(2021, 2028))
    days = [date(year, 1, 1) + timedelta(n) for n in range(366)]

    assert [d for d in days if d.year == year and WORKDAYS.is_working(d)] == [
        d for d in days if d.year == year and other.is_working_day(d) and not _open(d)
    ]


def _open(day: date) -> bool:
    return not WORKDAYS.is_announced(day)


@pytest.mark.parametrize(("year", "working"), [(2022, 249), (2023, 249), (2024, 251), (2025, 248)])
def test_a_year_has_the_announced_number_of_working_days(year: int, working: int) -> None:
    days = (date(year, 1, 1) + timedelta(n) for n in range(366))

    assert sum(WORKDAYS.is_working(d) for d in days if d.year == year) == working


def test_a_period_into_an_unannounced_year_is_provisional() -> None:
    period = WORKDAYS.add(date(2026, 12, 24), 5)

    assert period.provisional
    assert period.last_day > date(2027, 1, 4)


def test_the_last_days_of_december_wait_for_the_next_announcement() -> None:
    assert WORKDAYS.is_announced(date(2026, 12, 24))
    assert not WORKDAYS.is_announced(date(2026, 12, 25))
    assert not WORKDAYS.add(date(2026, 12, 17), 5).provisional
    assert WORKDAYS.add(date(2026, 12, 18), 5).provisional


def test_a_loaded_year_makes_the_result_final(tmp_path: Path) -> None:
    (tmp_path / "2027.toml").write_text(SCHEDULE_2027)
    workdays = Workdays(tmp_path)

    period = workdays.add(date(2027, 1, 29), 5)

    assert (period.last_day, period.provisional) == (date(2027, 2, 4), False)
    assert workdays.add(date(2026, 12, 28), 5).last_day == date(2027, 1, 5)
    assert "2027 sha256:" in period.version


def test_a_file_that_comes_changes_or_goes_is_noticed(tmp_path: Path) -> None:
    workdays = Workdays(tmp_path / "years")
    first = workdays.add(date(2027, 3, 1), 5)
    (tmp_path / "years").mkdir()
    file = tmp_path / "years" / "2027.toml"
    file.write_text(SCHEDULE_2027)
    second = workdays.add(date(2027, 3, 1), 5)
    file.write_text(SCHEDULE_2027.replace("试验用", "更正"))
    third = workdays.add(date(2027, 3, 1), 5)
    file.unlink()

    assert [p.provisional for p in (first, second, third)] == [True, False, False]
    assert second.version != third.version
    assert workdays.add(date(2027, 3, 1), 5) == first


@pytest.mark.parametrize("content", ["year = ", 'year = 2026\nsource = "x"', SCHEDULE_2027])
def test_an_unusable_file_opens_its_year_again(tmp_path: Path, content: str) -> None:
    (tmp_path / "2026.toml").write_text(content)
    workdays = Workdays(tmp_path)

    period = workdays.add(date(2026, 4, 30), 5)

    assert period.provisional
    assert period.last_day >= date(2026, 5, 11)
    assert "2026 unusable" in period.version


def test_an_amended_announcement_replaces_the_whole_year(tmp_path: Path) -> None:
    (tmp_path / "2027.toml").write_text(SCHEDULE_2027)
    amended = SCHEDULE_2027.replace("2027-01-03, work = []", "2027-01-02, work = [2026-12-27]")
    (tmp_path / "2027.toml").write_text(amended)
    workdays = Workdays(tmp_path)

    assert workdays.is_working(date(2026, 12, 27))
    assert not workdays.is_working(date(2026, 12, 26))
    assert workdays.is_announced(date(2026, 12, 31))


@pytest.mark.parametrize("posted_on", [date(2003, 12, 31), date(2101, 1, 1)])
def test_days_outside_the_calendar_are_refused(posted_on: date) -> None:
    with pytest.raises(ValueError, match="outside 2004-01-01 to 2100-12-31"):
        WORKDAYS.add(posted_on, 5)


@pytest.mark.parametrize("days", [0, -1, 1001])
def test_a_period_of_no_length_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="1 to 1000 days"):
        WORKDAYS.add(date(2022, 1, 1), days)
    with pytest.raises(ValueError, match="1 to 1000 days"):
        WORKDAYS.calendar_days(date(2022, 1, 1), days)


def test_many_threads_read_while_a_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "2027.toml"
    workdays = Workdays(tmp_path)
    seen: list[bool] = []

    def read() -> None:
        seen.extend(workdays.add(date(2026, 4, 30), 5).provisional for _ in range(50))

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(5):
        file.write_text(SCHEDULE_2027)
    for thread in threads:
        thread.join()

    assert seen == [False] * 200


days_of_the_calendar = st.dates(date(2004, 1, 1), date(2100, 12, 31))


@given(days_of_the_calendar, st.integers(1, 60))
def test_every_day_has_an_answer_with_enough_weekdays(posted_on: date, days: int) -> None:
    period = WORKDAYS.add(posted_on, days)
    span = [posted_on + timedelta(n) for n in range(1, (period.last_day - posted_on).days + 1)]

    assert sum(WORKDAYS.is_working(day) for day in span) >= days
    assert WORKDAYS.is_working(period.last_day)


@given(days_of_the_calendar, st.integers(1, 30), st.integers(0, 30))
def test_later_or_longer_never_ends_earlier(posted_on: date, days: int, more: int) -> None:
    later = min(posted_on + timedelta(more), date(2100, 12, 31))

    assert WORKDAYS.add(later, days).last_day >= WORKDAYS.add(posted_on, days).last_day
    assert WORKDAYS.add(posted_on, days + more).last_day >= WORKDAYS.add(posted_on, days).last_day
