"""Telling the house what waits at an employer to be verified: its clerks' start page says so."""

from collections.abc import Iterable
from uuid import UUID

from contracts.archive import VerificationsWaiting
from kit import outbox
from kit.clock import now
from kit.db import Connection
from kit.ids import derived
from services.archive.file.store.queues import queue


async def tell_waiting(conn: Connection, employers: Iterable[UUID]) -> None:
    """Tell it of each. The last thing in a transaction that locks files."""
    for employer_id in sorted(set(employers)):
        found = await queue(conn, employer_id)
        if found is None:
            continue
        at = now()
        await outbox.add(
            conn,
            VerificationsWaiting(
                id=derived(VerificationsWaiting.topic, employer_id, at.isoformat()),
                about=employer_id,
                at=at,
                employer_id=employer_id,
                city=found.city,
                waiting=found.waiting,
                oldest_at=found.oldest_at,
            ),
        )
