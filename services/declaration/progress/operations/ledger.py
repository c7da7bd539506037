"""The deadline ledger: a deadline is computed once, and changed only by a recorded act."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from cities import Plan
from contracts import declaration as contract
from contracts.clock import DeadlineChanged, DeadlineKind, Pause
from contracts.declaration import DeadlineRequest
from kit import outbox
from kit.db import Connection
from kit.errors import NotFound
from kit.ids import derived
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.store import declarations
from services.declaration.plans import store as plans
from services.declaration.plans.domain import with_end
from services.declaration.progress.domain.deadlines import (
    KEPT,
    Calendar,
    Due,
    fixed,
    on_a_working_day,
    postponed,
    reckon,
)
from services.declaration.progress.domain.records import Act, Entry, Reason
from services.declaration.progress.store import deadlines
from services.declaration.progress.store.deadlines import EXTENDED

RECOMPUTED = "recomputed"
RESUMED = "resumed"


async def open_if_any(
    conn: Connection, request: DeadlineRequest, calendar: Calendar
) -> contract.Deadline | None:
    """The deadline that a status has; none where the plan sets no days for it."""
    if request.kind is DeadlineKind.RE_REVIEW and await deadlines.deadline(conn, request.id) is None:
        record = await _record_of(conn, request.application_id)
        plan = await plans.plan_as_started(conn, record.city, record.plan, record.plan_version)
        if plan.re_review_days is None:
            return None
    return await open_deadline(conn, request, calendar)


async def open_deadline(conn: Connection, request: DeadlineRequest, calendar: Calendar) -> contract.Deadline:
    """Compute a deadline and record it; the same id again returns what is recorded."""
    entry = await deadlines.deadline(conn, request.id)
    if entry is None:
        record = await _record_of(conn, request.application_id)
        plan = await plans.plan_as_started(conn, record.city, record.plan, record.plan_version)
        due = _opened(request, with_end(plan, record.closes_at), calendar)
        await deadlines.insert_deadline(conn, request, due)
        entry = await deadlines.deadline(conn, request.id)
    if entry is None:
        raise NotFound
    return _told(entry)


async def resume_deadline(conn: Connection, pause: Pause, calendar: Calendar) -> contract.Deadline:
    """Compute a deadline anew after its clock stood still; the same pause again changes nothing.

    One that a recorded act moved is later by as long as it stood: the plan's days would take the act back.
    """
    entry = await deadlines.deadline_for_update(conn, pause.deadline_id)
    if entry is None:
        raise NotFound
    if not await deadlines.insert_pause(conn, entry, pause):
        return _told(entry)
    due = (
        await _reckoned(conn, entry, calendar, (*entry.pauses, pause))
        if entry.days and not await deadlines.was_extended(conn, entry.id)
        else postponed(entry.rule, entry.due_at, pause, calendar)
    )
    reason = Reason(by="系统", why="期限中止结束，重新计算", at=pause.resumed_at)
    act = _act(RESUMED, entry, due, reason, pause.resumed_at)
    number = await deadlines.change_deadline(conn, entry.id, due, act, city=entry.city)
    return contract.Deadline(
        id=entry.id,
        due_at=due.due_at,
        is_provisional=due.is_provisional,
        calendar_version=due.calendar_version,
        remind_at=due.remind_at,
        number=number,
    )


def _opened(request: DeadlineRequest, plan: Plan, calendar: Calendar) -> Due:
    if request.due_at:
        return fixed("经批准恢复办理，至批准的时间", request.due_at)
    return reckon(request.kind, plan, request.starts_at, calendar)


def _told(entry: Entry) -> contract.Deadline:
    return contract.Deadline(
        id=entry.id,
        due_at=entry.due_at,
        is_provisional=entry.is_provisional,
        calendar_version=entry.calendar_version,
        remind_at=entry.remind_at,
        number=entry.changes,
    )


async def _reckoned(conn: Connection, entry: Entry, calendar: Calendar, pauses: Sequence[Pause]) -> Due:
    """When a deadline ends by the plan as the case knows it."""
    record = await _record_of(conn, entry.application_id)
    plan = await plans.plan_as_started(conn, record.city, record.plan, record.plan_version)
    return reckon(entry.kind, plan, entry.starts_at, calendar, pauses)


async def _record_of(conn: Connection, application_id: UUID) -> Record:
    record = await declarations.declaration(conn, application_id)
    if record is None:
        raise NotFound
    return record


def _act(kind: str, entry: Entry, due: Due, reason: Reason, mark: object) -> Act:
    return Act(
        id=derived(entry.id, kind, str(mark)),
        kind=kind,
        at=reason.at,
        by=reason.by,
        why=reason.why,
        old_due_at=entry.due_at,
        new_due_at=due.due_at,
        was_provisional=entry.is_provisional,
        is_provisional=due.is_provisional,
    )


async def extend_deadline(conn: Connection, entry: Entry, due_at: datetime, reason: Reason) -> None:
    """Let a deadline end later by a recorded act, and tell the case."""
    due = replace(fixed(entry.rule, due_at), calendar_version=entry.calendar_version)
    act = _act(EXTENDED, entry, due, reason, due_at.isoformat())
    number = await deadlines.change_deadline(conn, entry.id, due, act, city=entry.city)
    await outbox.add(conn, _changed(entry, act, number))


@dataclass(frozen=True, kw_only=True)
class Change:
    """What computing anew gives for one deadline."""

    entry: Entry
    due_at: datetime
    is_provisional: bool
    calendar_version: str


async def recompute_deadline(
    conn: Connection, deadline_id: UUID, calendar: Calendar, reason: Reason, *, is_trial: bool = False
) -> Change | None:
    """Compute a provisional deadline anew. An act is recorded when it is certain now, or moved.

    People have planned with the day that they were told: what they have to keep never ends earlier.
    """
    entry = await deadlines.provisional_deadline_for_update(conn, deadline_id)
    if entry is None:
        return None
    due = (
        _never_earlier(await _reckoned(conn, entry, calendar, entry.pauses), entry)
        if entry.days
        else on_a_working_day(entry.rule, entry.due_at, calendar)
    )
    if due.is_provisional and due.due_at == entry.due_at:
        return None
    if not is_trial:
        act = _act(RECOMPUTED, entry, due, reason, f"{due.calendar_version}/{due.due_at.isoformat()}")
        number = await deadlines.change_deadline(conn, entry.id, due, act, city=entry.city)
        await outbox.add(conn, _changed(entry, act, number))
    return Change(
        entry=entry,
        due_at=due.due_at,
        is_provisional=due.is_provisional,
        calendar_version=due.calendar_version,
    )


def _never_earlier(due: Due, entry: Entry) -> Due:
    if entry.kind not in KEPT or due.due_at >= entry.due_at:
        return due
    return replace(due, due_at=entry.due_at, remind_at=entry.remind_at)


def _changed(entry: Entry, act: Act, number: int) -> DeadlineChanged:
    return DeadlineChanged(
        id=derived(DeadlineChanged.topic, act.id),
        about=entry.application_id,
        at=act.at,
        application_id=entry.application_id,
        deadline_id=entry.id,
        due_at=act.new_due_at,
        is_provisional=act.is_provisional,
        number=number,
    )
