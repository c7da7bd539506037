"""What identity hears from others."""

from functools import partial

from cities import Cities
from contracts.archive import ArchiveRead
from contracts.documents import FileRead
from contracts.notification import MessagesRead
from contracts.review import CaseRead, QueueChanged
from kit import bus
from kit.db import Connection, Pool
from services.identity.offices.store.queues import Waiting, keep_queue
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
    )


async def _looked(cities: Cities, settings: Settings, conn: Connection, told: Look) -> None:
    await record_access(conn, told.access, at=told.at, cities=cities, settings=settings)


async def _queue_changed(conn: Connection, told: QueueChanged) -> None:
    found = Waiting(waiting=told.waiting, oldest_at=told.oldest_at, due_at=told.due_at)
    await keep_queue(conn, told.office_id, city=told.city, found=found, told_at=told.at)
