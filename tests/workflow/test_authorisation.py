"""The term of an employer's authorisation, over months."""

from collections.abc import AsyncIterator
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic_core import to_jsonable_python
from temporalio.client import WorkflowHandle
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from contracts.authorisation import State, workflow_id
from contracts.identity import EmployerChanged
from contracts.notification import Template
from kit.clock import end_of
from kit.ids import new_id
from kit.temporal import data_converter
from tests.workflow.conftest import KEYS
from tests.workflow.terms import CHIEF, Register, begin, clerks, last_day
from workflows.authorisation.domain import due
from workflows.authorisation.workflow import Authorisation
from workflows.intake import hear

pytestmark = pytest.mark.rule("E2.1")


@pytest.fixture
async def register(env: WorkflowEnvironment) -> AsyncIterator[Register]:
    register = Register(valid_until=await last_day(env, 365))
    async with clerks(env, register):
        yield register


async def timers(handle: WorkflowHandle[Any, Any]) -> list[datetime]:
    """When the workflow woke up."""
    history = await handle.fetch_history()
    return [
        event.event_time.ToDatetime(UTC)
        for event in history.events
        if event.HasField("timer_fired_event_attributes")
    ]


@pytest.mark.rule("A2.4")
async def test_the_chief_is_reminded_twice_and_after_the_last_day_it_ends(
    env: WorkflowEnvironment, register: Register
) -> None:
    handle = await begin(env, register.valid_until)
    assert await handle.result() is State.ENDED
    assert [term.valid_until for term in register.ended] == [register.valid_until]
    assert len({message.id for message in register.messages}) == 2
    for message in register.messages:
        assert (message.recipient_id, message.template) == (CHIEF, Template.AUTHORISATION_ENDING)
        assert message.facts == {"due": due(register.valid_until)}
    end = end_of(register.valid_until)
    before = [round((end - at) / timedelta(days=1), 1) for at in await timers(handle)]
    assert before == [30.6, 7.6, 0]  # at nine in the morning, and at midnight
    history = await handle.fetch_history()
    await Replayer(workflows=[Authorisation], data_converter=data_converter(KEYS)).replay_workflow(history)


@pytest.mark.parametrize(("days", "reminders"), [(31, 2), (20, 1), (3, 0), (-1, 0), (-400, 0)])
async def test_a_term_that_is_short_or_told_too_late_skips_the_reminders_that_are_past(
    env: WorkflowEnvironment, register: Register, days: int, reminders: int
) -> None:
    register.valid_until = await last_day(env, days)
    assert await (await begin(env, register.valid_until)).result() is State.ENDED
    assert len(register.messages) == reminders
    assert len(register.ended) == 1


@pytest.mark.parametrize(("question", "reminders"), [(1, 0), (2, 1), (3, 2)])
async def test_a_term_that_was_renewed_meanwhile_ends_nothing_and_reminds_nobody_any_more(
    env: WorkflowEnvironment, register: Register, question: int, reminders: int
) -> None:
    register.renewed_at = question
    assert await (await begin(env, register.valid_until)).result() is State.RENEWED
    assert len(register.messages) == reminders
    assert not register.ended


async def test_without_a_chief_nobody_is_reminded_and_it_ends_all_the_same(
    env: WorkflowEnvironment, register: Register
) -> None:
    register.chief_id = None
    assert await (await begin(env, register.valid_until)).result() is State.ENDED
    assert not register.messages


async def test_a_service_that_is_away_is_asked_until_it_answers(
    env: WorkflowEnvironment, register: Register
) -> None:
    register.away = {"standing", "send", "end"}
    assert await (await begin(env, register.valid_until)).result() is State.ENDED
    assert len({message.id for message in register.messages}) == 2  # the first was sent twice, as one


def approved(register: Register) -> EmployerChanged:
    return EmployerChanged(
        id=new_id(),
        about=new_id(),
        at=datetime(2022, 9, 1, tzinfo=UTC),
        employer_id=new_id(),
        version=3,
        status="approved",
        name="绍兴市环境监测中心",
        former_names=(),
        credit_code="12330600471234567X",
        city="shaoxing",
        level="city",
        place="市本级",
        department="绍兴市生态环境局",
        valid_until=register.valid_until,
    )


@pytest.mark.rule("E2.2")
async def test_an_approval_begins_a_term_once_and_a_new_letter_another_one(
    env: WorkflowEnvironment, register: Register
) -> None:
    event = approved(register)
    body: dict[str, object] = to_jsonable_python(asdict(event))
    intake = hear(env.client)
    for change in ({}, {}, {"version": 4, "former_names": ["绍兴市环境保护监测站"]}):
        await intake(EmployerChanged.topic, body | change)
    later = register.valid_until + timedelta(days=365)
    await intake(EmployerChanged.topic, body | {"version": 5, "valid_until": later.isoformat()})
    first, second = (
        env.client.get_workflow_handle(workflow_id(event.employer_id, day), result_type=State)
        for day in (register.valid_until, later)
    )
    register.valid_until = later
    await env.sleep(timedelta(days=732))
    assert await first.result() is State.RENEWED
    assert await second.result() is State.ENDED
    await intake(EmployerChanged.topic, body)
    assert [term.valid_until for term in register.ended] == [later]
    assert len(register.messages) == 2


async def test_a_letter_that_is_approved_while_the_employer_is_suspended_begins_its_term(
    env: WorkflowEnvironment, register: Register
) -> None:
    event = approved(register)
    body: dict[str, object] = to_jsonable_python(asdict(event))
    await hear(env.client)(EmployerChanged.topic, body | {"status": "suspended", "suspended_for": "letter"})
    begun = env.client.get_workflow_handle(
        workflow_id(event.employer_id, register.valid_until), result_type=State
    )
    await env.sleep(timedelta(days=366))
    assert await begun.result() is State.ENDED


@pytest.mark.rule("E2.2")
@pytest.mark.parametrize("change", [{"status": "expired"}, {"status": "submitted"}, {"valid_until": None}])
async def test_what_is_not_approved_for_a_term_begins_none(
    env: WorkflowEnvironment, register: Register, change: dict[str, object]
) -> None:
    event = approved(register)
    body: dict[str, object] = to_jsonable_python(asdict(event))
    await hear(env.client)(EmployerChanged.topic, body | change)
    begun = env.client.get_workflow_handle(workflow_id(event.employer_id, register.valid_until))
    with pytest.raises(RPCError) as caught:
        await begun.describe()
    assert caught.value.status is RPCStatusCode.NOT_FOUND
