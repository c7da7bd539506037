"""Forgetting a person."""

from uuid import UUID

from kit.db import Connection

# What refers to a row before the row that it refers to.
_STATEMENTS = (
    "delete from extracted where person_id = $1",
    "delete from begun where person_id = $1",
    """
    delete from version_files where version_id in (
        select v.id from item_versions v join items i on i.id = v.item_id where i.person_id = $1
    )
    """,
    "delete from files where person_id = $1",
    "delete from item_versions where item_id in (select id from items where person_id = $1)",
    "delete from items where person_id = $1",
    "delete from decisions where person_id = $1",
    "delete from births where id = $1",
    "delete from persons where id = $1",
)


async def delete_person(conn: Connection, person_id: UUID) -> None:
    """Delete everything of a person."""
    for statement in _STATEMENTS:
        await conn.execute(statement, person_id)
