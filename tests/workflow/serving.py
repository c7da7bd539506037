"""The workers that workflows and the services which they ask need."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from contracts.application import TASK_QUEUE
from kit.temporal import activities_of


@asynccontextmanager
async def serving(
    env: WorkflowEnvironment, workflows: Sequence[type], services: Iterable[tuple[str, object]]
) -> AsyncIterator[None]:
    """These workflows, and on each task queue what answers there."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Worker(env.client, task_queue=TASK_QUEUE, workflows=workflows))
        for task_queue, service in services:
            methods = activities_of(service)
            await stack.enter_async_context(Worker(env.client, task_queue=task_queue, activities=methods))
        yield
