"""Holds and reinstatements: recorded acts of somebody authorised, told to the workflow."""

from datetime import datetime
from uuid import UUID

from contracts.clock import DeadlineKind, Hold, HoldKind, HoldsChanged, Reinstated
from contracts.objections import ObjectionChanged
from kit import outbox
from kit.db import Connection
from kit.errors import NotFound, Refusal
from kit.ids import derived, new_id
from kit.web.filters import until
from services.declaration.drafting.domain.declarations import IN_GRACE, Record
from services.declaration.drafting.store import declarations
from services.declaration.progress.domain.records import Act, Reason
from services.declaration.progress.store import deadlines, holds

REINSTATED = "reinstated"
BY_REVIEW = "公示单位核查"  # where objections are investigated


class NoSuchHold(NotFound):
    """没有这项期限中止，或已经解除。"""


class NotReinstatable(Refusal):
    """只有逾期办结且仍在保留期内的申报可以恢复办理。"""


class StartedAgain(Refusal):
    """申报人员已就同一计划另行申报，不能再恢复这一份。"""


async def place_hold(
    conn: Connection, declaration_id: UUID, kind: HoldKind, reason: Reason, hold_id: UUID | None = None
) -> UUID:
    """Let nothing run against the applicant until the hold is lifted."""
    record = await _locked(conn, declaration_id)
    hold_id = hold_id or new_id()
    await holds.insert_hold(conn, hold_id, record, kind, reason)
    await tell_holds(conn, record, kind, reason.at)
    return hold_id


async def lift_hold(conn: Connection, declaration_id: UUID, hold_id: UUID, reason: Reason) -> None:
    """Let the clock run again; after the last hold the ledger computes the date anew."""
    record = await _locked(conn, declaration_id)
    kind = await holds.lift_hold(conn, declaration_id, hold_id, reason)
    if kind is None:
        raise NoSuchHold
    await tell_holds(conn, record, kind, reason.at)


async def follow_objection(conn: Connection, told: ObjectionChanged) -> None:
    """Hold the clock while an objection is open. Told late, twice or the answer first, it ends the same."""
    record = await declarations.declaration_for_update(conn, told.application_id)
    if record is None:
        return  # erased meanwhile
    why = f"公示期间收到异议，公示单位应于 {until(told.answer_by)}前核查答复"
    placed = Reason(by=BY_REVIEW, why=why, at=told.lodged_at)
    is_news = await holds.insert_hold(conn, told.objection_id, record, HoldKind.OBJECTION, placed)
    if not told.is_open:
        lifted = Reason(by=BY_REVIEW, why="异议已核查并答复", at=told.at)
        is_news = bool(await holds.lift_hold(conn, record.id, told.objection_id, lifted)) or is_news
    if is_news:
        await tell_holds(conn, record, HoldKind.OBJECTION, told.at)


async def reinstate(conn: Connection, declaration_id: UUID, due_at: datetime, reason: Reason) -> None:
    """Undo an end that came by the clock alone. Whether its grace is over is for the workflow to say."""
    record = await _locked(conn, declaration_id)
    grace = await deadlines.newest_deadline(conn, declaration_id, DeadlineKind.GRACE)
    if record.status not in IN_GRACE or record.turn.until is None or grace is None or due_at <= reason.at:
        raise NotReinstatable
    if not await declarations.reactivate(conn, declaration_id):
        raise StartedAgain
    act = Act(
        id=derived(grace.id, REINSTATED),
        kind=REINSTATED,
        at=reason.at,
        by=reason.by,
        why=reason.why,
        old_due_at=grace.due_at,
        new_due_at=due_at,
        was_provisional=grace.is_provisional,
        is_provisional=False,
    )
    await deadlines.record_act(conn, grace.id, act, city=grace.city, calendar_version=grace.calendar_version)
    await outbox.add(
        conn,
        Reinstated(
            id=derived(Reinstated.topic, act.id),
            about=declaration_id,
            at=act.at,
            application_id=declaration_id,
            deadline_id=grace.id,
            due_at=due_at,
        ),
    )


async def _locked(conn: Connection, declaration_id: UUID) -> Record:
    record = await declarations.declaration_for_update(conn, declaration_id)
    if record is None:
        raise NotFound
    return record


async def tell_holds(conn: Connection, record: Record, kind: HoldKind, at: datetime) -> None:
    """Tell the workflow which holds of this kind are open now."""
    number, placed = await holds.holds_of(conn, record.id, kind)
    await outbox.add(
        conn,
        HoldsChanged(
            id=derived(HoldsChanged.topic, record.id, kind, number),
            about=record.id,
            at=at,
            application_id=record.id,
            kind=kind,
            number=number,
            holds=tuple(Hold(id=hold_id, kind=kind, since=since) for hold_id, since in placed),
        ),
    )
