"""A refusal that can be taken back, until its while is over."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from pydantic_core import to_jsonable_python
from temporalio.testing import WorkflowEnvironment

from contracts.refusal import RefusalHeld, State
from tests.workflow.refusals import WHILE, Desk, desk, ended, handle, held_now
from workflows.intake import hear

pytestmark = [pytest.mark.rule("E4.2"), pytest.mark.rule("B3.1")]


@pytest.fixture
async def review(env: WorkflowEnvironment) -> AsyncIterator[Desk]:
    review = Desk()
    async with desk(env, review):
        yield review


async def tell(env: WorkflowEnvironment, event: RefusalHeld) -> None:
    await hear(env.client)(RefusalHeld.topic, to_jsonable_python(event))


async def test_review_is_asked_once_and_not_before_the_while_is_over(
    env: WorkflowEnvironment, review: Desk
) -> None:
    event = await held_now(env)
    for _ in range(3):  # the message comes several times
        await tell(env, event)
    await env.sleep(WHILE - timedelta(minutes=1))
    assert not review.asked
    assert await ended(env, event) is State.TOLD
    await tell(env, event)  # and once more, when all is over
    assert [(one.task_id, one.number) for one in review.asked] == [(event.task_id, 1)]


async def test_what_was_taken_back_is_not_told(env: WorkflowEnvironment, review: Desk) -> None:
    event = await held_now(env)
    await tell(env, event)
    review.standing.clear()
    assert await ended(env, event) is State.TAKEN_BACK


async def test_a_second_refusal_of_a_case_has_a_while_of_its_own(
    env: WorkflowEnvironment, review: Desk
) -> None:
    first = await held_now(env)
    second = replace(first, number=2, held_until=first.held_until + timedelta(hours=1))
    review.standing = {2}
    for event in (first, second):
        await tell(env, event)
    assert await ended(env, first) is State.TAKEN_BACK
    assert await ended(env, second) is State.TOLD


async def test_a_message_that_comes_after_the_while_is_over_is_told_at_once(
    env: WorkflowEnvironment, review: Desk
) -> None:
    event = await held_now(env)
    event = replace(event, held_until=event.at - timedelta(days=1))
    await tell(env, event)
    assert await ended(env, event) is State.TOLD
    history = await handle(env, event).fetch_history()
    assert not any(one.HasField("timer_started_event_attributes") for one in history.events)


async def test_review_is_asked_until_it_answers(env: WorkflowEnvironment, review: Desk) -> None:
    review.is_away = True
    event = await held_now(env)
    await tell(env, event)
    assert await ended(env, event) is State.TOLD
    assert len(review.asked) == 1
