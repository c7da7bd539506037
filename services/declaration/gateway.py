"""The workflows of the applications: asked by update, with the patience of somebody in front of a page."""

import asyncio
from datetime import timedelta
from typing import Literal
from uuid import UUID

import structlog
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError, RPCStatusCode

from contracts.application import Answer, Command, workflow_id
from kit.errors import Refusal, Unavailable

# The event that starts the workflow travels by outbox and broker: normally well under a second.
START_PATIENCE_SECONDS = 6.0
START_PAUSE_SECONDS = 0.25
ANSWER_PATIENCE_SECONDS = 30.0

# Temporal answers "not found" for a workflow that ended too, and tells the two apart by words only.
OVER = "already completed"

log = structlog.get_logger()

Update = Literal["prepare", "submit", "withdraw"]


class NotNow(Refusal):
    """本次申报现在不能进行此操作，请返回申报记录查看最新状态。"""


class Applications:
    """The workflows, each known by its application's id."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def prepare(self, application_id: UUID, command_id: UUID) -> Answer:
        """Have everything checked and draft sections sealed."""
        return await self._ask(application_id, "prepare", command_id)

    async def submit(self, application_id: UUID, command_id: UUID) -> Answer:
        """Submit; the same command twice is one."""
        return await self._ask(application_id, "submit", command_id)

    async def withdraw(self, application_id: UUID, command_id: UUID) -> Answer:
        """Take the application back."""
        return await self._ask(application_id, "withdraw", command_id)

    async def _ask(self, application_id: UUID, update: Update, command_id: UUID) -> Answer:
        try:
            async with asyncio.timeout(ANSWER_PATIENCE_SECONDS):
                return await self._once_started(application_id, update, command_id)
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

    async def _once_started(self, application_id: UUID, update: Update, command_id: UUID) -> Answer:
        handle = self._client.get_workflow_handle(workflow_id(application_id))
        until = asyncio.get_running_loop().time() + START_PATIENCE_SECONDS
        while True:
            try:
                answer: Answer = await handle.execute_update(
                    update,
                    Command(id=command_id),
                    id=str(command_id),
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
