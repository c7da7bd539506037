"""Tasks in words."""

from datetime import UTC, datetime, timedelta

import pytest

from services.review.queue.web import views

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(hours=23), "今日收到"),
        (timedelta(days=3, hours=1), "已等待 3 天"),
        (-timedelta(days=2), "今日收到"),
    ],
)
def test_waiting_is_told_in_days(later: timedelta, words: str) -> None:
    assert views.waited(NOON, NOON + later) == words
