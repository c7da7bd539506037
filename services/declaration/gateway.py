"""The workflows of the applications: asked by update, with the patience of somebody in front of a page."""

import asyncio
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import structlog
from temporalio.client import (
    Client,
    WorkflowFailureError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import Priority, WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.service import RPCError, RPCStatusCode

from contracts import preview
from contracts.application import TASK_QUEUE, workflow_id
from contracts.case import Manifest, SealRequest
from contracts.commands import Answer, Command
from kit.db import without_connection
from kit.errors import Refusal, Unavailable
from kit.ids import new_id
from kit.web import filters

# The event that starts the workflow travels by outbox and broker: normally well under a second.
START_PATIENCE_SECONDS = 6.0
START_PAUSE_SECONDS = 0.25
ANSWER_PATIENCE_SECONDS = 30.0
PREVIEW_LIMIT = timedelta(minutes=1)

# Temporal answers "not found" for a workflow that ended too, and tells the two apart by words only.
OVER = "already completed"

log = structlog.get_logger()

Update = Literal["submit", "withdraw"]


class NotNow(Refusal):
    """本次申报现在不能进行此操作，请返回申报记录查看最新状态。"""


class TimeOver(Refusal):
    """已过截止时间，不能再提交。"""

    def __init__(self, ended_at: datetime) -> None:
        super().__init__(
            f"您按下提交时已过截止时间（{filters.until(ended_at)}），不能再提交。填写的内容仍然保留，可在申报记录中查看。"
        )


class Applications:
    """The workflows, each known by its application's id."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def preview(self, request: SealRequest, looks: str) -> Answer:
        """Have everything checked and draft sections sealed; two that look at the same are one."""
        without_connection("asking a workflow")
        try:
            async with asyncio.timeout(ANSWER_PATIENCE_SECONDS):
                answer: Answer = await self._client.execute_workflow(
                    preview.TYPE,
                    request,
                    id=preview.workflow_id(request.application_id, request.round, looks),
                    task_queue=TASK_QUEUE,
                    result_type=Answer,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    execution_timeout=PREVIEW_LIMIT,
                    priority=Priority(fairness_key=request.city),
                )
        except (WorkflowFailureError, RPCError, RuntimeError, TimeoutError) as error:
            log.warning(
                "workflow_away", application_id=str(request.application_id), error=type(error).__name__
            )
            raise Unavailable from error
        return answer

    async def submit(
        self, application_id: UUID, command_id: UUID, previewed: Manifest, at: datetime
    ) -> Answer:
        """Submit what was previewed and nothing else; the same command twice is one. Pressed at `at`."""
        command = Command(id=command_id, previewed=previewed, at=at)
        answer = await self._ask(application_id, "submit", command)
        if answer.ended_at:
            raise TimeOver(answer.ended_at)
        return answer

    async def withdraw(self, application_id: UUID, command_id: UUID) -> Answer:
        """Take the application back."""
        return await self._ask(application_id, "withdraw", Command(id=command_id))

    async def _ask(self, application_id: UUID, update: Update, command: Command) -> Answer:
        without_connection("asking a workflow")
        try:
            async with asyncio.timeout(ANSWER_PATIENCE_SECONDS):
                answer = await self._once_started(application_id, update, command)
        except WorkflowUpdateFailedError as error:
            raise NotNow from error
        except (
            WorkflowUpdateRPCTimeoutOrCancelledError,
            RPCError,
            RuntimeError,  # how a lazy client says that nobody listens
            TimeoutError,
        ) as error:
            log.warning("workflow_away", application_id=str(application_id), error=type(error).__name__)
            raise Unavailable from error
        if answer.is_late:
            raise NotNow
        return answer

    async def _once_started(self, application_id: UUID, update: Update, command: Command) -> Answer:
        """Each press is an update of its own: Temporal would keep a "busy" under the id for the next press.

        That two presses do what one does is the workflow's affair, by the command's id.
        """
        press = str(new_id())
        handle = self._client.get_workflow_handle(workflow_id(application_id))
        until = asyncio.get_running_loop().time() + START_PATIENCE_SECONDS
        while True:
            try:
                answer: Answer = await handle.execute_update(
                    update,
                    command,
                    id=press,
                    result_type=Answer,
                    rpc_timeout=timedelta(seconds=ANSWER_PATIENCE_SECONDS),
                )
            except RPCError as error:
                if OVER in error.message:
                    raise NotNow from error
                is_late = asyncio.get_running_loop().time() > until
                if error.status is not RPCStatusCode.NOT_FOUND or is_late:
                    raise
            else:
                return answer
            await asyncio.sleep(START_PAUSE_SECONDS)
