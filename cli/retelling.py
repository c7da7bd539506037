"""What applicants commanded, told again to workflows that are older than the declarations.

A command is no event: no outbox has it. But the timeline has what it moved, and the case its sealed sections;
so the very same is submitted again, and nothing else can be, whatever the services know by now.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

import structlog

from kit.db import Pool, transaction

if TYPE_CHECKING:
    from temporalio.client import Client

    from contracts.case import Manifest
    from contracts.commands import Command
    from services.declaration.drafting.domain.declarations import Record
    from services.declaration.progress.domain.records import Move
    from workflows.application.domain import Case

log = structlog.get_logger()


async def commanded_again(pool: Pool, engine: "Client", case_id: UUID, case: "Case") -> bool:
    """Give the command that moved the case from where its workflow is; whether it was obeyed."""
    from services.declaration.drafting.store.declarations import declaration
    from services.declaration.progress.store.moves import moves_of

    async with transaction(pool) as conn:
        record, moves = await declaration(conn, case_id), await moves_of(conn, case_id)
    asked = next_command(case, record, moves) if record else None
    return asked is not None and await is_obeyed(engine, case_id, *asked)


def next_command(case: "Case", record: "Record", moves: "Sequence[Move]") -> "tuple[str, Command] | None":
    """What the applicant did next, if it was the applicant."""
    from contracts.application import derived_id
    from contracts.commands import Command
    from workflows.application.rows import Event, Note

    notes = frozenset(map(str, Note))  # nobody's doing
    later = (one for one in moves if one.position > case.position and one.event not in notes)
    move = next(later, None)
    if move is None:
        return None
    command_id = derived_id(record.id, "restored", move.position)
    match move.event:
        case Event.SUBMITTED:
            sections = submitted(record.sections, case.round + 1)
            command = Command(id=command_id, previewed=sections, at=move.at, is_again=True)
            return ("submit", command) if sections else None
        case Event.WITHDRAWN:
            return "withdraw", Command(id=command_id)
    return None


def submitted(sections: "Manifest", number: int) -> "Manifest":
    """The sections that a round's list covers: those before it, up to the link before."""
    from contracts.sections.names import SUBMITTED, SectionKind, SectionName

    names = [SectionName.read(ref.name) for ref in sections]
    listed = SectionName(SectionKind.SUBMISSION, number)
    if listed not in names:
        return ()
    place = names.index(listed)
    kinds = {name.kind for name in names[max(0, place - len(SUBMITTED)) : place] if name}
    return sections[place - len(SUBMITTED) : place] if kinds == set(SUBMITTED) else ()


async def is_obeyed(engine: "Client", case_id: UUID, update: str, command: "Command") -> bool:
    """Whether a workflow does it; one that has moved on does not."""
    from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
    from temporalio.service import RPCError

    from contracts.application import workflow_id
    from contracts.commands import Answer

    handle = engine.get_workflow_handle(workflow_id(case_id))
    try:
        answer: Answer = await handle.execute_update(update, command, result_type=Answer)
    except (WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, RPCError) as error:
        log.warning("not_commanded_again", application_id=str(case_id), error=type(error).__name__)
        return False
    return not (answer.is_no or answer.is_late)
