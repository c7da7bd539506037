"""A request to have one's data erased, over days."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from contracts.erasure import State
from kit.temporal import data_converter
from tests.workflow.conftest import KEYS
from tests.workflow.erasing import EVERYBODY, KEPT, LEGAL, OPEN, House, ask, keepers
from workflows.erasure.workflow import Erasure


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
async def workers(env: WorkflowEnvironment, house: House) -> AsyncIterator[None]:
    async with keepers(env, house):
        yield


async def test_nothing_held_is_erased_after_the_days_to_think(
    env: WorkflowEnvironment, house: House, workers: None
) -> None:
    handle = await ask(env)
    assert await handle.result() is State.ERASED
    assert house.forgotten == EVERYBODY
    assert house.states == [State.WAITING, State.ERASING, State.ERASED]
    history = await handle.fetch_history()
    started = history.events[0].event_time.ToDatetime()
    ended = history.events[-1].event_time.ToDatetime()
    assert ended - started >= timedelta(days=7)
    await Replayer(workflows=[Erasure], data_converter=data_converter(KEYS)).replay_workflow(history)


async def test_everything_that_is_held_is_told_at_once(
    env: WorkflowEnvironment, house: House, workers: None
) -> None:
    house.holds, house.legal = [(OPEN, KEPT)], (LEGAL,)
    assert await (await ask(env)).result() is State.HELD
    assert set(house.notes[0].holds) == {OPEN, KEPT, LEGAL}
    assert not house.forgotten


async def test_a_declaration_started_while_thinking_holds(
    env: WorkflowEnvironment, house: House, workers: None
) -> None:
    house.holds = [(), (OPEN,)]
    assert await (await ask(env)).result() is State.HELD
    assert house.states == [State.WAITING, State.HELD]
    assert not house.forgotten


async def test_what_came_back_is_erased_again_whatever_it_holds(
    env: WorkflowEnvironment, house: House, workers: None
) -> None:
    house.holds, house.legal = [(OPEN, KEPT)], (LEGAL,)
    assert await (await ask(env, is_again=True)).result() is State.ERASED
    assert house.forgotten == EVERYBODY
    assert house.states == [State.ERASING, State.ERASED]


async def test_who_thinks_again_keeps_everything(
    env: WorkflowEnvironment, house: House, workers: None
) -> None:
    handle = await ask(env)
    await handle.signal(Erasure.withdrawn)
    await handle.signal(Erasure.withdrawn)
    assert await handle.result() is State.WITHDRAWN
    assert house.states == [State.WAITING, State.WITHDRAWN]
    assert not house.forgotten


async def test_a_service_that_is_away_is_asked_until_it_has_forgotten(
    env: WorkflowEnvironment, house: House, workers: None
) -> None:
    house.away = {"archive", "documents"}
    assert await (await ask(env)).result() is State.ERASED
    assert house.forgotten == EVERYBODY
