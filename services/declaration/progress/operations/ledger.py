"""The deadline ledger: a deadline is computed once, and changed only by a recorded act."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contracts import declaration as contract
from contracts.declaration import DeadlineChanged, DeadlineRequest
from kit import outbox
from kit.db import Connection
from kit.errors import NotFound
from kit.ids import derived
from services.declaration.drafting.store import declarations
from services.declaration.plans import store as plans
from services.declaration.progress.domain.deadlines import Calendar, reckon
from services.declaration.progress.domain.records import Act, Entry
from services.declaration.progress.store import deadlines

RECOMPUTED = "recomputed"


async def open_deadline(conn: Connection, request: DeadlineRequest, calendar: Calendar) -> contract.Deadline:
    """Compute a deadline and record it; the same id again returns what is recorded."""
    entry = await deadlines.deadline(conn, request.id)
    if entry is None:
        record = await declarations.declaration(conn, request.application_id)
        if record is None:
            raise NotFound
        plan = await plans.plan_as_started(conn, record.city, record.plan, record.plan_version)
        due = reckon(request.kind, plan, request.starts_at, calendar)
        await deadlines.insert_deadline(conn, request, due)
        entry = await deadlines.deadline(conn, request.id)
    if entry is None:
        raise NotFound
    return contract.Deadline(
        id=entry.id,
        due_at=entry.due_at,
        is_provisional=entry.is_provisional,
        calendar_version=entry.calendar_version,
        remind_at=entry.remind_at,
    )


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Who has deadlines computed anew, when, and why."""

    by: str
    why: str
    at: datetime


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
    """Compute a provisional deadline anew. An act is recorded when it is certain now, or moved."""
    entry = await deadlines.provisional_deadline_for_update(conn, deadline_id)
    if entry is None:
        return None
    record = await declarations.declaration(conn, entry.application_id)
    if record is None:
        raise NotFound
    plan = await plans.plan_as_started(conn, record.city, record.plan, record.plan_version)
    due = reckon(entry.kind, plan, entry.starts_at, calendar)
    if due.is_provisional and due.due_at == entry.due_at:
        return None
    if not is_trial:
        act = Act(
            id=derived(entry.id, RECOMPUTED, due.calendar_version, due.due_at.isoformat()),
            kind=RECOMPUTED,
            at=reason.at,
            by=reason.by,
            why=reason.why,
            old_due_at=entry.due_at,
            new_due_at=due.due_at,
            was_provisional=entry.is_provisional,
            is_provisional=due.is_provisional,
        )
        await deadlines.change_deadline(conn, entry.id, due, act, city=entry.city)
        await outbox.add(conn, _changed(entry, act))
    return Change(
        entry=entry,
        due_at=due.due_at,
        is_provisional=due.is_provisional,
        calendar_version=due.calendar_version,
    )


def _changed(entry: Entry, act: Act) -> DeadlineChanged:
    return DeadlineChanged(
        id=derived(DeadlineChanged.topic, act.id),
        about=entry.application_id,
        at=act.at,
        application_id=entry.application_id,
        deadline_id=entry.id,
        due_at=act.new_due_at,
        is_provisional=act.is_provisional,
    )
