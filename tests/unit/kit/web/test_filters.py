from datetime import UTC, date, datetime

import pytest

from kit.web import filters

LATE_IN_UTC = datetime(2022, 9, 28, 16, 30, tzinfo=UTC)  # already the 29th in Shanghai


def test_days_and_moments_are_shown_in_shanghai() -> None:
    assert filters.day(LATE_IN_UTC) == "2022年9月29日"
    assert filters.day(date(2022, 9, 28)) == "2022年9月28日"
    assert filters.moment(LATE_IN_UTC) == "2022年9月29日 00:30"
    assert filters.stamp(LATE_IN_UTC) == "2022-09-29T00:30:00+08:00"
    assert filters.stamp(date(2022, 9, 28)) == "2022-09-28"


def test_a_period_ends_at_the_24_00_of_its_last_day() -> None:
    assert filters.until(date(2022, 10, 11)) == "2022年10月11日 24:00"
    assert filters.until(datetime(2022, 10, 11, 16, tzinfo=UTC)) == "2022年10月11日 24:00"
    assert filters.until(datetime(2022, 10, 11, 9, 30, tzinfo=UTC)) == "2022年10月11日 17:30"


def test_months_come_as_six_digits_or_as_days() -> None:
    assert filters.month("200808") == "2008年8月"
    assert filters.month(date(2008, 8, 15)) == "2008年8月"


@pytest.mark.parametrize(
    ("fen", "shown"), [(0, "0.00 元"), (28000, "280.00 元"), (128005, "1,280.05 元"), (-28005, "-280.05 元")]
)
def test_money_is_whole_fen(fen: int, shown: str) -> None:
    assert filters.money(fen) == shown


def test_masks_hide_what_identifies() -> None:
    assert filters.mask_id("330602198508151234") == "330***********1234"
    assert filters.mask_mobile("13812345678") == "138****5678"
    assert filters.mask_id("3306") == "****"
    assert filters.mask_name("欧阳喆") == "欧**"


@pytest.mark.parametrize(
    "name", ["date", "datetime", "month", "until", "money", "mask_id", "mask_mobile", "mask_name"]
)
def test_nothing_is_a_dash(name: str) -> None:
    assert filters.FILTERS[name](None) == filters.EMPTY
