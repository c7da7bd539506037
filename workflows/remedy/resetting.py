"""A case whose history the present code cannot go on with begins again at the last place where it can.

Nothing is unmade: what people were told, what they were asked to do, what they commanded. Where any of that
happened after the place the reset is refused (ADR 54).
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyType, WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode

from contracts.application import workflow_id
from contracts.remedies import CaseResult, Code, OneCase
from kit.errors import NotFound, Refusal
from kit.ids import derived
from workflows.kinds import replayer

# What may have been answered after the place: once more it answers the same, or leaves what nobody sees.
REPEATED = frozenset(
    {
        "declaration.open_deadline",
        "declaration.resume_deadline",
        "documents.render_publicity_sheet",
        "documents.render_review_form",
        "payment.seal_settlement",
        "review.seal_decision",
        "review.seal_re_review",
        "review.seal_result",
        "review.seal_return",
    }
)
COMMANDS = frozenset(
    {
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
    }
)


class NoSuchWorkflow(NotFound):
    """没有这份申报的流程，请核对编号。"""


class IsOver(Refusal):
    """这个流程已经结束，不能退回。"""


class NotBroken(Refusal):
    """现在的程序能够继续这个流程，不需要退回；决定没有送达的，请用“重新通知流程”。"""


class Told(Refusal):
    """退回点之后已经告知过有关人员或交办过事项，退回会使已告知的内容失效；请恢复能够继续这个流程的程序版本。"""


class Commanded(Refusal):
    """退回点之后申报人已经提交或撤回，退回会丢失本人的操作；请恢复能够继续这个流程的程序版本。"""


class NoPlace(Refusal):
    """现在的程序从头就不能继续这个流程；请恢复能够继续这个流程的程序版本。"""


async def reset(client: Client, one: OneCase) -> CaseResult:
    """Do it once; what refuses it is the answer."""
    try:
        code, words = await _reset(client, one)
    except Refusal as refusal:
        return CaseResult(case_id=one.case_id, is_done=False, code=type(refusal).__name__, words=str(refusal))
    return CaseResult(case_id=one.case_id, is_done=True, code=code, words=words)


async def _reset(client: Client, one: OneCase) -> tuple[Code, str]:
    run_id, history = await _running(client, one.case_id)
    if _was_reset_by(history.events, one.act_id):
        return Code.UNCHANGED, "这一操作此前已经完成。"
    if await _replays(client, history):
        raise NotBroken
    place = await _place(client, history)
    _refuse_what_was_told(history.events, place)
    words = f"流程退回到第 {place} 个事件之前，此后收到的通知重新处理。"
    if one.is_dry_run:
        return Code.WOULD_DO, words
    await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=workflow_id(one.case_id), run_id=run_id),
            reason=_mark(one.act_id),
            workflow_task_finish_event_id=place,
            request_id=str(derived("reset", one.act_id, one.case_id)),
            reset_reapply_type=ResetReapplyType.RESET_REAPPLY_TYPE_SIGNAL,
        )
    )
    return Code.DONE, words


async def _running(client: Client, case_id: UUID) -> tuple[str, WorkflowHistory]:
    handle = client.get_workflow_handle(workflow_id(case_id))
    try:
        description = await handle.describe()
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise NoSuchWorkflow from error
    if description.status is not WorkflowExecutionStatus.RUNNING:
        raise IsOver
    run_id = description.run_id
    return run_id, await client.get_workflow_handle(workflow_id(case_id), run_id=run_id).fetch_history()


async def _replays(client: Client, history: WorkflowHistory) -> bool:
    """Whether the code of this process goes the way that is recorded."""
    result = await replayer(client.data_converter).replay_workflow(history, raise_on_replay_failure=False)
    return result.replay_failure is None


async def _place(client: Client, history: WorkflowHistory) -> int:
    """The last workflow task up to which the present code goes the recorded way: found by halving."""
    tasks = [
        event.event_id
        for event in history.events
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
    ]
    low, high = 0, len(tasks)
    while high - low > 1:
        middle = (low + high) // 2
        before = replace(history, events=list(history.events)[: tasks[middle] - 1])
        low, high = (middle, high) if await _replays(client, before) else (low, middle)
    if not tasks:
        raise NoPlace
    return tasks[low]


def _refuse_what_was_told(events: Sequence[HistoryEvent], place: int) -> None:
    """Nothing that somebody knows of, or did, is lost."""
    asked = {
        event.event_id: event.activity_task_scheduled_event_attributes.activity_type.name for event in events
    }
    for event in events:
        if event.event_id <= place:
            continue
        if event.event_type in COMMANDS:
            raise Commanded
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED:
            scheduled = event.activity_task_completed_event_attributes.scheduled_event_id
            if asked[scheduled] not in REPEATED:
                raise Told


def _mark(act_id: UUID) -> str:
    return f"remedy {act_id}"


def _was_reset_by(events: Sequence[HistoryEvent], act_id: UUID) -> bool:
    return any(
        event.workflow_task_failed_event_attributes.cause
        == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW
        and _mark(act_id) in event.workflow_task_failed_event_attributes.failure.message
        for event in events
    )
