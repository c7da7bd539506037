"""Workflows that know more than the databases go back to where these are.

Each is reset to its last workflow task before the moment, without the facts that came later: what the
databases still know of those is told again, what they forgot has to be done again by whoever did it.
"""

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

from cli.reconciling import Found
from kit.ids import new_id

if TYPE_CHECKING:
    from temporalio.client import Client, WorkflowExecution

REASON = "the databases were restored to an earlier moment"


async def rewound(engine: "Client", moment: datetime) -> list[Found]:
    """Reset or end every workflow in which something happened after the moment."""
    runs = defaultdict(list)
    text = moment.isoformat()
    async for run in engine.list_workflows(f"ExecutionStatus = 'Running' or CloseTime > '{text}'"):
        runs[run.id].append(run)
    reset = [name for name, of_one in runs.items() if await _went_back(engine, of_one, moment)]
    return [
        Found(
            kind="workflow_ahead",
            count=len(reset),
            what="workflows knew more and were reset",
            lines=tuple(reset),
        )
    ]


async def _went_back(engine: "Client", runs: "list[WorkflowExecution]", moment: datetime) -> bool:
    before = [run for run in runs if run.start_time <= moment]
    if not before:
        await engine.get_workflow_handle(runs[0].id).terminate(reason=REASON)
        return True
    run = max(before, key=lambda run: run.start_time)
    last, is_ahead = await _last_task(engine, run, moment)
    if not (is_ahead and last):
        return False
    await _reset(engine, run, last)
    return True


async def _last_task(engine: "Client", run: "WorkflowExecution", moment: datetime) -> tuple[int, bool]:
    """The last workflow task that was done before the moment, and whether anything came after it."""
    from temporalio.api.enums.v1 import EventType

    last, is_ahead = 0, False
    async for event in engine.get_workflow_handle(run.id, run_id=run.run_id).fetch_history_events():
        if event.event_time.ToDatetime(moment.tzinfo) > moment:
            is_ahead = True
            if last:
                break
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED:
            last = event.event_id
    return last, is_ahead


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
            reset_reapply_exclude_types=[
                ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_SIGNAL,
                ResetReapplyExcludeType.RESET_REAPPLY_EXCLUDE_TYPE_UPDATE,
            ],
        )
    )
