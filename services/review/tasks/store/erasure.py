"""Forgetting a person."""

from uuid import UUID

from kit.db import Connection

_STATEMENTS = (
    "delete from timeline where task_id in (select id from tasks where person_id = $1)",
    "delete from decisions where task_id in (select id from tasks where person_id = $1)",
    "delete from publicities where task_id in (select id from tasks where person_id = $1)",
    "delete from findings where task_id in (select id from tasks where person_id = $1)",
    "delete from tasks where person_id = $1",
)


async def delete_person(conn: Connection, person_id: UUID) -> None:
    """Delete every task about a person, with everything that belongs to it."""
    for statement in _STATEMENTS:
        await conn.execute(statement, person_id)
