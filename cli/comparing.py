"""Every open case beside its workflow: who of the two knows more."""

import asyncio
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID

from kit.db import Pool, transaction

if TYPE_CHECKING:
    from temporalio.client import Client

PAUSE_SECONDS = 1.0
AT_ONCE = 20


async def differences(
    pool: Pool, engine: "Client", patience: float
) -> tuple[list[UUID], list[UUID], list[UUID]]:
    """Cases whose workflow is behind, ahead, or not there; after a while in which it may catch up."""
    until = monotonic() + patience
    while True:
        found = await _look(pool, engine)
        if not any(found) or monotonic() > until:
            return found
        await asyncio.sleep(PAUSE_SECONDS)


async def _look(pool: Pool, engine: "Client") -> tuple[list[UUID], list[UUID], list[UUID]]:
    from services.declaration.progress.store.moves import open_positions

    async with transaction(pool) as conn:
        known = await open_positions(conn)
    limit = asyncio.Semaphore(AT_ONCE)

    async def position(case_id: UUID) -> int | None:
        async with limit:
            return await _position(engine, case_id)

    positions = await asyncio.gather(*map(position, known))
    told = list(zip(known.items(), positions, strict=True))
    return (
        [case_id for (case_id, shown), at in told if at is not None and at < shown],
        [case_id for (case_id, shown), at in told if at is not None and at > shown],
        [case_id for (case_id, _), at in told if at is None],
    )


async def _position(engine: "Client", case_id: UUID) -> int | None:
    from temporalio.service import RPCError, RPCStatusCode

    from contracts.application import workflow_id
    from workflows.application.workflow import Application

    try:
        case = await engine.get_workflow_handle(workflow_id(case_id)).query(Application.case)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
    return case.position
