"""When somebody had themselves looked up, and what came of it; never what was told."""

from datetime import datetime
from uuid import UUID

from kit.db import Connection


async def may_ask(
    conn: Connection, account_id: UUID, register: str, *, city: str, at: datetime, unless_since: datetime
) -> bool:
    """Note that it is asked now; false when it was asked after that moment."""
    row = await conn.fetchrow(
        """
        insert into register_questions (account_id, register, city, asked_at) values ($1, $2, $3, $4)
        on conflict (account_id, register) do update
        set asked_at = excluded.asked_at, outcome = ''
        where register_questions.asked_at <= $5
        returning true
        """,
        account_id,
        register,
        city,
        at,
        unless_since,
    )
    return row is not None


async def note_outcome(conn: Connection, account_id: UUID, register: str, outcome: str) -> None:
    """What came of it."""
    await conn.execute(
        "update register_questions set outcome = $3 where account_id = $1 and register = $2",
        account_id,
        register,
        outcome,
    )


async def questions_of(conn: Connection, account_id: UUID) -> list[tuple[str, datetime, str]]:
    """What was asked last, when, and what came of it."""
    rows = await conn.fetch(
        "select register, asked_at, outcome from register_questions where account_id = $1 order by register",
        account_id,
    )
    return [(row["register"], row["asked_at"], row["outcome"]) for row in rows]
