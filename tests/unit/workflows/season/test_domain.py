"""What comes next in a season, to the second."""

from datetime import datetime, timedelta

import pytest

from contracts.season import SeasonStanding, SeasonStart
from workflows.season.domain import (
    SPREAD_SECONDS,
    Memory,
    Phase,
    due,
    phase,
    reminders,
    spread,
    told,
    wakes_at,
)

SECOND = timedelta(seconds=1)
LATER = timedelta(minutes=5)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2022-{text}+08:00")


SEASON = SeasonStanding(opens_at=at("07-01T09:00"), closes_at=at("08-31T17:00"), remind_days=(7, 3, 1))
NOTHING = Memory()


@pytest.mark.rule("A3.1")
def test_it_opens_and_closes_at_the_second() -> None:
    moments = (SEASON.opens_at - SECOND, SEASON.opens_at, SEASON.closes_at - SECOND, SEASON.closes_at)

    assert [phase(SEASON, one) for one in moments] == [Phase.COMING, Phase.OPEN, Phase.OPEN, Phase.OVER]
    assert wakes_at(SEASON, LATER, at("01-01T00:00")) == SEASON.opens_at
    assert wakes_at(SEASON, LATER, at("08-30T12:00")) == SEASON.closes_at
    assert wakes_at(SEASON, LATER, SEASON.closes_at) is None


def test_reminders_come_seven_three_and_one_days_before_the_last_day() -> None:
    assert [(one.at, one.days_left) for one in reminders(SEASON, LATER)] == [
        (at("08-24T09:05"), 7),
        (at("08-28T09:05"), 3),
        (at("08-30T09:05"), 1),
    ]


def test_a_window_that_ends_at_24_ends_with_the_day_before() -> None:
    whole = SeasonStanding(opens_at=SEASON.opens_at, closes_at=at("09-01T00:00"), remind_days=(1,))

    assert [one.at for one in reminders(whole, LATER)] == [at("08-30T09:05")]


def test_a_short_season_has_no_reminder_before_it_opens() -> None:
    short = SeasonStanding(opens_at=at("08-29T09:00"), closes_at=SEASON.closes_at, remind_days=(7, 3, 1))

    assert [one.days_left for one in reminders(short, LATER)] == [1]


def test_each_reminder_is_given_once_and_of_several_that_passed_the_last_alone() -> None:
    third = at("08-28T09:05")

    assert due(SEASON, NOTHING, LATER, at("08-24T09:04")) is None
    found = due(SEASON, NOTHING, LATER, third + SECOND)
    assert found is not None
    assert found.days_left == 3
    memory = told(SEASON, third + SECOND)
    assert due(SEASON, memory, LATER, at("08-29T12:00")) is None
    last = due(SEASON, memory, LATER, at("08-30T09:05"))
    assert last is not None
    assert last.days_left == 1
    assert due(SEASON, NOTHING, LATER, SEASON.closes_at) is None


def test_another_end_has_reminders_of_its_own() -> None:
    memory = told(SEASON, at("08-30T09:05"))
    longer = SeasonStanding(opens_at=SEASON.opens_at, closes_at=at("09-03T17:00"), remind_days=(7, 3, 1))

    found = due(longer, memory, LATER, at("08-31T10:00"))

    assert found is not None
    assert (found.days_left, found.at) == (3, at("08-31T09:05"))
    assert due(longer, told(longer, at("08-31T10:00")), LATER, at("08-31T11:00")) is None


def test_plans_that_end_on_one_day_remind_at_different_times() -> None:
    found = {spread(SeasonStart(city=f"city-{number}", plan="2022-engineer")) for number in range(50)}

    assert len(found) > 40
    assert max(found) < timedelta(seconds=SPREAD_SECONDS)
