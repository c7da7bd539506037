"""One act over many cases: each for itself, in order, again after a crash, told as it goes."""

import asyncio

import pytest
from temporalio.client import WorkflowFailureError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from contracts.application import TASK_QUEUE, Status
from contracts.remedies import MOST_CASES, Act, Code
from kit.ids import new_id
from kit.temporal import activities_of
from tests.workflow.conftest import workers
from tests.workflow.fakes import World
from tests.workflow.life import Life
from tests.workflow.remedies import Desks, acting, answering, begin, worker
from workflows.remedy.activities import Activities
from workflows.remedy.telling import moves_told
from workflows.remedy.workflow import AT_ONCE, Remedy


@pytest.fixture
def desks() -> Desks:
    return Desks()


async def test_what_one_case_says_stops_no_other(env: WorkflowEnvironment, desks: Desks) -> None:
    cases = [new_id() for _ in range(AT_ONCE + 4)]
    desks.refused, desks.broken = {cases[1]}, {cases[2]}
    async with acting(env, desks):
        handle = await begin(env, Act.RELEASE, *cases, cases[0])
        results = await handle.result()
    assert [one.case_id for one in results] == cases
    codes = ["done", "NoHold", Code.AWAY, *["done"] * (len(cases) - 3)]
    assert [one.code for one in results] == codes
    assert [one.is_done for one in results] == [code == "done" for code in codes]
    assert desks.attempts[cases[2]] > 1
    assert desks.attempts[cases[1]] == 1


async def test_everybody_who_has_a_part_in_it_is_asked_until_one_says_no(
    env: WorkflowEnvironment, desks: Desks
) -> None:
    good, bad = new_id(), new_id()
    desks.refused = {bad}
    async with acting(env, desks):
        first, second = await (await begin(env, Act.NUDGE, good, bad)).result()
    assert [part for part, case_id in desks.asked if case_id == good] == ["declaration", "review", "payment"]
    assert [part for part, case_id in desks.asked if case_id == bad] == ["declaration"]
    assert first.words == "declaration：完成；review：完成；payment：完成。"
    assert (second.code, second.is_done) == ("NoHold", False)


async def test_many_cases_go_on_from_run_to_run(env: WorkflowEnvironment, desks: Desks) -> None:
    cases = [new_id() for _ in range(120)]
    async with acting(env, desks):
        handle = await begin(env, Act.HOLD, *cases)
        results = await handle.result()
        last = await env.client.get_workflow_handle(handle.id).describe()
    assert [one.case_id for one in results] == cases
    assert {case_id for _, case_id in desks.asked} == set(cases)
    assert len(desks.asked) == len(cases)
    assert last.run_id != handle.first_execution_run_id


async def test_a_worker_that_was_killed_is_taken_over_and_nothing_is_asked_twice(
    env: WorkflowEnvironment, desks: Desks
) -> None:
    cases = [new_id() for _ in range(AT_ONCE * 2)]
    async with answering(env, desks):
        first = worker(env)
        running = asyncio.create_task(first.run())
        handle = await begin(env, Act.HOLD, *cases)
        async with asyncio.timeout(30):
            while len(desks.asked) < AT_ONCE:
                await asyncio.sleep(0.02)
        await first.shutdown()
        await running
        async with worker(env):
            results = await handle.result()
            told = await handle.query(Remedy.progress)
    assert {case_id for _, case_id in desks.asked} == set(cases)
    assert len(desks.asked) == len(cases)
    assert told.results == results
    assert told.total == len(cases)


async def test_what_a_case_told_is_read_from_its_histories_as_it_was_told(
    env: WorkflowEnvironment, life: Life
) -> None:
    await life.through_employer()
    await life.decide(await life.until_open("department"))
    await life.until_told(Status.REVIEWING)
    await life.until_open("hr")
    told = await moves_told(env.client, life.start.application_id)
    assert [one.position for one in told] == list(range(1, len(told) + 1))
    assert list(told) == life.world.progress
    assert len(await life.histories()) > 1
    assert await moves_told(env.client, new_id()) == ()


async def test_a_read_model_is_told_again_what_stands_in_the_histories(
    env: WorkflowEnvironment, world: World, desks: Desks
) -> None:
    async with workers(env, world):
        life = await Life.begin(env, world)
        await life.submit()
        await life.until_open("employer")
    case_id, unknown = life.start.application_id, new_id()
    engine = activities_of(Activities(env.client))
    async with acting(env, desks), Worker(env.client, task_queue=TASK_QUEUE, activities=engine):
        results = await (await begin(env, Act.REPLAY_READ_MODEL, case_id, unknown)).result()
    assert [one.code for one in results] == ["done", "done"]
    assert list(desks.moves[case_id]) == world.progress
    assert desks.moves[unknown] == ()


async def test_more_cases_than_a_history_can_carry_are_refused_whole(
    env: WorkflowEnvironment, desks: Desks
) -> None:
    async with acting(env, desks):
        handle = await begin(env, Act.HOLD, *(new_id() for _ in range(MOST_CASES + 1)))
        with pytest.raises(WorkflowFailureError):
            await handle.result()
    assert not desks.asked
