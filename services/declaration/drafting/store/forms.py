"""The form of a declaration as it was typed."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kit.db import Connection
from kit.ids import derived
from kit.rows import insert, read
from services.declaration.drafting.domain.declarations import Draft

EMPTY = Draft(version=0, answers={})


async def insert_form(conn: Connection, declaration_id: UUID, *, city: str, saved_at: datetime) -> None:
    """An empty form."""
    await insert(
        conn,
        "forms",
        id=derived("form", declaration_id),
        city=city,
        declaration_id=declaration_id,
        answers={},
        saved_at=saved_at,
    )


async def form_of(conn: Connection, declaration_id: UUID) -> Draft:
    """What was typed so far."""
    row = await conn.fetchrow("select version, answers from forms where declaration_id = $1", declaration_id)
    return read(Draft, row) or EMPTY


async def form_for_update(conn: Connection, declaration_id: UUID) -> Draft:
    """What was typed so far, held until the transaction ends."""
    row = await conn.fetchrow(
        "select version, answers from forms where declaration_id = $1 for update", declaration_id
    )
    return read(Draft, row) or EMPTY


async def save_form(
    conn: Connection, declaration_id: UUID, answers: Mapping[str, str | list[str]], *, saved_at: datetime
) -> int:
    """Save what was typed; the new version."""
    version: int = await conn.fetchval(
        """
        update forms set answers = $2, version = version + 1, saved_at = $3
        where declaration_id = $1
        returning version
        """,
        declaration_id,
        dict(answers),
        saved_at,
    )
    return version
