"""What a case told declaration, read from its histories: each move exactly as it was told."""

from collections.abc import AsyncIterator
from uuid import UUID

from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from contracts.application import workflow_id
from contracts.declaration import Progress

TOLD = "declaration.record_progress"


async def moves_told(client: Client, case_id: UUID) -> tuple[Progress, ...]:
    """In order, from the first run that is kept to the newest."""
    found: dict[int, Progress] = {}
    async for events in _runs(client, case_id):
        for event in events:
            scheduled = event.activity_task_scheduled_event_attributes
            if scheduled.activity_type.name == TOLD:
                (move,) = await client.data_converter.decode(scheduled.input.payloads, [Progress])
                found.setdefault(move.position, move)
    return tuple(found[position] for position in sorted(found))


async def _runs(client: Client, case_id: UUID) -> AsyncIterator[list[HistoryEvent]]:
    """The newest run first, then each that it continued, until one is kept no longer."""
    run_id: str | None = None
    while True:
        handle = client.get_workflow_handle(workflow_id(case_id), run_id=run_id)
        try:
            events = list((await handle.fetch_history()).events)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return
        yield events
        run_id = events[0].workflow_execution_started_event_attributes.continued_execution_run_id
        if not run_id:
            return
