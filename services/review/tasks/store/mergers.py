"""Employers that were merged into others, and the tasks that go with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from kit.db import Connection
from kit.rows import insert, read

# Each employer that is gone with every one on its way; the last is not gone itself.
_WAY = """
    with recursive way (id, successor_id, successor) as (
        select id, successor_id, successor from mergers
        union
        select way.id, next.successor_id, next.successor
        from way join mergers next on next.id = way.successor_id
    ),
    last as (select * from way where successor_id not in (select id from mergers))
"""


@dataclass(frozen=True, kw_only=True)
class Merger:
    """An employer is gone, and who does its work."""

    employer_id: UUID
    city: str
    successor_id: UUID
    successor: str


@dataclass(frozen=True, kw_only=True)
class Office:
    """Who does the work now."""

    id: UUID
    name: str


async def lock_mergers(conn: Connection) -> None:
    """Let mergers come one by one, and no task be opened meanwhile: it would stay with nobody."""
    await conn.execute("lock table mergers in share row exclusive mode")


async def hold_mergers(conn: Connection) -> None:
    """Let no merger come until the transaction ends."""
    await conn.execute("lock table mergers in share mode")


async def insert_merger(conn: Connection, merger: Merger) -> None:
    """Keep a merger; told twice it is kept once."""
    await insert(
        conn,
        "mergers",
        "on conflict (id) do nothing",
        id=merger.employer_id,
        city=merger.city,
        successor_id=merger.successor_id,
        successor=merger.successor,
    )


async def successor_of(conn: Connection, office_id: UUID) -> Office | None:
    """Who does the work of an office that was merged, at the end of the way; none of one that is there."""
    row = await conn.fetchrow(
        _WAY + "select successor_id as id, successor as name from last where id = $1",  # noqa: S608 - words of ours
        office_id,
    )
    return read(Office, row)


async def keep_names(conn: Connection) -> None:
    """What happened at an office that is gone keeps its name."""
    await conn.execute(
        _WAY  # noqa: S608 - words of ours
        + """
        update timeline set office_name = tasks.office_name
        from tasks join last on last.id = tasks.office_id
        where timeline.task_id = tasks.id and timeline.office_name = ''
        """,
    )


async def move_tasks(conn: Connection) -> Sequence[UUID]:
    """Give the tasks of those who are gone to their successors; the open ones are told.

    What was decided keeps the name of the office that decided it.
    """
    rows = await conn.fetch(
        _WAY  # noqa: S608 - words of ours
        + """
        update tasks
           set office_id = last.successor_id,
               office_name = case state when 'open' then last.successor else office_name end,
               taken_by = case state when 'open' then null else taken_by end,
               taken_by_name = case state when 'open' then '' else taken_by_name end
        from last
        where last.id = tasks.office_id
        returning tasks.id, tasks.state
        """,
    )
    return [row["id"] for row in rows if row["state"] == "open"]


async def name_successor(conn: Connection, task_id: UUID) -> None:
    """What is examined again is examined by the employer that has it now, not by the one that is gone.

    Whose names `keep_names` kept was moved.
    """
    await conn.execute(
        """
        update tasks set office_name = mergers.successor, taken_by = null, taken_by_name = ''
          from mergers
         where tasks.id = $1 and mergers.successor_id = tasks.office_id
           and exists (select from timeline where task_id = tasks.id and timeline.office_name <> '')
        """,
        task_id,
    )
