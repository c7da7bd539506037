"""How a workflow asks a service: on its task queue, until it answers, with the city's fair share."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy

# The world may be away for long: ask until it answers.
PATIENT = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(seconds=30))
SHORT = timedelta(seconds=20)

Q = TypeVar("Q")
R = TypeVar("R")


async def ask(
    task_queue: str,
    method: Callable[[Any, Q], Awaitable[R]],
    request: Q,
    summary: str,
    *,
    city: str,
    limit: timedelta = SHORT,
) -> R:
    """What the service answers, however long it takes to come back."""
    return await workflow.execute_activity_method(
        method,
        request,
        task_queue=task_queue,
        start_to_close_timeout=limit,
        retry_policy=PATIENT,
        summary=summary,
        priority=Priority(fairness_key=city),
    )
