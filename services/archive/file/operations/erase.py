"""Erasing a person's archive, once nothing stands against it."""

from uuid import UUID

from kit import outbox
from kit.db import Connection
from services.archive.file.operations.waiting import tell_waiting
from services.archive.file.store.erasure import delete_person
from services.archive.file.store.queues import employers_waited_for


async def erase_person(conn: Connection, person_id: UUID) -> None:
    """Forget the person; done twice is done once."""
    waited_for = await employers_waited_for(conn, person_id)
    await delete_person(conn, person_id)
    await outbox.forget(conn, person_id)
    await tell_waiting(conn, waited_for)
