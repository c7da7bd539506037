"""Moves one workflow's clock forward, on servers that allow it: a demo need not wait for working days.

`python -m deploy.demo.clock 384-107-6255` does it for the case of this number, for who goes the way by hand.
"""

import asyncio
import sys
from datetime import timedelta
from uuid import UUID

from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import FastForwardConfig, TimeSkippingConfig, WorkflowExecution
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionOptionsRequest
from temporalio.client import Client

from contracts.application import workflow_id
from deploy.demo.house import House
from deploy.demo.seed import STATE
from kit.ids import new_id
from kit.reference import reference
from workflows.application import domain
from workflows.application.workflow import SPREAD_SECONDS, Application

PATIENCE_SECONDS = 30
AGAIN_SECONDS = 0.2


async def pass_deadline(client: Client, application_id: UUID) -> None:
    """Let the clock run past the deadline that the case waits for now, and no further."""
    handle = client.get_workflow_handle(workflow_id(application_id))
    spread = timedelta(seconds=SPREAD_SECONDS)
    async with asyncio.timeout(PATIENCE_SECONDS):
        while (  # noqa: ASYNC110 - it happens elsewhere
            ends_at := domain.end(case := await handle.query(Application.case), spread)
        ) is None:
            await asyncio.sleep(AGAIN_SECONDS)
    await fast_forward(client, workflow_id(application_id), ends_at - case.since)


async def fast_forward(client: Client, workflow: str, by: timedelta) -> None:
    """Let the clock of one workflow run ahead; activities in hand are finished first."""
    duration = Duration()
    duration.FromTimedelta(by)
    skipping = TimeSkippingConfig(
        enabled=True, fast_forward_config=FastForwardConfig(id=str(new_id()), duration=duration)
    )
    await client.workflow_service.update_workflow_execution_options(
        UpdateWorkflowExecutionOptionsRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=workflow),
            workflow_execution_options=WorkflowExecutionOptions(time_skipping_config=skipping),
            update_mask=FieldMask(paths=["time_skipping_config"]),
        )
    )


async def application_of(client: Client, number: str) -> UUID:
    """The running application that people know by this number."""
    async for found in client.list_workflows("WorkflowType = 'Application' and ExecutionStatus = 'Running'"):
        application_id = UUID(found.id.removeprefix("application-"))
        if reference(application_id) == number:
            return application_id
    raise SystemExit(f"no running application has the number {number}")


async def main(number: str) -> None:
    """End the period that this case waits for now: publicity, payment, resubmission."""
    client = await House.at(STATE).temporal()
    await pass_deadline(client, await application_of(client, number))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
