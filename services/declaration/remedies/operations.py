"""What operators do about a case that is stuck: what may be done with it, and what that says of itself."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace

from contracts.application import STATUS_NAMES, Status
from contracts.clock import DeadlineKind, HoldKind
from contracts.declaration import Progress
from contracts.events import LISTENERS
from contracts.remedies import Act, CaseResult, OneCase, reason_of
from contracts.remedying import hold_of
from kit import acts, outbox
from kit.acts import Unneeded
from kit.bus import topics_of
from kit.crypto import FieldCipher
from kit.db import Connection, Pool
from kit.errors import NotFound, Refusal
from kit.sealed import CaseFile
from kit.web.filters import until as day_of
from services.declaration.drafting.domain.declarations import ENDED, Record
from services.declaration.drafting.store import declarations
from services.declaration.progress.domain.deadlines import Calendar
from services.declaration.progress.domain.records import Reason
from services.declaration.progress.operations import holding, ledger
from services.declaration.progress.operations.progress import record_progress
from services.declaration.progress.store import deadlines, holds, moves
from services.declaration.submission import operations as submission

# Which deadline an operator may let end later: what the applicant has to keep. A publicity has its length by
# law, and what has ended already is reinstated.
EXTENDABLE: Mapping[Status, DeadlineKind] = {
    Status.DRAFTING: DeadlineKind.SUBMISSION,
    Status.RETURNED: DeadlineKind.RESUBMISSION,
    Status.AWAITING_RECOMMENDATION_FEE: DeadlineKind.PAYMENT,
    Status.AWAITING_PAYMENT: DeadlineKind.PAYMENT,
    Status.NOT_ELECTED: DeadlineKind.RE_REVIEW,
}


class NoSuchCase(NotFound):
    """没有这份申报，请核对编号。"""


class CaseOver(Refusal):
    """这份申报已经办结，不需要中止期限。"""


class NoHold(Refusal):
    """这份申报没有可以由运维人员解除的期限中止；异议核查引起的中止在答复后自动解除。"""


class NotExtendable(Refusal):
    """这份申报现在没有可以延长的期限。"""


class IsHeld(Refusal):
    """这份申报的期限正在中止，请先恢复期限再延长。"""


class NotLater(Refusal):
    """新的截止时间必须晚于现在的截止时间，也晚于今天。"""


class UnknownMoves(Refusal):
    """流程没有留下可以重建的记录。"""


@dataclass(frozen=True, kw_only=True)
class Doing:
    """What an act is done with. `areas`: what each decision opens by which the case was returned."""

    one: OneCase
    record: Record
    reason: Reason
    calendar: Calendar
    areas: Mapping[int, frozenset[str]]


class Remedies:
    """The acts that are declaration's part."""

    def __init__(self, pool: Pool, case_file: CaseFile, cipher: FieldCipher, calendar: Calendar) -> None:
        self._pool = pool
        self._case_file = case_file
        self._cipher = cipher
        self._calendar = calendar

    async def remedy(self, one: OneCase) -> CaseResult:
        """Do it once; what refuses it is the answer."""
        areas = {move.position: await submission.named_by(self._case_file, move) for move in one.moves}
        outcome = await acts.once(
            self._pool, self._cipher, one, one.case_id, lambda conn: self._do(conn, one, areas)
        )
        return CaseResult(case_id=one.case_id, **asdict(outcome))

    async def _do(self, conn: Connection, one: OneCase, areas: Mapping[int, frozenset[str]]) -> str:
        record = await declarations.declaration_for_update(conn, one.case_id)
        if record is None:
            raise NoSuchCase
        told = reason_of(self._cipher, one.reason_encrypted)
        by = f"{told.by}（{told.agreed_by}同意）" if told.agreed_by else told.by
        reason = Reason(by=by, why=told.why, at=one.at)
        doing = Doing(one=one, record=record, reason=reason, calendar=self._calendar, areas=areas)
        return await _DOING[one.act](conn, doing)


async def _hold(conn: Connection, doing: Doing) -> str:
    if doing.record.status in ENDED:
        raise CaseOver
    hold_id = hold_of(doing.one.act_id, doing.record.id)
    await holding.place_hold(conn, doing.record.id, HoldKind.OUTAGE, doing.reason, hold_id)
    return f"期限自即日起中止（{hold_id}）。"


async def _release(conn: Connection, doing: Doing) -> str:
    """What an objection holds, review alone lets go."""
    placed = await holds.placed_but_by(conn, doing.record.id, holding.BY_REVIEW)
    if not placed:
        raise NoHold
    for hold_id in placed:
        await holding.lift_hold(conn, doing.record.id, hold_id, doing.reason)
    return f"解除 {len(placed)} 项期限中止，期限重新计算。"


async def _extend(conn: Connection, doing: Doing) -> str:
    record, until = doing.record, doing.one.until
    kind = EXTENDABLE.get(record.status)
    entry = await deadlines.newest_deadline(conn, record.id, kind) if kind else None
    if entry is None:
        raise NotExtendable
    if await holds.is_held(conn, record.id):
        raise IsHeld
    if until is None or until <= max(entry.due_at, doing.reason.at):
        raise NotLater
    await ledger.extend_deadline(conn, entry, until, doing.reason)
    if kind is DeadlineKind.SUBMISSION:
        await declarations.close_later(conn, record.id, until)
    return f"期限由 {day_of(entry.due_at)} 延至 {day_of(until)}。"


async def _nudge(conn: Connection, doing: Doing) -> str:
    number = await outbox.tell_again(conn, doing.record.id, topics_of(LISTENERS, "workflows"))
    if not number:
        raise Unneeded("declaration：0 个事件将重新发送")
    return f"declaration：{number} 个事件将重新发送"


async def _replay(conn: Connection, doing: Doing) -> str:
    """Tell every move once more: what is kept stays, what is missing is written, the last is what shows."""
    told, record = doing.one.moves, doing.record
    if not told:
        raise UnknownMoves
    known = {move.position: move.turn for move in await moves.moves_of(conn, record.id)}
    missing = [move for move in told if move.position not in known]
    for move in missing:
        await record_progress(conn, move, doing.calendar)
        await submission.open_what_was_named(conn, move, doing.areas[move.position])
        await submission.issue_receipt(conn, move)
    last = max(told, key=lambda move: move.position)
    if last.position in known:
        await _show(conn, replace(last, turn=known[last.position]))
    if not missing and await declarations.declaration(conn, record.id) == record:
        raise Unneeded("进度显示与流程一致，不需要重建。")
    status = STATUS_NAMES[last.status]
    return f"补记 {len(missing)} 步，进度显示由第 {record.position} 步改为第 {last.position} 步“{status}”。"


async def _show(conn: Connection, last: Progress) -> None:
    await declarations.show_progress(conn, last)
    await declarations.show_sections(conn, last.application_id, last.manifest)
    if last.stops:
        await declarations.show_stops(conn, last.application_id, last.stops)


_DOING: Mapping[Act, Callable[[Connection, Doing], Awaitable[str]]] = {
    Act.HOLD: _hold,
    Act.RELEASE: _release,
    Act.EXTEND: _extend,
    Act.NUDGE: _nudge,
    Act.REPLAY_READ_MODEL: _replay,
    Act.RESET: _nudge,  # begun again, it is told once more what others decided
}
