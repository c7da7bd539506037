"""Asking for a batch: which cases, at most how many; the worker does the rest."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from kit.clock import now
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound
from kit.ids import derived
from services.review.batches.domain import MOST, Batch, Sender
from services.review.batches.store import batches, passed
from services.review.commissions import store as commissions
from services.review.commissions.domain import missing_words


class NoSuchBatch(NotFound):
    """没有找到这次审核推荐，或不属于本单位。"""


async def ask_all(conn: Connection, sender: Sender, plan: str, until: datetime) -> UUID:
    """全选: everything that lay passed when the page was made; what is more waits for another batch."""
    found = await passed.all_until(conn, sender, plan, until, limit=MOST)
    if not found:
        raise _invalid("没有待报送的申报：都已经报送、正在报送或已撤回“审查通过”")
    return await ask(conn, sender, found)


async def ask(conn: Connection, sender: Sender, chosen: Sequence[UUID]) -> UUID:
    """A batch of these; the same cases, passed as they are now, are the same batch.

    Nobody else's case comes into it; what is no longer passed gets its result in words like any other.
    A form has fewer than `MOST` fields.
    """
    if not chosen:
        raise _invalid("请选择要报送的申报，或点击“全选报送”")
    found = await passed.chosen(conn, sender, chosen)
    if not found:
        raise _invalid("所选的申报已不在本单位，没有报送")
    if lacking := await commissions.lacking(conn, sender.office_id, [task_id for task_id, _, _ in found]):
        raise _invalid(missing_words(lacking))
    batch_id = derived(
        "batch", sender.office_id, *(f"{task_id} {at.isoformat() if at else ''}" for task_id, _, at in found)
    )
    city = found[0][1]
    await batches.put_batch(conn, batch_id, city, sender, now(), [task_id for task_id, _, _ in found])
    return batch_id


async def batch_of(conn: Connection, sender: Sender, batch_id: UUID) -> Batch:
    """A batch of the office for which somebody acts; anybody else's does not exist for them."""
    found = await batches.batch_of_office(conn, batch_id, sender.office_id)
    if found is None:
        raise NoSuchBatch
    return found


def _invalid(message: str) -> Invalid:
    return Invalid(faults=[Fault(field="tasks", message=message)])
