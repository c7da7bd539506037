"""What the workflow tells of a case: the read model and the timeline."""

from dataclasses import replace

from contracts.clock import Ended
from contracts.declaration import Deadline, NoticeDue, Progress, Started
from contracts.notification import Message
from contracts.pledge import Abandoned
from contracts.rereview import ReReviewAsked
from kit import outbox
from kit.db import Connection
from kit.errors import NotFound
from kit.ids import derived
from services.declaration.drafting.domain.declarations import ENDED, Record
from services.declaration.drafting.store import declarations
from services.declaration.progress.domain.deadlines import Calendar
from services.declaration.progress.operations.holding import REINSTATED
from services.declaration.progress.operations.ledger import open_if_any
from services.declaration.progress.operations.rereviewing import RE_REVIEW_ASKED
from services.declaration.progress.store import moves, rereviews

CLOSED = "closed"
UNDONE = frozenset({REINSTATED, RE_REVIEW_ASKED})  # an end does not stand
FOR_GOOD = frozenset({"withdrawn", CLOSED})  # an end by the clock alone can be undone until it is closed


async def record_progress(conn: Connection, progress: Progress, calendar: Calendar) -> Deadline | None:
    """Keep a move once; the latest by position is what the applicant sees, whatever comes in late."""
    record = await declarations.declaration_for_update(conn, progress.application_id)
    if record is None and progress.event == CLOSED:
        return None  # forgotten within the grace: an automatic end holds nothing against erasure
    if record is None:
        raise NotFound
    await outbox.hear(conn, derived(Started.topic, record.id))
    deadline = None
    if progress.deadline:
        deadline = await open_if_any(conn, progress.deadline, calendar)
    if deadline:
        until = replace(progress.turn, until=deadline.due_at, is_provisional=deadline.is_provisional)
        progress = replace(progress, turn=until)
    if not await moves.insert_move(conn, progress, city=record.city):
        return deadline
    await _tell(conn, progress, record)
    await declarations.show_progress(conn, progress)
    await declarations.show_sections(conn, progress.application_id, progress.manifest)
    if progress.stops:
        await declarations.show_stops(conn, progress.application_id, progress.stops)
    return deadline


async def _tell(conn: Connection, progress: Progress, record: Record) -> None:
    """Tell others what this move means for them."""
    if progress.notice:
        await outbox.add(conn, _due(progress, progress.notice))
    if progress.event in FOR_GOOD and not progress.round:
        await outbox.add(conn, _abandoned(progress, record))
    if progress.event == RE_REVIEW_ASKED:
        asked = await rereviews.ids_of(conn, record.id)
        await outbox.hear(conn, *(derived(ReReviewAsked.topic, one) for one in asked))
    if progress.status in ENDED or progress.event in UNDONE:
        await outbox.add(conn, _ended(progress, record))


def _due(progress: Progress, message: Message) -> NoticeDue:
    return NoticeDue(
        id=derived(NoticeDue.topic, message.id),
        about=progress.application_id,
        at=progress.at,
        message=message,
    )


def _ended(progress: Progress, record: Record) -> Ended:
    return Ended(
        id=derived(Ended.topic, progress.application_id, str(progress.position)),
        about=progress.application_id,
        at=progress.at,
        application_id=progress.application_id,
        person_id=record.person_id,
        city=record.city,
        plan=record.plan,
        position=progress.position,
        is_over=progress.status in ENDED,
    )


def _abandoned(progress: Progress, record: Record) -> Abandoned:
    return Abandoned(
        id=derived(Abandoned.topic, progress.application_id),
        about=progress.application_id,
        at=progress.at,
        application_id=progress.application_id,
        person_id=record.person_id,
        city=record.city,
        plan=record.plan,
    )
