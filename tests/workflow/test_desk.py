"""The workflow of a desk, over weeks: who is told what waits there, and when."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
from pydantic_core import to_jsonable_python
from temporalio.client import WorkflowExecutionStatus
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from contracts.notification import Template
from contracts.offices import DeskFilled, workflow_id
from kit.clock import SHANGHAI, end_of
from kit.temporal import data_converter
from tests.workflow.conftest import KEYS
from tests.workflow.desks import ABOVE, LI, OFFICE, WANG, Room, desk, filled, handle, until
from workflows.desk.workflow import Desk
from workflows.intake import hear

MONDAY, TUESDAY, FRIDAY = 0, 1, 4
MINUTE = timedelta(minutes=1)
HALF_PAST_EIGHT = timedelta(hours=8, minutes=30)
ARRIVED, WAITING = Template.WORK_ARRIVED, Template.WORK_WAITING
DUE, LATE = Template.WORK_DUE, Template.WORK_LATE


@pytest.fixture
async def room(env: WorkflowEnvironment) -> AsyncIterator[Room]:
    room = Room()
    async with desk(env, room):
        yield room


async def fill(env: WorkflowEnvironment, room: Room, at: datetime, *, cases: int = 1) -> None:
    """Something arrives where nothing waited, and everybody has time to hear of it."""
    room.cases, room.filled_at = cases, at
    event = filled(at)
    await hear(env.client)(DeskFilled.topic, to_jsonable_python(event))
    await env.sleep(timedelta(seconds=10))


def empty(room: Room) -> None:
    room.cases, room.filled_at = 0, None


async def is_over(env: WorkflowEnvironment) -> bool:
    return (await handle(env).describe()).status is WorkflowExecutionStatus.COMPLETED


def morning(day: datetime) -> datetime:
    return datetime.combine(day.date(), datetime.min.time(), SHANGHAI) + HALF_PAST_EIGHT


async def test_what_arrives_is_told_at_once_and_then_each_working_day_s_morning(
    env: WorkflowEnvironment, room: Room
) -> None:
    friday = await until(env, FRIDAY, 10)
    await fill(env, room, friday, cases=2)
    assert room.told(ARRIVED) == [(friday, LI)]
    assert not room.told(WAITING)

    room.cases = 5  # more cases arrive where some wait: nobody is told of each
    tuesday = await until(env, TUESDAY, 12)
    mornings = [morning(tuesday - timedelta(days=1)), morning(tuesday)]
    assert room.told(WAITING) == [(at, who) for at in mornings for who in (LI, WANG)]
    facts = {message.facts["what"] for _, message in room.messages.values()}
    assert facts == {"2件职称申报待审查", "5件职称申报待审查"}

    empty(room)
    assert not await is_over(env)
    await until(env, 2, 9)
    assert await is_over(env)
    assert len(room.told(WAITING)) == 4
    history = await handle(env).fetch_history()
    await Replayer(workflows=[Desk], data_converter=data_converter(KEYS)).replay_workflow(history)


async def test_what_arrives_in_the_night_or_on_days_off_is_one_message_in_the_morning(
    env: WorkflowEnvironment, room: Room
) -> None:
    friday = await until(env, FRIDAY, 21)
    await fill(env, room, friday)
    empty(room)
    saturday = await until(env, 5, 11)
    await fill(env, room, saturday, cases=3)
    assert not room.messages
    monday = await until(env, MONDAY, 20)
    assert room.told(ARRIVED) == []
    assert room.told(WAITING) == [(morning(monday), LI), (morning(monday), WANG)]
    assert {message.facts["what"] for _, message in room.messages.values()} == {"3件职称申报待审查"}


async def test_what_was_done_before_the_morning_is_told_to_nobody(
    env: WorkflowEnvironment, room: Room
) -> None:
    await fill(env, room, await until(env, FRIDAY, 21))
    empty(room)
    await until(env, MONDAY, 12)
    assert not room.messages
    assert await is_over(env)


async def test_a_desk_that_empties_and_fills_again_and_again_is_told_of_once_an_hour(
    env: WorkflowEnvironment, room: Room
) -> None:
    ten = await until(env, TUESDAY, 10)
    for minutes in (0, 2, 4, 6):
        await fill(env, room, ten + minutes * MINUTE)
        empty(room)
        await env.sleep(MINUTE)
        await hear(env.client)(DeskFilled.topic, to_jsonable_python(filled(ten)))  # is empty by now
        await env.sleep(timedelta(seconds=50))
    assert room.told(ARRIVED) == [(ten, LI)]
    room.cases, room.filled_at = 1, ten + 8 * MINUTE
    await hear(env.client)(DeskFilled.topic, to_jsonable_python(filled(ten)))
    await until(env, TUESDAY, 10)
    assert room.told(ARRIVED) == [(ten, LI), (ten + timedelta(hours=1), LI)]


async def test_told_twice_late_and_out_of_order_is_told_once(env: WorkflowEnvironment, room: Room) -> None:
    ten = await until(env, TUESDAY, 10)
    event = to_jsonable_python(filled(ten))
    await fill(env, room, ten)
    for _ in range(2):
        await hear(env.client)(DeskFilled.topic, event)
    await until(env, 2, 9)
    await hear(env.client)(DeskFilled.topic, event)
    await env.sleep(MINUTE)
    assert room.told(ARRIVED) == [(ten, LI)]
    empty(room)
    await until(env, 3, 9)
    assert await is_over(env)
    await hear(env.client)(DeskFilled.topic, event)  # begins it once more; nothing waits
    await env.sleep(MINUTE)
    assert await is_over(env)
    assert len(room.told(ARRIVED)) == 1


async def test_a_desk_that_fills_while_a_look_finds_it_empty_is_looked_at_once_more(
    env: WorkflowEnvironment, room: Room
) -> None:
    monday = await until(env, MONDAY, 10)
    await fill(env, room, monday)
    empty(room)
    tuesday = monday + timedelta(days=1)

    async def fills() -> None:
        room.cases, room.filled_at = 1, tuesday
        await hear(env.client)(DeskFilled.topic, to_jsonable_python(filled(tuesday)))

    room.meanwhile = fills
    await until(env, TUESDAY, 10)
    assert room.told(ARRIVED) == [(monday, LI), (morning(tuesday), LI)]


async def test_without_people_nobody_is_told_and_those_who_come_are(
    env: WorkflowEnvironment, room: Room
) -> None:
    room.people = ()
    await fill(env, room, await until(env, MONDAY, 10))
    tuesday = await until(env, TUESDAY, 12)
    assert not room.messages
    room.people = (WANG,)
    await until(env, 2, 12)
    assert room.told(WAITING) == [(morning(tuesday + timedelta(days=1)), WANG)]


async def test_services_that_are_away_are_asked_until_they_answer_and_tell_once(
    env: WorkflowEnvironment, room: Room
) -> None:
    room.away.update(look=2, send=1)
    ten = await until(env, TUESDAY, 10)
    await fill(env, room, ten)
    await env.sleep(MINUTE)
    assert room.told(ARRIVED) == [(ten, LI)]


@pytest.mark.rule("B1.1")
async def test_what_is_due_is_told_once_in_each_stage_and_what_is_late_to_the_office_above(
    env: WorkflowEnvironment, room: Room
) -> None:
    monday = await until(env, MONDAY, 10)
    wednesday = end_of(monday.date() + timedelta(days=2))
    room.due_at = (wednesday, wednesday, wednesday + timedelta(days=7))
    await fill(env, room, monday, cases=3)
    room.away.update(dues=2)
    friday = await until(env, FRIDAY, 12)
    mornings = [morning(friday - timedelta(days=days)) for days in (3, 2, 1, 0)]
    soon, today, late, nothing = mornings
    assert room.told(DUE) == [(at, who) for at in (soon, today, late) for who in (LI, WANG)]
    assert room.told(LATE) == [(late, ABOVE)]
    assert room.told(WAITING) == [(nothing, who) for who in (LI, WANG)]  # as ever, and one message a morning
    assert room.words(DUE, WANG) == [
        "3件职称申报待审查（其中2件即将到期）",
        "3件职称申报待审查（其中2件今日到期）",
        "3件职称申报待审查（其中2件已超期）",
    ]
    assert room.words(LATE, ABOVE) == ["2件职称申报超过办理期限"]

    room.cases, room.due_at = 1, room.due_at[2:]  # what was late is decided; another comes to its day
    await until(env, 2, 12)
    assert len(room.told(LATE)) == 1
    thursday = await until(env, 3, 12)
    assert room.told(LATE) == [(late, ABOVE), (morning(thursday), ABOVE)]
    history = await handle(env).fetch_history()
    await Replayer(workflows=[Desk], data_converter=data_converter(KEYS)).replay_workflow(history)


@pytest.mark.rule("B1.1")
async def test_what_was_decided_is_not_reminded_of(env: WorkflowEnvironment, room: Room) -> None:
    monday = await until(env, MONDAY, 10)
    room.due_at = (end_of(monday.date() + timedelta(days=2)),)
    await fill(env, room, monday)
    empty(room)
    await until(env, FRIDAY, 12)
    assert await is_over(env)
    assert not room.told(DUE)
    assert not room.told(LATE)


async def test_a_desk_that_is_never_empty_goes_on_in_new_runs_without_telling_anything_twice(
    env: WorkflowEnvironment, room: Room
) -> None:
    ten = await until(env, MONDAY, 10)
    await fill(env, room, ten)
    first = (await handle(env).describe()).run_id
    await env.sleep(timedelta(days=7 * 6))
    assert (await handle(env).describe()).run_id != first
    assert room.told(ARRIVED) == [(ten, LI)]
    days = [at.date() for at, who in room.told(WAITING) if who == WANG]
    assert len(days) == len(set(days)) == 5 * 6
    assert workflow_id(OFFICE) == handle(env).id
