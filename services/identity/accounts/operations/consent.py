"""Whoever gets an account agreed to the privacy notice; to which version is kept with the account."""

from uuid import UUID

from kit.clock import now
from kit.db import Connection
from services.identity.access.domain.notice import VERSION
from services.identity.accounts.store.consents import insert_consent, note_told


async def note_consent(conn: Connection, account_id: UUID, *, city: str) -> None:
    """Keep that the holder of a new account agreed."""
    await insert_consent(conn, account_id, city=city, version=VERSION, agreed_at=now())


async def note_heard(conn: Connection, account_id: UUID) -> None:
    """Keep that somebody who agreed to an older version was told of this one. Told twice is told once."""
    await note_told(conn, account_id, version=VERSION, at=now())
