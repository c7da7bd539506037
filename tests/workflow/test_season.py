"""The workflow of a season: it opens and closes at the second, reminds before the end, follows another."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from pydantic_core import to_jsonable_python
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from contracts.season import SeasonChanged
from kit.clock import SHANGHAI
from kit.temporal import data_converter
from tests.workflow.conftest import KEYS
from tests.workflow.seasons import LATER, Calendar, a_calendar, changed, handle, seasons
from workflows.intake import hear
from workflows.season.workflow import Season

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
NINE, SEVENTEEN = timedelta(hours=9), timedelta(hours=17)


@pytest.fixture
async def calendar(env: WorkflowEnvironment) -> AsyncIterator[Calendar]:
    calendar = await a_calendar(env)
    async with seasons(env, calendar):
        yield calendar


async def tell(env: WorkflowEnvironment) -> None:
    """Declaration tells of the window, and everybody has time to hear of it."""
    event = changed(await env.get_current_time())
    await hear(env.client)(SeasonChanged.topic, to_jsonable_python(event))
    await env.sleep(timedelta(seconds=10))


async def is_over(env: WorkflowEnvironment) -> bool:
    return (await handle(env).describe()).status is WorkflowExecutionStatus.COMPLETED


async def until(env: WorkflowEnvironment, moment: datetime) -> None:
    await env.sleep(moment - await env.get_current_time())


def to_the_minute(moments: list[datetime]) -> list[datetime]:
    return [one.astimezone(SHANGHAI).replace(second=0, microsecond=0) for one in moments]


def before_the_end(calendar: Calendar, days: int) -> datetime:
    at = calendar.closes_at - SEVENTEEN + NINE + LATER - days * DAY
    return at.replace(second=0, microsecond=0)


def told(calendar: Calendar) -> list[datetime]:
    """When people were reminded."""
    assert all(at.astimezone(SHANGHAI).date() == reminder.day for at, reminder in calendar.reminders)
    return to_the_minute([at for at, _ in calendar.reminders])


def all_of(calendar: Calendar, *days: int) -> list[datetime]:
    return [before_the_end(calendar, one) for one in days or (7, 3, 1)]


@pytest.mark.rule("A3.1")
async def test_it_wakes_when_the_window_opens_and_closes_and_reminds_in_between(
    env: WorkflowEnvironment, calendar: Calendar
) -> None:
    await tell(env)
    await until(env, calendar.closes_at - MINUTE)
    assert not await is_over(env)
    await until(env, calendar.closes_at + MINUTE)

    assert await is_over(env)
    assert told(calendar) == all_of(calendar)
    woken = to_the_minute(calendar.looks)
    assert calendar.opens_at in woken
    assert woken[-1] == calendar.closes_at
    history = await handle(env).fetch_history()
    await Replayer(workflows=[Season], data_converter=data_converter(KEYS)).replay_workflow(history)


async def test_a_window_that_ends_later_is_heard_of_and_reminded_of_anew(
    env: WorkflowEnvironment, calendar: Calendar
) -> None:
    await tell(env)
    await until(env, calendar.closes_at - DAY)
    first = told(calendar)
    calendar.closes_at += 10 * DAY
    await tell(env)
    await until(env, calendar.closes_at - MINUTE)

    assert not await is_over(env)
    assert told(calendar)[len(first) :] == all_of(calendar)
    await until(env, calendar.closes_at + MINUTE)
    assert await is_over(env)


async def test_one_that_closed_begins_again_when_its_end_moves(
    env: WorkflowEnvironment, calendar: Calendar
) -> None:
    await tell(env)
    await until(env, calendar.closes_at + MINUTE)
    assert await is_over(env)
    reopened = (calendar.closes_at + MINUTE).replace(second=0, microsecond=0)
    calendar.closes_at += 5 * DAY
    await tell(env)

    assert not await is_over(env)
    await until(env, calendar.closes_at + MINUTE)
    assert await is_over(env)
    assert told(calendar)[3:] == [reopened, *all_of(calendar, 3, 1)]  # at once, of the new end


async def test_told_again_and_after_the_end_nothing_is_done_twice(
    env: WorkflowEnvironment, calendar: Calendar
) -> None:
    await tell(env)
    await until(env, before_the_end(calendar, 3) + DAY)
    for _ in range(3):
        await tell(env)
    await until(env, calendar.closes_at + DAY)
    await tell(env)

    assert await is_over(env)
    assert told(calendar) == all_of(calendar)


async def test_one_that_changes_while_a_look_finds_it_over_is_looked_at_once_more(
    env: WorkflowEnvironment, calendar: Calendar
) -> None:
    await tell(env)
    await until(env, calendar.closes_at - MINUTE)

    async def moves() -> None:
        calendar.closes_at += 2 * DAY
        event = changed(await env.get_current_time())
        await hear(env.client)(SeasonChanged.topic, to_jsonable_python(event))

    calendar.meanwhile = moves
    await env.sleep(2 * MINUTE)

    assert not await is_over(env)
    await until(env, calendar.closes_at + MINUTE)
    assert await is_over(env)


async def test_a_service_that_is_away_is_asked_until_it_answers_and_reminds_once(
    env: WorkflowEnvironment, calendar: Calendar
) -> None:
    calendar.away.update(look=2, remind=2)
    await tell(env)
    await until(env, calendar.closes_at + MINUTE)

    assert told(calendar) == all_of(calendar)


async def test_a_season_that_is_told_of_often_goes_on_in_new_runs(
    env: WorkflowEnvironment, calendar: Calendar
) -> None:
    await tell(env)
    first = (await handle(env).describe()).run_id
    await until(env, before_the_end(calendar, 7) + DAY)
    for _ in range(40):
        await tell(env)

    assert (await handle(env).describe()).run_id != first
    await until(env, calendar.closes_at + MINUTE)
    assert told(calendar) == all_of(calendar)
