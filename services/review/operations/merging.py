"""An employer was merged into another, whose clerks do its work from then on."""

from dataclasses import replace
from datetime import datetime

from contracts.review import Task as Opened
from kit.crypto import FieldCipher
from kit.db import Connection
from services.review.operations import inbox
from services.review.store import mergers, timeline
from services.review.store.mergers import Merger


async def record_merger(conn: Connection, cipher: FieldCipher, merger: Merger, *, at: datetime) -> None:
    """Move the tasks, wherever they lie on the way to the last successor. Told twice they move once."""
    await mergers.lock_mergers(conn)
    await mergers.insert_merger(conn, merger)
    await mergers.keep_names(conn)
    for task_id in await mergers.move_tasks(conn):
        await timeline.add(conn, await inbox.any_task(conn, cipher, task_id), "moved", at)


async def at_its_office(conn: Connection, opened: Opened) -> Opened:
    """The task as it is to be opened: at the successor, if the office that the route names is gone."""
    await mergers.hold_mergers(conn)
    office = await mergers.successor_of(conn, opened.stop.office_id)
    if office is None:
        return opened
    return replace(opened, stop=replace(opened.stop, office_id=office.id, office_name=office.name))
