"""Workflows that know more than the databases go back to where these are.

Each is reset to its last workflow task before the moment, without the facts that came later: what the
databases still know of those is told again, what they forgot has to be done again by whoever did it. What
applicants commanded since is asked again: nothing is submitted but what they were shown, so a draft that the
databases have as it was is submitted again, and another is not.

What began later goes back to its beginning if its case is known, and is deleted if it is not: only ended, it
would keep its name, and many a name follows from what it is about and is wanted again.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import TYPE_CHECKING

import structlog

from cli.found import Found, Kind
from kit.ids import new_id

if TYPE_CHECKING:
    from temporalio.api.history.v1 import HistoryEvent
    from temporalio.client import Client, WorkflowExecution

log = structlog.get_logger()

REASON = "the databases were restored to an earlier moment"
MARGIN = timedelta(minutes=1)  # clocks of two servers differ, and a moment is noted when a copy is ready
AT_ONCE = 20
GONE_SECONDS = 30.0
PAUSE_SECONDS = 0.2


async def rewound(engine: "Client", moment: datetime, known: Collection[str] = ()) -> list[Found]:
    """Take every workflow back in which something happened after the moment; `known`: ids that have rows."""
    runs = defaultdict(list)
    text = moment.isoformat()
    async for run in engine.list_workflows(f"ExecutionStatus = 'Running' or CloseTime > '{text}'"):
        runs[run.id].append(run)
    limit = asyncio.Semaphore(AT_ONCE)

    async def taken_back(name: str, of_one: "list[WorkflowExecution]") -> bool | None:
        async with limit:
            return await _taken_back(engine, of_one, moment, is_known=name in known)

    taken = await asyncio.gather(*(taken_back(*one) for one in runs.items()))
    deleted = [name for name, is_there in zip(runs, taken, strict=True) if is_there is False]
    await _until_gone(engine, deleted)
    lines = tuple(name for name, is_there in zip(runs, taken, strict=True) if is_there is not None)
    what = "workflows knew more: reset, or deleted if nobody knows their case"
    return [Found(kind=Kind.WORKFLOW_AHEAD, count=len(lines), what=what, lines=lines)]


async def _taken_back(
    engine: "Client", runs: "list[WorkflowExecution]", moment: datetime, *, is_known: bool
) -> bool | None:
    """True: it was reset; false: it is gone; none: it was not ahead."""
    before = [run for run in runs if run.start_time <= moment or await _began(engine, run) <= moment]
    if not before and not is_known:
        await _delete(engine, runs)
        return False
    run = max(before, key=_start) if before else min(runs, key=_start)
    return await _went_back(engine, run, moment) or None


def _start(run: "WorkflowExecution") -> datetime:
    return run.start_time


async def _began(engine: "Client", run: "WorkflowExecution") -> datetime:
    """When it really began, if by its own clock it was later than it was."""
    async for event in engine.get_workflow_handle(run.id, run_id=run.run_id).fetch_history_events(
        page_size=1
    ):
        return _Clock().time_of(event)
    return run.start_time


async def _went_back(engine: "Client", run: "WorkflowExecution", moment: datetime) -> bool:
    last, is_ahead = await _last_task(engine, run, moment)
    if not (is_ahead and last):
        return False
    await _reset(engine, run, last)
    return True


async def _last_task(engine: "Client", run: "WorkflowExecution", moment: datetime) -> tuple[int, bool]:
    """The last workflow task that was done before the moment, or the first; whether anything came after."""
    from temporalio.api.enums.v1 import EventType

    last, is_ahead, clock = 0, False, _Clock()
    async for event in engine.get_workflow_handle(run.id, run_id=run.run_id).fetch_history_events():
        if clock.time_of(event) > moment:
            is_ahead = True
            if last:
                break
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            last = event.event_id
    return last, is_ahead


class _Clock:
    """Tells the real time of events: a clock that may be moved (in a demo, a drill) runs ahead of it."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def time_of(self, event: "HistoryEvent") -> datetime:
        """Take the events in their order."""
        began = event.workflow_execution_started_event_attributes
        if began.HasField("time_skipping_state_propagation"):
            self._ahead = began.time_skipping_state_propagation.initial_skipped_duration.ToTimedelta()
        at = event.event_time.ToDatetime(UTC) - self._ahead
        moved = event.workflow_execution_time_skipping_transitioned_event_attributes
        if moved.HasField("target_time"):  # "wall clock" is the run's own time before it
            self._ahead += moved.target_time.ToDatetime(UTC) - moved.wall_clock_time.ToDatetime(UTC)
        return at


async def _reset(engine: "Client", run: "WorkflowExecution", task: int) -> None:
    from temporalio.api.common.v1 import WorkflowExecution as Execution
    from temporalio.api.enums.v1 import ResetReapplyExcludeType
    from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

    await engine.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=engine.namespace,
            workflow_execution=Execution(workflow_id=run.id, run_id=run.run_id),
            reason=REASON,
            request_id=str(new_id()),
            workflow_task_finish_event_id=task,
            reset_reapply_exclude_types=[ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL],
        )
    )


async def _delete(engine: "Client", runs: "list[WorkflowExecution]") -> None:
    from temporalio.api.common.v1 import WorkflowExecution as Execution
    from temporalio.api.workflowservice.v1 import DeleteWorkflowExecutionRequest

    for run in sorted(runs, key=_start, reverse=True):
        await engine.workflow_service.delete_workflow_execution(
            DeleteWorkflowExecutionRequest(
                namespace=engine.namespace,
                workflow_execution=Execution(workflow_id=run.id, run_id=run.run_id),
            )
        )


async def _until_gone(engine: "Client", names: Collection[str]) -> None:
    """The server deletes by and by; until then a name is taken. One that takes long does so without us."""
    left, until = list(names), monotonic() + GONE_SECONDS
    while left := [name for name in left if await _is_there(engine, name)]:
        if monotonic() > until:
            log.warning("not_deleted_yet", workflows=left)
            return
        await asyncio.sleep(PAUSE_SECONDS)


async def _is_there(engine: "Client", name: str) -> bool:
    from temporalio.service import RPCError, RPCStatusCode

    try:
        await engine.get_workflow_handle(name).describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True
