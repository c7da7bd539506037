"""Attempts of late by counter and keyed hash."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kit.db import Connection
from kit.ids import derived
from kit.rows import insert, read
from services.identity.access.domain.limits import UNBLOCKED


@dataclass(frozen=True, kw_only=True)
class Attempts:
    """How often of late, and until when the next one has to wait."""

    counter: str
    fingerprint: str
    count: int
    last_at: datetime
    blocked_until: datetime


Key = tuple[str, str]  # counter, fingerprint


async def attempts_for_update(conn: Connection, keys: Sequence[Key], now: datetime) -> list[Attempts]:
    """The rows of these keys, made where missing; locked in one order, so that two requests never embrace."""
    found = []
    for counter, fingerprint in sorted(keys):
        await insert(
            conn,
            "attempts",
            "on conflict do nothing",
            id=derived("attempts", counter, fingerprint),
            counter=counter,
            fingerprint=fingerprint,
            last_at=now,
            blocked_until=UNBLOCKED,
        )
        row = await conn.fetchrow(
            """
            select counter, fingerprint, count, last_at, blocked_until from attempts
            where counter = $1 and fingerprint = $2
            for update
            """,
            counter,
            fingerprint,
        )
        if row:
            found.append(read(Attempts, row))
    return found


async def write_attempts(conn: Connection, attempts: Attempts) -> None:
    """Store a new count."""
    await conn.execute(
        """
        update attempts set count = $3, last_at = $4, blocked_until = $5
        where counter = $1 and fingerprint = $2
        """,
        attempts.counter,
        attempts.fingerprint,
        attempts.count,
        attempts.last_at,
        attempts.blocked_until,
    )


async def delete_attempts_before(conn: Connection, at: datetime) -> None:
    """Forget what is too old to matter."""
    await conn.execute("delete from attempts where last_at < $1", at)
