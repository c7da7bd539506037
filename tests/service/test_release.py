"""`zhicheng release check` refuses code that could not go on with what is open."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import Client
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

from cli import releasing
from kit.ids import new_id
from workflows.kinds import replayer

OUTSIDE = UnsandboxedWorkflowRunner()  # the sandbox would read this module anew


@workflow.defn(name="Waiting")
class Waiting:
    """What the running version does."""

    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(timedelta(days=7))


@workflow.defn(name="Waiting")
class Hasty:
    """A change without `patched`."""

    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity("house.notice", start_to_close_timeout=timedelta(seconds=1))


async def _sampled(temporal: Client, name: str) -> list[Any]:
    return [one async for one in releasing.sampled(temporal, 1000) if one[1].id == name]


@pytest.fixture
async def runs(temporal: Client) -> AsyncIterator[list[Any]]:
    """One that is open, as the running version has begun it."""
    queue = f"waiting-{new_id()}"
    async with Worker(temporal, task_queue=queue, workflows=[Waiting], workflow_runner=OUTSIDE):
        handle = await temporal.start_workflow(Waiting.run, id=queue, task_queue=queue)
        async with asyncio.timeout(60):
            while "TIMER_STARTED" not in str((await handle.fetch_history()).to_json()):
                await asyncio.sleep(0.05)
            while not (found := await _sampled(temporal, queue)):
                await asyncio.sleep(0.05)
        yield found
        await handle.terminate()


def _replayer(temporal: Client, *workflows: type) -> Replayer:
    return replayer(temporal.data_converter, workflows=workflows, workflow_runner=OUTSIDE)


async def test_what_is_open_is_replayed_with_this_code(temporal: Client, runs: list[Any]) -> None:
    look = await releasing.replayed(temporal, _replayer(temporal, Waiting), runs)
    assert (look.told, look.faults) == (("Waiting 1",), ())


async def test_code_that_would_have_done_something_else_is_refused(temporal: Client, runs: list[Any]) -> None:
    (fault,) = (await releasing.replayed(temporal, _replayer(temporal, Hasty), runs)).faults
    assert "按新代码重放失败" in fault


async def test_a_kind_of_workflow_that_is_gone_is_refused(temporal: Client, runs: list[Any]) -> None:
    assert len((await releasing.replayed(temporal, replayer(temporal.data_converter), runs)).faults) == 1


async def test_an_activity_that_nobody_answers_any_more_is_refused(temporal: Client, runs: list[Any]) -> None:
    queue = f"hasty-{new_id()}"
    async with Worker(temporal, task_queue=queue, workflows=[Hasty], workflow_runner=OUTSIDE):
        handle = await temporal.start_workflow(Hasty.run, id=queue, task_queue=queue)
        async with asyncio.timeout(60):
            while not (await handle.describe()).raw_description.pending_activities:
                await asyncio.sleep(0.05)
        asks = [("Hasty", await handle.describe())]
        for known, number in ((frozenset({"house.notice"}), 0), (frozenset({"house.note"}), 1)):
            assert len((await releasing.asked(temporal, asks, known)).faults) == number
        await handle.terminate()


def test_every_activity_that_a_workflow_asks_is_answered() -> None:
    known = releasing.answered()
    assert {"payment.request_fee", "identity.note_erasure", "documents.render_review_form"} <= known


def test_an_event_without_a_listener_is_refused() -> None:
    look = releasing.heard(Counter({"payment.settled": 2, "payment.forgiven": 1}))
    (fault,) = look.faults
    assert "payment.forgiven" in fault


def test_a_pending_migration_is_named_and_linted(tmp_path: Path) -> None:
    file = tmp_path / "0099_new.sql"
    file.write_text("-- migrate:up\nset local lock_timeout = '5s';\ndrop table fees;\n\n-- migrate:down\n")
    look = releasing.linted([file])
    assert look.told == (str(file),)
    assert "ban-drop-table" in look.faults[0]
    taken = releasing.ROOT / "services/declaration/migrations/0033_recommendation_fee.sql"
    assert not releasing.linted([taken]).faults  # it was there before the linter
    assert not releasing.linted([]).faults
