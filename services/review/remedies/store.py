"""A task is given to another office."""

from uuid import UUID

from kit.db import Connection


async def open_task_of(conn: Connection, application_id: UUID) -> UUID | None:
    """The task of a case that waits for a decision."""
    found: UUID | None = await conn.fetchval(
        "select id from tasks where application_id = $1 and state = 'open' order by opened_at limit 1",
        application_id,
    )
    return found


async def give(conn: Connection, task_id: UUID, office_id: UUID, office_name: str) -> None:
    """Give a task to another office; what happened there before keeps the name of the one that had it."""
    await conn.execute(
        """
        update timeline set office_name = tasks.office_name
        from tasks
        where tasks.id = $1 and timeline.task_id = tasks.id and timeline.office_name = ''
        """,
        task_id,
    )
    await conn.execute(
        """
        update tasks
           set office_id = $2, office_name = $3, taken_by = null, taken_by_name = '', taken_at = null
         where id = $1
        """,
        task_id,
        office_id,
        office_name,
    )
