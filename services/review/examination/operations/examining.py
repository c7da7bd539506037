"""Examining a case item by item (E4.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, Refusal, Stale
from kit.session import Session
from services.review.examination.domain.decisions import Decision
from services.review.examination.domain.items import Finding, Item, by_item, items_for
from services.review.examination.store import decisions
from services.review.examination.store import findings as findings_store
from services.review.publicity import store as publicities
from services.review.publicity.domain import Publicity
from services.review.tasks import operations as tasks
from services.review.tasks.domain import State, Task
from services.review.tasks.store import tasks as tasks_store

REMARK_LENGTH = 500


@dataclass(frozen=True, kw_only=True)
class Examination:
    """How far an office is with a case."""

    task: Task
    items: tuple[Item, ...]
    findings: Mapping[str, Finding]
    publicity: Publicity | None
    decision: Decision | None


class Closed(Refusal):
    """这项审查已经结束（申报人已撤回申报），不需要再办理。"""


class AlreadyDecided(Refusal):
    """这项审查已经作出决定，不能再修改。"""

    def __init__(self, decision: Decision) -> None:
        super().__init__()
        self.decision = decision


class FindingsChanged(Stale):
    """审查结果刚刚在别处被修改，请核对后再提交。"""

    def __init__(self, saved: Examination) -> None:
        super().__init__()
        self.saved = saved


async def examination(conn: Connection, task: Task) -> Examination:
    """How far this task is."""
    items = items_for(task.role, task.summary.employer_kind)
    return Examination(
        task=task,
        items=items,
        findings=by_item(items, await findings_store.findings(conn, task.id)),
        publicity=await publicity_that_counts(conn, task),
        decision=await decisions.decision_of_task(conn, task.id),
    )


async def publicity_that_counts(conn: Connection, task: Task) -> Publicity | None:
    """This task's own publicity, or an earlier one when what it showed has not changed."""
    own = await publicities.publicity_of_task(conn, task.id)
    if own is None and task.publicity_stands:
        return await publicities.publicity_that_stands(conn, task.application_id)
    return own


async def refuse_unless_open(conn: Connection, task: Task) -> None:
    """Nothing changes on a task that was decided or closed."""
    if task.is_open:
        return
    decision = await decisions.decision_of_task(conn, task.id)
    if task.state is State.DECIDED and decision:
        raise AlreadyDecided(decision)
    raise Closed


async def save_findings(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    task_id: UUID,
    found: Sequence[Finding],
    version: int,
) -> Task:
    """Keep findings as a draft; whoever saved them meanwhile is not overwritten unseen."""
    task = await tasks.task_to_change(conn, cipher, who, task_id)
    await refuse_unless_open(conn, task)
    before = await examination(conn, task)
    wanted = by_item(before.items, found)
    if wanted == before.findings and task.version != version:
        return task  # a second click
    if task.version != version:
        raise FindingsChanged(before)
    if faults := _faults(before.items, wanted):
        raise Invalid(faults=faults)
    await tasks_store.note_examination(conn, task.id, version, who.name, now())
    await findings_store.put_findings(conn, task.id, list(wanted.values()))
    return task


def _faults(items: Sequence[Item], found: Mapping[str, Finding]) -> list[Fault]:
    return [
        Fault(field=f"remark-{item.code}", message=f"“{item.name}”的备注最多 {REMARK_LENGTH} 个字，请精简")
        for item in items
        if len(found[item.code].remark) > REMARK_LENGTH
    ]
