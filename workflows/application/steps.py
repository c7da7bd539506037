"""What is asked of whom, one function per `Ask`, with how much patience."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import committee, declaration, documents, notification, payment, review
    from contracts.application import Start, derived_id
    from contracts.candidates import Candidate, Candidates
    from contracts.case import Duty, RenderRequest, SectionRef
    from contracts.clock import Pause
    from contracts.sections.names import SectionKind, newest
    from workflows.application import printing, rereviews, results, returns
    from workflows.application.attributes import last_day
    from workflows.application.domain import Case, row_of, turn
    from workflows.application.rows import Ask, Clock, Kind, Note
    from workflows.asking import SHORT, ask

RENDERING = timedelta(seconds=90)

Q = TypeVar("Q")
R = TypeVar("R")

Change = Callable[[Case], Case]


class Steps:
    """The questions that the workflow of one application asks."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._asks: dict[Ask, Callable[[Case], Awaitable[Change]]] = {
            Ask.RENDER_SHEET: self._render_sheet,
            Ask.OPEN_TASK: self._open_task,
            Ask.SEAL_DECISION: self._seal_decision,
            Ask.END_PUBLICITY: self._end_publicity,
            Ask.CLOSE_TASKS: self._close_tasks,
            Ask.OPEN_DEADLINE: self._open_deadline,
            Ask.REQUEST_FEE: self._request_fee,
            Ask.SEAL_SETTLEMENT: self._seal_settlement,
            Ask.NOTE_PUBLICITY: self._note_publicity,
            Ask.OPEN_HAND_IN: self._open_hand_in,
            Ask.ENTER_CANDIDATE: self._enter_candidate,
            **results.asks(start),
            **rereviews.asks(start),
            **printing.asks(start),
            **returns.asks(start),
        }
        self._checks: dict[Ask, Callable[[Case], Awaitable[bool]]] = {
            Ask.CLOSE_ORDER: self._is_paid,
            Ask.END_RELEASE: results.ResultSteps(start).end_release,
            Ask.END_RE_REVIEW: rereviews.ReReviewSteps(start).end_re_review,
        }

    async def ask_all(self, case: Case, groups: tuple[tuple[Ask, ...], ...]) -> Case:
        """The case after everything was asked, group by group."""
        for group in groups:
            for change in await asyncio.gather(*(self._asks[one](case) for one in group)):
                case = change(case)
        return case

    async def is_true(self, case: Case, check: Ask) -> bool:
        """What the outside world knows better before a deadline ends something."""
        return await self._checks[check](case)

    # What is told.

    async def record(self, case: Case, event: str, template: notification.Template | None) -> Change:
        """The read model, the timeline, the message; and the deadline that begins with this move."""
        clock = row_of(case).clock
        is_opening = clock is not None and case.deadline is None
        progress = declaration.Progress(
            id=derived_id(self._start.application_id, "progress", case.position),
            application_id=self._start.application_id,
            position=case.position,
            at=workflow.now() if isinstance(event, Note) else case.since,
            event=event,
            status=case.status,
            stage=case.stage if row_of(case).is_at_an_office else "",
            round=case.round,
            turn=turn(case),
            manifest=case.sections,
            stops=case.stops,
            deadline=self._deadline(case, clock) if clock and is_opening else None,
            notice=self._message(case, template) if template else None,
        )
        deadline = await self._ask(
            declaration.TASK_QUEUE, declaration.Declaration.record_progress, progress, f"登记：{event}"
        )
        return lambda after: _with_deadline(after, deadline, is_opening=is_opening)

    async def resume_deadline(self, case: Case) -> Change:
        """Have the ledger compute when the deadline ends, now that nothing holds it."""
        assert case.deadline is not None  # noqa: S101 - a clock that stands has a deadline
        assert case.paused_at is not None  # noqa: S101
        pause = Pause(deadline_id=case.deadline.id, paused_at=case.paused_at, resumed_at=workflow.now())
        deadline = await self._ask(
            declaration.TASK_QUEUE, declaration.Declaration.resume_deadline, pause, "中止结束，重新计算期限"
        )
        return lambda after: replace(after, deadline=deadline, paused_at=None)

    def _message(self, case: Case, template: notification.Template) -> notification.Message:
        start = self._start
        facts = {"plan": start.plan}
        if "item" in row_of(case).notice_says:
            facts["item"] = case.fee_item
        if "amount" in row_of(case).notice_says:
            facts["amount"] = f"{case.fee_fen // 100}.{case.fee_fen % 100:02d}"
        if "due" in row_of(case).notice_says:
            facts["due"] = last_day(case.deadline.due_at) if case.deadline else ""
        return notification.Message(
            id=derived_id(start.application_id, "message", case.position),
            recipient_id=start.person_id,
            city=start.city,
            template=template,
            facts=facts,
        )

    # One per Ask.

    async def _render_sheet(self, case: Case) -> Change:
        sheet = await self._ask(
            documents.TASK_QUEUE,
            documents.Documents.render_publicity_sheet,
            self._papers(case),
            "生成公示表",
            limit=RENDERING,
        )
        return lambda after: replace(
            after.with_section(sheet.section, is_chained=False), public_sha256=sheet.content_sha256
        )

    async def _open_task(self, case: Case) -> Change:
        start, stop = self._start, case.stops[case.place]
        has_sheet = Duty.PUBLICISE in row_of(case).begins
        task = review.Task(
            id=case.id_of(start.application_id, Kind.TASK),
            application_id=start.application_id,
            person_id=start.person_id,
            city=start.city,
            plan=start.plan,
            round=case.round,
            stop=stop,
            opened_at=case.since,
            manifest=case.sections,
            sheet=newest(case.sections, SectionKind.PUBLICITY_SHEET) if has_sheet else None,
            publicity_stands=has_sheet and case.publicity_stands,
            decided=_decision(case),
            terms=start.terms,
        )
        section = await self._ask(
            review.TASK_QUEUE, review.Review.open_task, task, f"交办：{stop.office_name}"
        )
        return lambda after: _sealed(after, section).with_awaited(Kind.TASK, task.id)

    async def _seal_decision(self, case: Case) -> Change:
        decision = _decision(case)
        if decision is None:
            return _unchanged
        section = await self._ask(review.TASK_QUEUE, review.Review.seal_decision, decision, "封存审查意见")
        return lambda after: _sealed(after, section)

    async def _close_tasks(self, case: Case) -> Change:
        for task in case.abandoned:
            if task.kind is Kind.TASK:
                close = review.CloseTask(task_id=task.id, at=workflow.now())
                await self._ask(review.TASK_QUEUE, review.Review.close_task, close, "撤下待办")
        return _unchanged

    async def _note_publicity(self, case: Case) -> Change:
        """Tell the employer's desk until when the publicity runs."""
        for task_id in case.awaiting(Kind.TASK):
            assert case.deadline is not None  # noqa: S101 - a publicity has a deadline
            notice = review.PublicityNotice(
                task_id=task_id,
                due_at=case.deadline.due_at,
                is_provisional=case.deadline.is_provisional,
                is_over=False,
            )
            await self._ask(review.TASK_QUEUE, review.Review.note_publicity, notice, "告知公示期限")
        return _unchanged

    async def _end_publicity(self, case: Case) -> Change:
        """Tell the employer's desk that the publicity is over."""
        for task_id in case.awaiting(Kind.TASK):
            notice = review.PublicityNotice(
                task_id=task_id, due_at=case.since, is_provisional=False, is_over=True
            )
            await self._ask(review.TASK_QUEUE, review.Review.note_publicity, notice, "告知公示期满")
        return lambda after: replace(after, publicised=after.public_sha256)

    async def _enter_candidate(self, case: Case) -> Change:
        """Put the case before the committee's meeting (M1.2)."""
        start, stop = self._start, case.stops[case.place]
        candidate = Candidate(
            id=case.id_of(start.application_id, Kind.CANDIDATE),
            application_id=start.application_id,
            person_id=start.person_id,
            city=start.city,
            plan=start.plan,
            round=case.round,
            stop=stop,
            entered_at=case.since,
            manifest=case.sections,
        )
        await self._ask(
            review.TASK_QUEUE, Candidates.enter_candidate, candidate, f"列为评审对象：{stop.office_name}"
        )
        return lambda after: after.with_awaited(Kind.CANDIDATE, candidate.id)

    async def _open_deadline(self, case: Case) -> Change:
        clock = row_of(case).clock
        assert clock is not None  # noqa: S101 - the row that asks for a deadline says which
        deadline = await self._ask(
            declaration.TASK_QUEUE,
            declaration.Declaration.open_deadline,
            self._deadline(case, clock),
            "计算并登记期限",
        )
        return lambda after: replace(after, deadline=deadline, due_at=None)

    def _deadline(self, case: Case, clock: Clock) -> declaration.DeadlineRequest:
        start = self._start
        return declaration.DeadlineRequest(
            id=case.id_of(start.application_id, "deadline", clock.kind),
            application_id=start.application_id,
            city=start.city,
            plan=start.plan,
            kind=clock.kind,
            starts_at=case.since,
            due_at=None if clock.end is None else case.due_at,
        )

    async def _request_fee(self, case: Case) -> Change:
        start = self._start
        assert case.deadline is not None  # noqa: S101 - a fee is requested after its deadline
        request = payment.FeeRequest(
            order_id=case.id_of(start.application_id, Kind.ORDER),
            application_id=start.application_id,
            person_id=start.person_id,
            city=start.city,
            plan=start.plan,
            opened_at=case.since,
            due_at=case.deadline.due_at,
            terms=start.terms,
            duty=row_of(case).begins[0],
        )
        fee = await self._ask(payment.TASK_QUEUE, payment.Payment.request_fee, request, "开立缴费单")
        return lambda after: replace(
            after.with_awaited(Kind.ORDER, fee.order_id),
            order=fee.order_id,
            fee_fen=fee.amount_fen,
            fee_item=fee.item,
        )

    async def _is_paid(self, case: Case) -> bool:
        settled = [await self._close_order(order) for order in case.awaiting(Kind.ORDER)]
        return any(settled)

    async def _close_order(self, order_id: UUID) -> bool:
        """Whether the order was paid after all; it cannot be paid from now on."""
        settlement = await self._ask(
            payment.TASK_QUEUE, payment.Payment.close_order, order_id, "向支付渠道核实并关闭缴费单"
        )
        return settlement.is_paid

    async def _seal_settlement(self, case: Case) -> Change:
        assert case.order is not None  # noqa: S101 - what is settled was charged
        request = payment.SealSettlement(
            order_id=case.order,
            name=case.named(SectionKind.SETTLEMENT, is_of_stage=False),
            previous=case.head,
        )
        section = await self._ask(
            payment.TASK_QUEUE, payment.Payment.seal_settlement, request, "封存缴费记录"
        )
        return lambda after: after.with_section(section, is_chained=True)

    async def _open_hand_in(self, case: Case) -> Change:
        start, stop = self._start, case.stops[case.place]
        request = committee.OpenHandIn(
            id=case.id_of(start.application_id, Kind.HAND_IN),
            application_id=start.application_id,
            person_id=start.person_id,
            city=start.city,
            plan=start.plan,
            stage=stop.stage,
            round=case.round,
            office_id=stop.office_id,
            opened_at=case.since,
            manifest=case.sections,
            terms=start.terms,
        )
        await self._ask(review.TASK_QUEUE, committee.HandIns.open_hand_in, request, "等待报送评审表")
        return lambda after: after.with_awaited(Kind.HAND_IN, request.id)

    def _papers(self, case: Case) -> RenderRequest:
        start = self._start
        return RenderRequest(
            application_id=start.application_id,
            city=start.city,
            plan=start.plan,
            manifest=case.sections,
            terms=start.terms,
        )

    async def _ask(
        self,
        task_queue: str,
        method: Callable[[Any, Q], Awaitable[R]],
        request: Q,
        summary: str,
        *,
        limit: timedelta = SHORT,
    ) -> R:
        return await ask(task_queue, method, request, summary, city=self._start.city, limit=limit)


def _decision(case: Case) -> review.SealDecision | None:
    """What has to be sealed of the decision that moved the case."""
    if case.decided is None:
        return None
    return review.SealDecision(task_id=case.decided.task_id, name=case.decided.name, previous=case.head)


def _with_deadline(case: Case, deadline: declaration.Deadline | None, *, is_opening: bool) -> Case:
    """The case with the deadline that began; where the plan sets no days there is nothing to wait for."""
    if deadline is not None:
        return replace(case, deadline=deadline, due_at=None)
    return replace(case, is_closed=True) if is_opening else case


def _sealed(case: Case, section: SectionRef | None) -> Case:
    case = replace(case, decided=None)
    return case.with_section(section, is_chained=True) if section else case


def _unchanged(case: Case) -> Case:
    return case
