"""What the workflow asks of others when a case comes into a status."""

from dataclasses import replace

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts.application import Start, Status, derived_id
    from contracts.notification import Template
    from workflows.application.attributes import last_day
    from workflows.application.domain import Case, Event
    from workflows.application.steps import Steps


class Entering:
    """One method per status that asks something; a status without one only waits."""

    def __init__(self, start: Start, steps: Steps) -> None:
        self._start = start
        self._steps = steps
        self._fee = ""

    async def enter(self, case: Case) -> tuple[Case, Event | None]:
        """The case with what is open now, and the event that follows at once, if one does."""
        enter = {
            Status.EXAMINING: self._examining,
            Status.PUBLICISING: self._publicising,
            Status.PUBLICISED: self._publicised,
            Status.REVIEWING: self._reviewing,
            Status.AWAITING_PAYMENT: self._awaiting_payment,
            Status.PAID: self._paid,
        }.get(case.status)
        return await enter(case) if enter else (case, None)

    async def _examining(self, case: Case) -> tuple[Case, Event | None]:
        sheet = await self._steps.render_sheet(case)
        stands = sheet.content_sha256 == case.publicised
        case = replace(case.with_section(sheet.section, is_chained=False), public_sha256=sheet.content_sha256)
        case = self._opened(case)
        await self._steps.open_task(case, sheet=sheet.section, publicity_stands=stands)
        return case, Event.PUBLICITY_STANDS if stands else None

    async def _publicising(self, case: Case) -> tuple[Case, Event | None]:
        await self.tell_deadline(case)
        return case, None

    async def _publicised(self, case: Case) -> tuple[Case, Event | None]:
        if case.open:
            await self._steps.end_publicity(case.open, case.since)
        return case, None

    async def _reviewing(self, case: Case) -> tuple[Case, Event | None]:
        case = self._opened(case)
        await self._steps.open_task(case, sheet=None, publicity_stands=False)
        return case, None

    async def _awaiting_payment(self, case: Case) -> tuple[Case, Event | None]:
        if case.deadline is None:
            return case, None
        order_id = derived_id(self._start.application_id, "order", case.round)
        fee = await self._steps.request_fee(order_id, case.deadline.due_at)
        self._fee = f"{fee.amount_fen // 100}.{fee.amount_fen % 100:02d}"
        await self._steps.send(Template.FEE_DUE, case.position, self._fee_facts(case))
        return replace(case, open=order_id), None

    async def _paid(self, case: Case) -> tuple[Case, Event | None]:
        order_id = derived_id(self._start.application_id, "order", case.round)
        case = case.with_section(await self._steps.seal_settlement(order_id, case.head), is_chained=True)
        form = await self._steps.render_review_form(case)
        return case.with_section(form.section, is_chained=False), Event.FORM_ISSUED

    def _opened(self, case: Case) -> Case:
        stage = case.stops[case.place].stage
        return replace(case, open=derived_id(self._start.application_id, "task", case.round, stage))

    async def remind(self, case: Case) -> None:
        """Whoever has to pay is reminded; other deadlines have no reminder."""
        if case.deadline and case.status is Status.AWAITING_PAYMENT:
            number = f"{workflow.now():%Y%m%d%H}"
            await self._steps.send(Template.FEE_REMINDER, number, self._fee_facts(case))

    async def tell_deadline(self, case: Case) -> None:
        """Whoever shows the deadline is told until when: the employer's desk, or the order."""
        if case.deadline is None or case.open is None:
            return
        if case.status is Status.PUBLICISING:
            await self._steps.note_publicity(case.open, case.deadline)
        elif case.status is Status.AWAITING_PAYMENT:
            await self._steps.request_fee(case.open, case.deadline.due_at)

    def _fee_facts(self, case: Case) -> dict[str, str]:
        return {"amount": self._fee, "due": last_day(case.deadline.due_at) if case.deadline else ""}
