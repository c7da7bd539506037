from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.identity.access.domain.limits import (
    LIMITS,
    LONG,
    Counter,
    Limit,
    Tried,
    in_words,
    left_to_wait,
    tried,
    wait_after,
)

AT = datetime(2022, 9, 1, tzinfo=UTC)
UNTRIED = Tried(count=0, last_at=AT, blocked_until=AT)


def test_the_first_attempts_are_free_then_each_wait_is_twice_as_long_up_to_thirty_seconds() -> None:
    limit = LIMITS[Counter.HERE]
    seconds = [wait_after(count, limit).seconds for count in range(1, 12)]
    assert seconds == [0, 0, 1, 2, 4, 8, 16, 30, 30, 30, 30]


@given(st.integers(0, 10**9), st.sampled_from([limit for limit in LIMITS.values() if limit.per is None]))
def test_nobody_ever_waits_longer_than_the_limit_says(count: int, limit: Limit) -> None:
    assert timedelta(0) <= wait_after(count, limit) <= limit.longest <= LONG
    assert wait_after(count, limit) <= wait_after(count + 1, limit)


def test_a_whole_office_behind_one_address_has_more_free_attempts_than_one_login() -> None:
    assert LIMITS[Counter.ADDRESS].free > LIMITS[Counter.HERE].free


def test_every_counter_has_a_limit() -> None:
    assert set(LIMITS) == set(Counter)


@pytest.mark.parametrize("limit", LIMITS.values(), ids=LIMITS.keys())
def test_a_clock_that_was_ahead_makes_nobody_wait_longer_than_the_limit_says(limit: Limit) -> None:
    ahead, most = AT + timedelta(minutes=10), limit.per or limit.longest
    state = tried(UNTRIED, ahead, limit)
    assert left_to_wait(state.blocked_until, AT, limit) == timedelta(0)
    for _ in range(limit.free + 10):
        state = tried(state, ahead, limit)
    assert left_to_wait(state.blocked_until, ahead, limit) > timedelta(0)
    assert left_to_wait(state.blocked_until, AT, limit) <= most
    assert left_to_wait(state.blocked_until, ahead + most, limit) == timedelta(0)
    if limit.per is None:  # a number of messages stays used up
        assert left_to_wait(state.blocked_until, AT, limit) == timedelta(0)


@given(st.lists(st.integers(0, 3600), max_size=40), st.integers(1, 5))
def test_in_any_time_of_this_length_there_are_no_more_than_twice_so_many(gaps: list[int], free: int) -> None:
    """Two windows that touch are the worst case; within one there are `free` at most."""
    limit, at, state = Limit(free=free, per=timedelta(hours=1)), AT, UNTRIED
    taken: list[datetime] = []
    for gap in gaps:
        at += timedelta(seconds=gap)
        if state.blocked_until <= at:
            state = tried(state, at, limit)
            taken.append(at)
    for first in taken:
        assert sum(first <= one < first + timedelta(hours=1) for one in taken) <= 2 * free


def test_what_may_come_so_often_in_a_time_waits_until_it_is_over() -> None:
    limit, state = Limit(free=2, per=timedelta(days=1)), UNTRIED
    for minutes in (0, 10):
        assert state.blocked_until <= AT + timedelta(minutes=minutes)
        state = tried(state, AT + timedelta(minutes=minutes), limit)
    assert state.blocked_until == AT + timedelta(days=1)
    assert tried(state, AT + timedelta(days=1), limit).count == 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "1 秒"), (120, "120 秒"), (121, "3 分钟"), (300, "5 分钟"), (7201, "3 小时"), (86400, "24 小时")],
)
def test_how_long_is_said_as_people_say_it_and_never_less_than_it_is(seconds: int, words: str) -> None:
    assert in_words(seconds) == f" {words}"
