"""Looks: a clerk was shown people's archives; they can read it themselves."""

from collections.abc import Sequence
from uuid import UUID

from contracts.access import Access, Shown
from contracts.archive import ArchiveRead
from kit import outbox
from kit.clock import now
from kit.db import Connection
from kit.ids import derived
from kit.session import Session


async def tell_read(conn: Connection, who: Session, people: Sequence[UUID], shown: Shown) -> None:
    """Tell that somebody was shown these people's archives, or that they are on a list."""
    if not people:
        return
    at = now()
    access = Access.of(who, people, shown)
    event_id = derived(ArchiveRead.topic, who.account_id, shown, *access.person_ids, at.isoformat())
    await outbox.add(conn, ArchiveRead(id=event_id, about=who.account_id, at=at, access=access))
