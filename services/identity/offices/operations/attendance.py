"""Whether somebody is there where work arrives: administrators are alarmed, applicants are told (B0.1)."""

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from prometheus_client import Counter

from contracts.offices import OfficeAttended
from contracts.review import QueueChanged
from kit import outbox
from kit.clock import SHANGHAI
from kit.db import Connection
from kit.ids import derived
from services.identity.offices.store import queues as store
from services.identity.offices.store.queues import Waiting

ABSENT = timedelta(days=7)

log = structlog.get_logger()
unattended_total = Counter("identity_unattended_offices_total", "Work arrived where nobody is")


async def note_queue(conn: Connection, told: QueueChanged) -> None:
    """Keep what waits, and look whether somebody is there when work arrives."""
    found = Waiting(waiting=told.waiting, oldest_at=told.oldest_at, due_at=told.due_at)
    await store.keep_queue(conn, told.office_id, city=told.city, found=found, told_at=told.at)
    if told.waiting == 0:
        await note_attended(conn, told.office_id, told.city, told.at)
        return
    today = told.at.astimezone(SHANGHAI).date()
    if await store.is_attended(conn, told.office_id, today=today, since=told.at - ABSENT):
        await note_attended(conn, told.office_id, told.city, told.at)
    elif await store.mark_unattended(conn, told.office_id, told.at):
        unattended_total.inc()
        log.error("office_unattended", office_id=str(told.office_id), waiting=told.waiting)
        await _tell(conn, told.office_id, told.city, told.at, is_attended=False)


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
