"""Examining a case item by item (E4.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contracts.review import Task as Opened
from contracts.sections.checks import Check, Overruling, Result
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, Stale
from kit.session import Session
from kit.web import filters
from services.review.examination import store
from services.review.examination.domain.again import Again, Earlier
from services.review.examination.domain.checks import kept, overruling_faults, reason_of
from services.review.examination.domain.checks_table import INTEGRITY
from services.review.examination.domain.decisions import Decision
from services.review.examination.domain.items import Finding, Item, all_fulfilled, by_item, items_for
from services.review.objections.domain import Tally
from services.review.objections.store import tally
from services.review.publicity.domain import Publicity
from services.review.publicity.operations.publicising import publicity_that_counts
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
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
    objections: Tally
    checks: tuple[Check, ...] = ()

    def checks_of(self, item: Item) -> list[Check]:
        """The checks of an item."""
        return [check for check in self.checks if check.item == item.code]

    @property
    def is_fulfilled(self) -> bool:
        """Whether every item was found in order and no check stands against it."""
        return _is_fulfilled(self.findings, self.checks)


class FindingsChanged(Stale):
    """审查结果刚刚在别处被修改，请核对后再提交。"""

    def __init__(self, task: Task) -> None:
        by, at = task.examined_by_name, filters.moment(task.examined_at)
        super().__init__(
            f"审查结果已由 {by} 于 {at} 修改，请核对后再提交。您填写的内容仍在下面。" if by else None
        )


async def examination(conn: Connection, task: Task) -> Examination:
    """How far this task is."""
    return Examination(
        task=task,
        items=items_for(task.role, task.summary.employer_kind),
        findings=await _found(conn, task),
        publicity=await publicity_that_counts(conn, task),
        decision=await store.decision_of_task(conn, task.id),
        objections=await tally(conn, task.id),
        checks=await store.checks(conn, task.id),
    )


async def earlier(
    conn: Connection, cipher: FieldCipher, application_id: UUID, *, stage: str, office_id: UUID, round_: int
) -> Earlier | None:
    """What this office found when it had the case before; none when it comes for the first time."""
    task = await tasks_store.task_before(
        conn, cipher, application_id, stage=stage, office_id=office_id, round_=round_
    )
    return Earlier(task=task, findings=await _found(conn, task)) if task else None


async def elsewhere(
    conn: Connection, cipher: FieldCipher, task: Opened, marks: Sequence[str]
) -> Mapping[str, int]:
    """What of a case's evidence stands in cases of others, too; from now on it is found from theirs."""
    await store.put_marks(conn, cipher, task, marks)
    return await store.elsewhere(conn, cipher, task, marks)


async def keep_checks(
    conn: Connection, task_id: UUID, computed: Sequence[Check], before: UUID | None
) -> None:
    """Keep what was computed; what the office overruled of the same in the round before stays overruled."""
    then = await store.checks(conn, before) if before else ()
    await store.put_checks(conn, task_id, [kept(check, then) for check in computed])


async def check_again(conn: Connection, task: Task, check: Check | None) -> None:
    """Put what stands in the register by now in the place of what stood there when the task came."""
    before = await store.checks(conn, task.id)
    others = [one for one in before if one.code != INTEGRITY]
    await store.drop_check(conn, task.id, INTEGRITY)
    await store.put_checks(conn, task.id, [*others, *([kept(check, before)] if check else [])])
    found, checks = await _found(conn, task), await store.checks(conn, task.id)
    await tasks_store.note_fulfilled(conn, task.id, is_fulfilled=_is_fulfilled(found, checks))


async def keep_findings(conn: Connection, task: Task, again: Again) -> None:
    """Begin with what was found last time, wherever that is about the same."""
    items = items_for(task.role, task.summary.employer_kind)
    found = by_item(items, again.kept(items))
    await store.put_findings(conn, task.id, list(found.values()))
    checks = await store.checks(conn, task.id)
    await tasks_store.note_fulfilled(conn, task.id, is_fulfilled=_is_fulfilled(found, checks))


async def _found(conn: Connection, task: Task) -> Mapping[str, Finding]:
    return by_item(items_for(task.role, task.summary.employer_kind), await store.findings(conn, task.id))


async def save_findings(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    task_id: UUID,
    found: Sequence[Finding],
    version: int,
    reasons: Mapping[str, str] | None = None,
) -> Task:
    """Keep findings as a draft; whoever saved them meanwhile is not overwritten unseen.

    `reasons` are those for which checks are not gone by, by code of the check.
    """
    task = await tasks.task_to_change(conn, cipher, who, task_id)
    await tasks.refuse_unless_open(conn, task)
    before = await examination(conn, task)
    wanted = by_item(before.items, found)
    checks = _overruled(before.checks, reasons or {}, who.name, now())
    if (wanted, checks) == (before.findings, before.checks) and task.version != version:
        return task  # a second click
    if task.version != version:
        raise FindingsChanged(task)
    if faults := [*_faults(before.items, wanted), *overruling_faults(before.checks, reasons or {})]:
        raise Invalid(faults=faults)
    await tasks_store.note_examination(
        conn, task.id, version, who.name, now(), is_fulfilled=_is_fulfilled(wanted, checks)
    )
    await store.put_findings(conn, task.id, list(wanted.values()))
    await store.put_checks(conn, task.id, checks)
    return task


def _is_fulfilled(found: Mapping[str, Finding], checks: Sequence[Check]) -> bool:
    return all_fulfilled(found) and not any(check.stands_against for check in checks)


def _overruled(
    checks: Sequence[Check], reasons: Mapping[str, str], name: str, at: datetime
) -> tuple[Check, ...]:
    """The checks with the reasons that were typed; the same reason keeps who gave it, and when."""
    return tuple(
        replace(check, overruled=Overruling(by=name, at=at, reason=reason) if reason else None)
        if check.result is not Result.MET and (reason := reasons.get(check.code, "")) != reason_of(check)
        else check
        for check in checks
    )


def _faults(items: Sequence[Item], found: Mapping[str, Finding]) -> list[Fault]:
    return [
        Fault(field=f"remark-{item.code}", message=f"“{item.name}”的备注最多 {REMARK_LENGTH} 个字，请精简")
        for item in items
        if len(found[item.code].remark) > REMARK_LENGTH
    ]
