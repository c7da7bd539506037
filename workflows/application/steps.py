"""What is asked of whom, with how much patience. The only place with timeouts and retries."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow
from temporalio.common import Priority, RetryPolicy

with workflow.unsafe.imports_passed_through():
    from contracts import archive, declaration, documents, identity, notification, payment, review
    from contracts.application import DeadlineKind, Start, derived_id
    from contracts.case import (
        Manifest,
        Rendered,
        RenderRequest,
        Route,
        RouteRequest,
        Sealed,
        SealRequest,
        SectionRef,
        Stop,
    )
    from workflows.application.domain import Case
    from workflows.asking import SHORT, ask

# Somebody waits in front of a page: ask for a while, then say so.
BRIEF = RetryPolicy(initial_interval=timedelta(milliseconds=300), maximum_interval=timedelta(seconds=2))
BRIEF_LIMIT = timedelta(seconds=20)

RENDERING = timedelta(seconds=90)

Q = TypeVar("Q")
R = TypeVar("R")


class Steps:
    """The questions that the workflow of one application asks."""

    def __init__(self, start: Start) -> None:
        self._start = start
        self._priority = Priority(fairness_key=start.city)

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

    async def _ask_briefly(
        self, task_queue: str, method: Callable[[Any, Q], Awaitable[R]], request: Q, summary: str
    ) -> R:
        return await workflow.execute_activity_method(
            method,
            request,
            task_queue=task_queue,
            start_to_close_timeout=SHORT,
            schedule_to_close_timeout=BRIEF_LIMIT,
            retry_policy=BRIEF,
            summary=summary,
            priority=self._priority,
        )

    async def seal_sections(self, number: int) -> tuple[Sealed, ...]:
        """Every owner checks and seals its part for this round, side by side."""
        start = self._start
        request = SealRequest(
            application_id=start.application_id,
            person_id=start.person_id,
            employer_id=start.employer_id,
            city=start.city,
            plan=start.plan,
            round=number,
        )
        owners = (
            (identity.TASK_QUEUE, identity.Identity.seal_section, "核对并封存：身份与单位"),
            (archive.TASK_QUEUE, archive.Archive.seal_section, "核对并封存：基本信息与业绩档案"),
            (declaration.TASK_QUEUE, declaration.Declaration.seal_section, "核对并封存：申报信息"),
            (documents.TASK_QUEUE, documents.Documents.seal_section, "核对并封存：证件照"),
        )
        asked = [self._ask_briefly(queue, method, request, words) for queue, method, words in owners]
        return tuple(await asyncio.gather(*asked))

    async def seal_manifest(self, number: int, sections: Manifest, previous: str) -> SectionRef:
        """The link of the chain that covers this round's sections."""
        request = declaration.SealManifest(
            application_id=self._start.application_id, round=number, sections=sections, previous=previous
        )
        return await self._ask_briefly(
            declaration.TASK_QUEUE,
            declaration.Declaration.seal_manifest,
            request,
            f"封存第{number}次提交的目录",
        )

    async def resolve_route(self) -> tuple[Stop, ...]:
        """The offices of this case, in order."""
        start = self._start
        request = RouteRequest(
            application_id=start.application_id,
            employer_id=start.employer_id,
            city=start.city,
            plan=start.plan,
        )
        route: Route = await self._ask_briefly(
            identity.TASK_QUEUE, identity.Identity.resolve_route, request, "确定审查路线"
        )
        return route.stops

    async def render_sheet(self, case: Case) -> Rendered:
        """公示表."""
        return await self._ask(
            documents.TASK_QUEUE,
            documents.Documents.render_publicity_sheet,
            self._papers(case),
            "生成公示表",
            limit=RENDERING,
        )

    async def render_review_form(self, case: Case) -> Rendered:
        """评审表."""
        return await self._ask(
            documents.TASK_QUEUE,
            documents.Documents.render_review_form,
            self._papers(case),
            "生成评审表",
            limit=RENDERING,
        )

    def _papers(self, case: Case) -> RenderRequest:
        start = self._start
        return RenderRequest(
            application_id=start.application_id, city=start.city, plan=start.plan, manifest=case.sections
        )

    async def open_task(self, case: Case, *, sheet: SectionRef | None, publicity_stands: bool) -> None:
        """Put the case into the inbox of the office where it lies, as the task that is `open`."""
        stop = case.stops[case.place]
        assert case.open  # noqa: S101 - whoever opens a task named it first
        task = review.Task(
            id=case.open,
            application_id=self._start.application_id,
            person_id=self._start.person_id,
            city=self._start.city,
            plan=self._start.plan,
            round=case.round,
            stop=stop,
            opened_at=case.since,
            manifest=case.sections,
            sheet=sheet,
            publicity_stands=publicity_stands,
        )
        await self._ask(review.TASK_QUEUE, review.Review.open_task, task, f"交办：{stop.office_name}")

    async def close_task(self, task_id: UUID) -> None:
        """Take the task out of the inbox."""
        close = review.CloseTask(task_id=task_id, at=workflow.now())
        await self._ask(review.TASK_QUEUE, review.Review.close_task, close, "撤下待办")

    async def note_publicity(self, task_id: UUID, deadline: declaration.Deadline) -> None:
        """Tell the employer's desk until when the publicity runs."""
        notice = review.PublicityNotice(
            task_id=task_id, due_at=deadline.due_at, is_provisional=deadline.is_provisional, is_over=False
        )
        await self._ask(review.TASK_QUEUE, review.Review.note_publicity, notice, "告知公示截止时间")

    async def end_publicity(self, task_id: UUID, at: datetime) -> None:
        """Tell the employer's desk that the publicity is over."""
        notice = review.PublicityNotice(task_id=task_id, due_at=at, is_provisional=False, is_over=True)
        await self._ask(review.TASK_QUEUE, review.Review.note_publicity, notice, "告知公示期满")

    async def seal_decision(self, task_id: UUID, previous: str) -> SectionRef:
        """The decision as the next section of the case file."""
        request = review.SealDecision(task_id=task_id, previous=previous)
        return await self._ask(review.TASK_QUEUE, review.Review.seal_decision, request, "封存审查意见")

    async def open_deadline(self, kind: DeadlineKind, case: Case) -> declaration.Deadline:
        """Compute and record a deadline that starts now."""
        request = declaration.DeadlineRequest(
            id=derived_id(self._start.application_id, "deadline", kind, case.round),
            application_id=self._start.application_id,
            city=self._start.city,
            plan=self._start.plan,
            kind=kind,
            starts_at=workflow.now(),
        )
        return await self._ask(
            declaration.TASK_QUEUE, declaration.Declaration.open_deadline, request, "计算并登记期限"
        )

    async def record_progress(self, case: Case, event: str) -> None:
        """The read model and the timeline."""
        progress = declaration.Progress(
            id=derived_id(self._start.application_id, "progress", case.position),
            application_id=self._start.application_id,
            position=case.position,
            at=case.since,
            event=event,
            status=case.status,
            stage=case.stop.stage if case.stop else "",
            round=case.round,
            turn=case.turn,
            manifest=case.sections,
        )
        await self._ask(
            declaration.TASK_QUEUE, declaration.Declaration.record_progress, progress, "登记办理进度"
        )

    async def request_fee(self, order_id: UUID, due_at: datetime) -> payment.Fee:
        """Open the order."""
        start = self._start
        request = payment.FeeRequest(
            order_id=order_id,
            application_id=start.application_id,
            person_id=start.person_id,
            city=start.city,
            plan=start.plan,
            opened_at=workflow.now(),
            due_at=due_at,
        )
        return await self._ask(payment.TASK_QUEUE, payment.Payment.request_fee, request, "开立缴费单")

    async def close_order(self, order_id: UUID) -> bool:
        """Whether the order was paid after all; it cannot be paid from now on."""
        settlement: payment.Settlement = await self._ask(
            payment.TASK_QUEUE, payment.Payment.close_order, order_id, "向支付渠道核实并关闭缴费单"
        )
        return settlement.is_paid

    async def seal_settlement(self, order_id: UUID, previous: str) -> SectionRef:
        """The payment as the next section of the case file."""
        request = payment.SealSettlement(order_id=order_id, previous=previous)
        return await self._ask(payment.TASK_QUEUE, payment.Payment.seal_settlement, request, "封存缴费记录")

    async def send(
        self, template: notification.Template, number: object, facts: Mapping[str, str] | None = None
    ) -> None:
        """A 12333 message to the applicant; the same number is sent once."""
        start = self._start
        message = notification.Message(
            id=derived_id(start.application_id, "message", template, number),
            recipient_id=start.person_id,
            city=start.city,
            template=template,
            facts={"plan": start.plan, **(facts or {})},
        )
        await self._ask(notification.TASK_QUEUE, notification.Notification.send, message, f"短信：{template}")
