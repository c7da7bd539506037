"""Whoever gets an account agreed to the privacy notice; to which version is kept with the account."""

from uuid import UUID

from kit.clock import now
from kit.db import Connection
from services.identity.accounts.domain.consent import VERSION
from services.identity.accounts.store.consents import insert_consent, note_told


async def note_consent(conn: Connection, account_id: UUID, *, city: str) -> None:
    """Keep that the holder of a new account agreed."""
    await insert_consent(conn, account_id, city=city, version=VERSION, agreed_at=now())


async def is_news(conn: Connection, account_id: UUID, *, version: int = VERSION) -> bool:
    """Whether somebody has to hear of a version that is newer than what they agreed to; once."""
    return await note_told(conn, account_id, version=version, at=now())
