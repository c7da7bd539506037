"""What identity hears from others."""

from functools import partial

from cities import Cities
from contracts.archive import ArchiveRead, VerificationsWaiting
from contracts.documents import FileRead
from contracts.notification import MessagesRead
from contracts.review import CaseRead, QueueChanged
from kit import bus
from kit.db import Connection, Pool
from services.identity.offices.operations.attendance import note_archives, note_attended, note_queue
from services.identity.privacy.operations.access_log import record_access
from services.identity.settings import Settings

NAME = "identity"
Look = ArchiveRead | CaseRead | FileRead | MessagesRead


def hear(pool: Pool, cities: Cities, settings: Settings) -> bus.Handler:
    """Take in each event once."""
    looked = partial(_looked, cities, settings)
    return bus.hear_once(
        pool,
        NAME,
        bus.on(ArchiveRead, looked),
        bus.on(CaseRead, looked),
        bus.on(FileRead, looked),
        bus.on(MessagesRead, looked),
        bus.on(QueueChanged, _queue_changed),
        bus.on(VerificationsWaiting, _verifications_waiting),
    )


async def _looked(cities: Cities, settings: Settings, conn: Connection, told: Look) -> None:
    await record_access(conn, told.access, at=told.at, cities=cities, settings=settings)
    if isinstance(told, CaseRead):
        await note_attended(conn, told.access.org_id, told.access.city, told.at)


async def _queue_changed(conn: Connection, told: QueueChanged) -> None:
    await note_queue(conn, told)


async def _verifications_waiting(conn: Connection, told: VerificationsWaiting) -> None:
    await note_archives(conn, told)
