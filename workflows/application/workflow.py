"""The shell: letters come in, one loop takes them and moves the case."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts import application as contract
    from contracts.application import Answer, Command, Fact, Start, Status, Verdict
    from contracts.case import Problem
    from contracts.declaration import DeadlineChanged
    from contracts.notification import Template
    from contracts.payment import Settled
    from contracts.review import Decided, PublicityPosted
    from workflows.application import attributes
    from workflows.application.domain import DEADLINES, Case, Event
    from workflows.application.entering import Entering
    from workflows.application.steps import Steps

# Cases whose deadlines fall on the same midnight wake up spread over this time.
SPREAD_SECONDS = 120
AWAY = Problem(rule="", page="", message="系统暂时繁忙，已填内容均已保存，请稍后再试。")
OVER = Problem(rule="", page="", message="本次申报当前不能进行此操作，请刷新页面查看最新状态。")

NOTICES = {
    Event.RETURNED: Template.RETURNED,
    Event.REFUSED: Template.REFUSED,
    Event.FEE_LAPSED: Template.FEE_LAPSED,
    Event.SETTLED: Template.FEE_PAID,
    Event.FORM_ISSUED: Template.FORM_READY,
}

Obey = Callable[[], Awaitable[tuple[Answer, Event | None]]]


@workflow.defn(name=contract.TYPE)
class Application:
    """One application, from 马上申报 to the printed review form."""

    @workflow.init
    def __init__(self, start: Start) -> None:
        """Everything that is known before the first step."""
        self._start = start
        self._steps = Steps(start)
        self._entering = Entering(start, self._steps)
        self._case = Case(since=workflow.now())
        self._inbox: dict[str, Fact] = {}
        self._taken: set[str] = set()
        self._commands: dict[str, Obey] = {}
        self._answers: dict[str, Answer] = {}
        self._obeyed_by_moving: dict[str, Answer] = {}
        self._reminded_at = workflow.now()

    @workflow.run
    async def run(self, _: Start) -> Status:
        """Take the next event, move the case, until nothing can happen any more."""
        await self._arrive(Event.STARTED)
        while not self._case.is_over:
            self._case, event = await self._entering.enter(self._case)
            await self._move(event or await self._next())
            self._deliver()
        for command in list(self._commands):
            self._answer(command, Answer(problems=(OVER,)))
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._case.status

    # Letters. Handlers only put into the inbox; the loop alone moves the case.

    @workflow.signal
    def fact(self, fact: Fact) -> None:
        """Keep a fact, once. It may be early; the loop takes it when the table can."""
        if str(fact.id) not in self._taken:
            self._inbox.setdefault(str(fact.id), fact)

    @workflow.update
    async def prepare(self, command: Command) -> Answer:
        """Draft sections for the preview, or everything that stands against a submission."""
        return await self._obeyed(command, self._prepare)

    @workflow.update
    async def submit(self, command: Command) -> Answer:
        """The submission itself."""
        return await self._obeyed(command, self._submit)

    @workflow.update
    async def withdraw(self, command: Command) -> Answer:
        """The end at the applicant's own wish."""
        return await self._obeyed(command, self._withdraw)

    @prepare.validator
    def _may_prepare(self, command: Command) -> None:
        self._refuse_unless(Event.SUBMITTED, command)

    @submit.validator
    def _may_submit(self, command: Command) -> None:
        self._refuse_unless(Event.SUBMITTED, command)

    @withdraw.validator
    def _may_withdraw(self, command: Command) -> None:
        self._refuse_unless(Event.WITHDRAWN, command)

    @workflow.query
    def case(self) -> Case:
        """The case as it stands, for operators and `zhicheng case`."""
        return self._case

    def _refuse_unless(self, event: Event, command: Command) -> None:
        if not self._case.can(event) and str(command.id) not in self._answers:
            raise ApplicationError(OVER.message, type="NotNow")

    async def _obeyed(self, command: Command, obey: Obey) -> Answer:
        """Asked twice at once is asked once; asked again after a "no" is asked anew."""
        key = str(command.id)
        if key in self._answers and (self._answers[key].problems or obey == self._prepare):
            del self._answers[key]
        if key not in self._answers:
            self._commands.setdefault(key, obey)
        await workflow.wait_condition(lambda: key in self._answers)
        return self._answers[key]

    def _answer(self, key: str, answer: Answer) -> None:
        self._commands.pop(key, None)
        self._answers[key] = answer

    # The loop.

    async def _next(self) -> Event:
        """The next event that moves the case: from a command, a fact, or the clock."""
        while True:
            event: Event | None = None
            if self._commands:
                event = await self._take_command()
            elif fact := self._acceptable():
                event = await self._take_fact(fact)
            elif self._alarm and self._alarm <= workflow.now():
                event = await self._ring()
            else:
                await self._sleep()
            if event:
                return event

    async def _sleep(self) -> None:
        """Until there is news or the next alarm is due."""
        alarm = self._alarm
        try:
            await workflow.wait_condition(
                lambda: bool(self._commands or self._acceptable()),
                timeout=max(alarm - workflow.now(), timedelta()) if alarm else None,
                timeout_summary=f"等待：{self._case.turn.why}",
            )
        except TimeoutError:
            return

    async def _move(self, event: Event) -> None:
        """The one door: a new case, and everybody who has to know."""
        left = self._case
        self._case = left.on(event, workflow.now())
        await self._arrive(event)
        if event is Event.WITHDRAWN and left.open:
            await self._steps.close_task(left.open)
        if notice := NOTICES.get(event):
            await self._steps.send(notice, self._case.position)

    async def _arrive(self, event: Event) -> None:
        """The deadline of the new status, then the read model and what operators see."""
        if kind := DEADLINES.get(self._case.status):
            deadline = await self._steps.open_deadline(kind[0], self._case)
            self._case = replace(self._case, deadline=deadline)
        await self._tell(event)

    async def _tell(self, event: str) -> None:
        workflow.upsert_search_attributes(attributes.updates(self._case))
        workflow.set_current_details(attributes.details(self._case))
        await self._steps.record_progress(self._case, event)

    # Commands.

    async def _take_command(self) -> Event | None:
        key, obey = next(iter(self._commands.items()))
        try:
            answer, event = await obey()
        except ActivityError:
            workflow.logger.warning("command_waited_in_vain")
            answer, event = Answer(problems=(AWAY,)), None
        if event and not self._case.can(event):
            answer, event = Answer(problems=(OVER,)), None
        if event is None:
            self._answer(key, answer)
        else:
            self._commands.pop(key)
            self._obeyed_by_moving[key] = answer
        return event

    def _deliver(self) -> None:
        """Answer the command that moved the case, now that everybody knows."""
        while self._obeyed_by_moving:
            self._answer(*self._obeyed_by_moving.popitem())

    async def _prepare(self) -> tuple[Answer, Event | None]:
        sealed = await self._steps.seal_sections(self._case.round + 1)
        problems = tuple(problem for part in sealed for problem in part.problems)
        sections = tuple(part.section for part in sealed if part.section)
        return Answer(problems=problems, manifest=() if problems else sections), None

    async def _submit(self) -> tuple[Answer, Event | None]:
        answer, _ = await self._prepare()
        if answer.problems:
            return answer, None
        case = self._case
        number = case.round + 1
        listed = await self._steps.seal_manifest(number, answer.manifest, case.head)
        stops = case.stops or await self._steps.resolve_route()
        for section in answer.manifest:
            case = case.with_section(section, is_chained=False)
        self._case = replace(case.with_section(listed, is_chained=True), stops=stops)
        return answer, Event.SUBMITTED

    async def _withdraw(self) -> tuple[Answer, Event | None]:
        return Answer(), Event.WITHDRAWN

    # Facts.

    def _acceptable(self) -> Fact | None:
        """The first fact in the inbox that answers the open question of this moment."""
        return next((fact for fact in self._inbox.values() if self._fits(fact)), None)

    def _fits(self, fact: Fact) -> bool:
        case = self._case
        if fact.kind == DeadlineChanged.topic:
            return case.deadline is not None and fact.answers == case.deadline.id
        event = self._event_of(fact)
        return event is not None and fact.answers == case.open and case.can(event)

    def _event_of(self, fact: Fact) -> Event | None:
        if fact.kind == Decided.topic:
            return self._case.decided(Verdict(fact.code))
        return {PublicityPosted.topic: Event.POSTED, Settled.topic: Event.SETTLED}.get(fact.kind)

    async def _take_fact(self, fact: Fact) -> Event | None:
        del self._inbox[str(fact.id)]
        self._taken.add(str(fact.id))
        if fact.kind == DeadlineChanged.topic:
            await self._move_deadline(fact)
            return None
        if fact.kind == Decided.topic:
            section = await self._steps.seal_decision(fact.answers, self._case.head)
            self._case = self._case.with_section(section, is_chained=True)
        return self._event_of(fact)

    async def _move_deadline(self, fact: Fact) -> None:
        deadline = self._case.deadline
        if deadline is None or fact.at is None:
            return
        moved = replace(deadline, due_at=fact.at, is_provisional=fact.provisional)
        self._case = replace(self._case, deadline=moved, position=self._case.position + 1)
        await self._entering.tell_deadline(self._case)
        await self._tell("deadline_changed")

    # The clock.

    @property
    def _alarm(self) -> datetime | None:
        """When to wake up next: at a reminder, else when the deadline has passed."""
        deadline = self._case.deadline
        if deadline is None:
            return None
        reminders = [at for at in deadline.remind_at if at > self._reminded_at]
        spread = timedelta(seconds=self._start.application_id.int % SPREAD_SECONDS)
        return min([*reminders, deadline.due_at + spread])

    async def _ring(self) -> Event | None:
        deadline = self._case.deadline
        if deadline is None:
            return None
        if workflow.now() < deadline.due_at:
            self._reminded_at = workflow.now()
            await self._entering.remind(self._case)
            return None
        _, event = DEADLINES[self._case.status]
        if event is Event.FEE_LAPSED and self._case.open and await self._steps.close_order(self._case.open):
            return Event.SETTLED
        return event
