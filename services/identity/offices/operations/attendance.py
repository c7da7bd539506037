"""Whether somebody is there where work lies: administrators are alarmed, applicants are told (B0.1)."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog

from contracts.archive import VerificationsWaiting
from contracts.offices import DeskFilled, OfficeAttended
from contracts.review import QueueChanged
from kit import outbox
from kit.clock import SHANGHAI
from kit.db import Connection
from kit.ids import derived
from services.identity.offices.store import queues as store
from services.identity.offices.store.queues import Waiting

ABSENT = timedelta(days=7)

log = structlog.get_logger()


async def note_queue(conn: Connection, told: QueueChanged) -> None:
    """Keep what waits; tell that a desk filled, and look whether somebody is there when work arrives."""
    found = Waiting(
        waiting=told.waiting,
        oldest_at=told.oldest_at,
        due_at=told.due_at,
        resting=told.resting,
        passed=told.passed,
    )
    kept = await store.keep_queue(conn, told.office_id, city=told.city, found=found, told_at=told.at)
    if kept is None:
        return
    if kept.filled_at == told.at:
        await _tell_filled(conn, told.office_id, told.city, told.at)
    if told.waiting == 0:
        await note_attended(conn, told.office_id, told.city, told.at)
    else:
        await note_presence(conn, told.office_id, told.city, told.at)


async def note_archives(conn: Connection, told: VerificationsWaiting) -> None:
    """Keep what waits to be verified, and tell that a desk filled."""
    found = Waiting(waiting=told.waiting, oldest_at=told.oldest_at)
    kept = await store.keep_archives(conn, told.employer_id, city=told.city, found=found, told_at=told.at)
    if kept and kept.filled_at == told.at:
        await _tell_filled(conn, told.employer_id, told.city, told.at)


async def note_presence(conn: Connection, office_id: UUID, city: str, at: datetime) -> None:
    """Look whether somebody is there for what waits. An employer counts as attended."""
    today = at.astimezone(SHANGHAI).date()
    people = await store.colleagues(conn, office_id, today=today)
    is_here = any(one.signed_in_at and one.signed_in_at >= at - ABSENT for one in people)
    if is_here or await store.employer_name(conn, office_id):
        await note_attended(conn, office_id, city, at)
    elif await store.mark_unattended(conn, office_id, at):
        log.error("office_unattended", office_id=str(office_id))
        await _tell(conn, office_id, city, at, is_attended=False)


async def note_attended(conn: Connection, office_id: UUID | None, city: str, at: datetime) -> None:
    """Somebody of the office looked at its cases, or none is left."""
    if office_id and await store.mark_attended(conn, office_id):
        await _tell(conn, office_id, city, at, is_attended=True)


async def _tell(conn: Connection, office_id: UUID, city: str, at: datetime, *, is_attended: bool) -> None:
    event_id = derived(OfficeAttended.topic, office_id, is_attended, at.isoformat())
    await outbox.add(
        conn,
        OfficeAttended(
            id=event_id, about=office_id, at=at, office_id=office_id, city=city, is_attended=is_attended
        ),
    )


async def _tell_filled(conn: Connection, office_id: UUID, city: str, at: datetime) -> None:
    event_id = derived(DeskFilled.topic, office_id, at.isoformat())
    await outbox.add(conn, DeskFilled(id=event_id, about=office_id, at=at, office_id=office_id, city=city))
