"""Forgetting a person's files."""

from collections.abc import Sequence
from uuid import UUID

from kit import outbox
from kit.db import Connection
from services.documents.uploads.store import erasure as store


async def places(conn: Connection, person_id: UUID) -> Sequence[str]:
    """What is to be taken out of the object store first: the rows know where it lies."""
    return await store.places_of_person(conn, person_id)


async def erase_person(conn: Connection, person_id: UUID) -> None:
    """Forget the person; done twice is done once."""
    await store.delete_person(conn, person_id)
    await outbox.forget(conn, person_id)
