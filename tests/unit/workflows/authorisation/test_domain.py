"""When the clerk of a term is reminded, and when the term is over."""

from datetime import date, datetime

import pytest

from kit.clock import SHANGHAI, end_of
from workflows.authorisation.domain import coming, due

LAST_DAY = date(2024, 3, 31)

pytestmark = pytest.mark.rule("E2.1")


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2024, month, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("after", "next_at", "days_left"),
    [
        (datetime(2022, 4, 1, tzinfo=SHANGHAI), at(3, 1, 9), 30),
        (at(3, 1, 8, 59), at(3, 1, 9), 30),
        (at(3, 1, 9), at(3, 24, 9), 7),
        (at(3, 24, 8, 59), at(3, 24, 9), 7),
        (at(3, 24, 9), at(4, 1, 0), 0),
        (at(3, 31, 23, 59), at(4, 1, 0), 0),
        (at(4, 1, 0), at(4, 1, 0), 0),
        (at(12, 31, 12), at(4, 1, 0), 0),
    ],
)
def test_what_is_past_is_skipped_and_the_end_always_comes(
    after: datetime, next_at: datetime, days_left: int
) -> None:
    moment = coming(LAST_DAY, after)
    assert (moment.at, moment.days_left, moment.is_end) == (next_at, days_left, days_left == 0)


def test_the_last_day_is_over_at_its_24_00_in_shanghai() -> None:
    assert end_of(LAST_DAY).isoformat() == "2024-04-01T00:00:00+08:00"
    assert due(LAST_DAY) == "2024年03月31日 24:00"
