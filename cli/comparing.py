"""Every open case beside its workflow: who of the two knows more."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from kit.db import Pool, transaction

if TYPE_CHECKING:
    from temporalio.client import Client

    from services.declaration.progress.domain.records import Shown
    from workflows.application.domain import Case

AT_ONCE = 20


@dataclass(frozen=True, kw_only=True)
class Differences:
    """Cases and tasks, by what is wrong; `cases` are the workflows that were asked."""

    behind: tuple[UUID, ...] = ()  # their workflow knows less than what is shown
    ahead: tuple[UUID, ...] = ()  # it knows more, or something else
    missing: tuple[UUID, ...] = ()  # they have none
    unknown: tuple[UUID, ...] = ()  # it runs, and nobody knows the case; an end may be forgotten in its grace
    unawaited: tuple[UUID, ...] = ()  # a task waits at an office, and no workflow waits for it
    cases: Mapping[UUID, "Case"] = field(default_factory=dict)

    @property
    def is_level(self) -> bool:
        """Whether nothing is wrong."""
        return not any((self.behind, self.ahead, self.missing, self.unknown, self.unawaited))


async def differences(declaration: Pool, review: Pool, engine: "Client") -> Differences:
    """What there is at this moment; what is on its way may arrive."""
    from services.declaration.drafting.domain.declarations import IN_GRACE
    from services.declaration.progress.store.moves import standings
    from services.review.tasks.store.tasks import open_ids

    running = await _running(engine)
    async with transaction(declaration) as conn:
        shown = await standings(conn, running)
    async with transaction(review) as conn:
        waiting = await open_ids(conn)
    cases = await _cases(engine, [*shown, *(one for one in running if one not in shown)])
    is_later = {case_id: _is_later(cases[case_id], at) for case_id, at in shown.items() if case_id in cases}
    behind = tuple(case_id for case_id, later in is_later.items() if later is False)
    level = {case_id for case_id, later in is_later.items() if later is None}
    awaited = {one.id for case in cases.values() for one in case.awaited}
    return Differences(
        behind=behind,
        ahead=tuple(case_id for case_id, later in is_later.items() if later),
        missing=tuple(case_id for case_id in shown if case_id not in cases),
        unknown=tuple(
            case_id for case_id, case in cases.items() if case_id not in shown and case.status not in IN_GRACE
        ),
        unawaited=tuple(
            task for task, case_id in waiting.items() if case_id in level and task not in awaited
        ),
        cases=cases,
    )


def _is_later(case: "Case", shown: "Shown") -> bool | None:
    """Whether the workflow is ahead of what is shown, or behind it; none where both say the same."""
    if case.position == shown.position:
        return None if case.status is shown.status else True
    return case.position > shown.position


async def _running(engine: "Client") -> list[UUID]:
    from contracts.application import TYPE, workflow_id

    prefix = workflow_id(UUID(int=0)).removesuffix(str(UUID(int=0)))
    query = f"ExecutionStatus = 'Running' and WorkflowType = '{TYPE}'"
    return [UUID(run.id.removeprefix(prefix)) async for run in engine.list_workflows(query)]


async def _cases(engine: "Client", case_ids: list[UUID]) -> dict[UUID, "Case"]:
    limit = asyncio.Semaphore(AT_ONCE)

    async def asked(case_id: UUID) -> "Case | None":
        async with limit:
            return await _case(engine, case_id)

    found = await asyncio.gather(*map(asked, case_ids))
    return {case_id: case for case_id, case in zip(case_ids, found, strict=True) if case is not None}


async def _case(engine: "Client", case_id: UUID) -> "Case | None":
    from temporalio.service import RPCError, RPCStatusCode

    from contracts.application import workflow_id
    from workflows.application.workflow import Application

    try:
        return await engine.get_workflow_handle(workflow_id(case_id)).query(Application.case)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
