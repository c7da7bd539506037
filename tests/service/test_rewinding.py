"""Workflows that know more than the databases go back, without what the databases forgot."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from temporalio import workflow
from temporalio.client import Client, WorkflowHandle
from temporalio.common import WorkflowIDReusePolicy
from temporalio.service import RPCError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from cli.rewinding import rewound
from deploy.demo.clock import fast_forward
from kit.clock import now
from kit.ids import new_id


@workflow.defn
class Counting:
    """Counts what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    @workflow.run
    async def run(self) -> None:
        with suppress(TimeoutError):
            await workflow.wait_condition(lambda: "end" in self.told, timeout=timedelta(days=1))
            return
        self.told.append("a day passed")
        await workflow.wait_condition(lambda: "end" in self.told)

    @workflow.signal
    def tell(self, word: str) -> None:
        self.told.append(word)

    @workflow.update
    def command(self, word: str) -> None:
        self.told.append(word)

    @workflow.query
    def words(self) -> list[str]:
        return self.told


async def _until(handle: "WorkflowHandle[Any, Any]", words: list[str]) -> None:
    async with asyncio.timeout(60):
        while await handle.query(Counting.words) != words:
            await asyncio.sleep(0.05)


async def test_each_workflow_goes_back_to_what_the_databases_know(temporal: Client) -> None:
    queue = f"counting-{new_id()}"
    async with Worker(
        temporal, task_queue=queue, workflows=[Counting], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        names = [f"{queue}-{name}" for name in ("ahead", "level", "later", "known")]
        ahead, level = [
            await temporal.start_workflow(Counting.run, id=name, task_queue=queue) for name in names[:2]
        ]
        for handle in (ahead, level):
            await handle.signal(Counting.tell, "before")
            await _until(handle, ["before"])
        moment = now()
        await ahead.signal(Counting.tell, "after")
        await ahead.execute_update(Counting.command, "commanded")
        await _until(ahead, ["before", "after", "commanded"])
        later, known = [
            await temporal.start_workflow(Counting.run, id=name, task_queue=queue) for name in names[2:]
        ]
        for handle in (later, known):
            await handle.signal(Counting.tell, "after")
            await handle.execute_update(Counting.command, "commanded")
            await _until(handle, ["after", "commanded"])
        async with asyncio.timeout(60):
            while (await temporal.count_workflows(f"TaskQueue = '{queue}'")).count < len(names):
                await asyncio.sleep(0.05)

        (found,) = await rewound(temporal, moment, {names[3]})

        ours = [name for name in found.lines if name.startswith(queue)]
        assert sorted(ours) == sorted([names[0], names[2], names[3]])
        await _until(temporal.get_workflow_handle(names[0]), ["before", "commanded"])
        await _until(temporal.get_workflow_handle(names[3]), ["commanded"])
        await _until(level, ["before"])
        with pytest.raises(RPCError):
            await later.describe()
        again = await temporal.start_workflow(  # its name is free, for the same thing may be done again
            Counting.run,
            id=names[2],
            task_queue=queue,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
        )
        await _until(again, [])
        for name in names:
            await temporal.get_workflow_handle(name).signal(Counting.tell, "end")


async def test_a_clock_that_was_moved_does_not_take_a_workflow_back(temporal: Client) -> None:
    """In its own time all of it is later than the moment; in truth only the last word is."""
    queue = f"counting-{new_id()}"
    async with Worker(
        temporal, task_queue=queue, workflows=[Counting], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        moved = await temporal.start_workflow(Counting.run, id=queue, task_queue=queue)
        await _until(moved, [])
        await fast_forward(temporal, queue, timedelta(days=7))
        await _until(moved, ["a day passed"])
        await moved.signal(Counting.tell, "before")
        await _until(moved, ["a day passed", "before"])
        moment = now()
        await moved.signal(Counting.tell, "after")
        await _until(moved, ["a day passed", "before", "after"])
        async with asyncio.timeout(60):
            while not (await temporal.count_workflows(f"WorkflowId = '{queue}'")).count:
                await asyncio.sleep(0.05)

        (found,) = await rewound(temporal, moment)

        assert queue in found.lines
        await _until(temporal.get_workflow_handle(queue), ["a day passed", "before"])
        await temporal.get_workflow_handle(queue).signal(Counting.tell, "end")
