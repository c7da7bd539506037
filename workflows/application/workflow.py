"""The shell: commands and facts come in, one loop takes them and moves the case."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import NoReturn

from temporalio import workflow
from temporalio.common import VersioningBehavior
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from contracts import application as contract
    from contracts.application import Fact, Start, Status
    from contracts.clock import DeadlineChanged, HoldsChanged
    from contracts.commands import Answer, Command
    from contracts.notification import Template
    from workflows.application import attributes, domain
    from workflows.application.domain import Case
    from workflows.application.rows import RENEWING, Event, Note
    from workflows.application.steps import Steps
    from workflows.application.submission import submit
    from workflows.asking import AWAY

# Cases whose deadlines fall on the same midnight wake up spread over this time.
SPREAD_SECONDS = 120
# A run that has come to this many events goes on as a new one; no single move adds more than 70.
MOST_EVENTS = 225
LATE = Answer(is_late=True)

Obey = Callable[[Command], Awaitable[tuple[Answer, Event | None]]]


@workflow.defn(name=contract.TYPE, versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class Application:
    """One application, from 马上申报 to the printed review form; `case` is what a former run hands on."""

    @workflow.init
    def __init__(self, start: Start, case: Case | None) -> None:
        """Everything that is known before the first step."""
        self._start = start
        self._steps = Steps(start)
        self._case = case or Case(since=workflow.now())
        self._inbox: dict[str, Fact] = {str(fact.id): fact for fact in self._case.inbox}
        self._commands: dict[str, tuple[Command, Obey]] = {}
        self._answers: dict[str, Answer] = {}
        self._obeyed_by_moving: dict[str, Answer] = {}
        self._is_due_anew = False

    @workflow.run
    async def run(self, _: Start, case: Case | None) -> Status:
        """Take the next event, move the case, until nothing can happen any more."""
        if case is None:
            await self._arrive(Event.STARTED)
        while not domain.is_over(self._case):
            if event := await self._next():
                await self._move(event)
        for command in list(self._commands):
            self._answer(command, LATE)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._case.status

    # Handlers only put into the inbox; the loop alone moves the case.

    @workflow.signal
    def fact(self, fact: Fact) -> None:
        """Keep a fact until the loop looks: it may answer what is just being opened."""
        self._inbox.setdefault(str(fact.id), fact)

    @workflow.update
    async def submit(self, command: Command) -> Answer:
        """The submission itself."""
        return await self._obeyed(command, self._submit)

    @workflow.update
    async def withdraw(self, command: Command) -> Answer:
        """The end at the applicant's own wish."""
        return await self._obeyed(command, self._withdraw)

    @submit.validator
    def _may_submit(self, command: Command) -> None:
        if command.id != self._case.submitted:
            self._refuse_unless(Event.SUBMITTED, command)

    @withdraw.validator
    def _may_withdraw(self, command: Command) -> None:
        self._refuse_unless(Event.WITHDRAWN, command)

    @workflow.query
    def case(self) -> Case:
        """The case as it stands, for operators and `zhicheng case`."""
        return self._case

    def _refuse_unless(self, event: Event, command: Command) -> None:
        if not domain.can(self._case, event) and str(command.id) not in self._answers:
            raise ApplicationError("too late", type="NotNow")

    async def _obeyed(self, command: Command, obey: Obey) -> Answer:
        """Asked twice at once is asked once; asked again after a "no" is asked anew."""
        key = str(command.id)
        if key in self._answers and self._answers[key].is_no:
            del self._answers[key]
        if key not in self._answers and key not in self._obeyed_by_moving:
            self._commands.setdefault(key, (command, obey))
        await workflow.wait_condition(lambda: key in self._answers)
        return self._answers[key]

    def _answer(self, key: str, answer: Answer) -> None:
        self._commands.pop(key, None)
        self._answers[key] = answer

    # The loop.

    async def _next(self) -> Event | None:
        """The next event that moves the case: from itself, a command, a fact, or the clock."""
        if event := domain.follows(self._case):
            return event
        if self._commands:
            return await self._take_command()
        if fact := self._acceptable():
            return await self._take_fact(fact)
        if self._is_late():
            return await self._end_or_remind()
        if self._is_due_anew or workflow.info().get_current_history_length() > MOST_EVENTS:
            await self._renew()
        await self._sleep()
        return None

    async def _sleep(self) -> None:
        """Until there is news or the next alarm is due."""
        alarm = domain.alarm(self._case, self._spread)
        try:
            await workflow.wait_condition(
                lambda: bool(self._commands or self._acceptable()),
                timeout=max(alarm - workflow.now(), timedelta()) if alarm else None,
                timeout_summary=f"等待：{domain.turn(self._case).why}",
            )
        except TimeoutError:
            return

    async def _renew(self) -> None:
        """Go on as a new run with the whole state; whoever waits for an answer gets it first."""
        await workflow.wait_condition(lambda: bool(self._commands) or workflow.all_handlers_finished())
        if not self._commands:
            self._continue()

    def _continue(self) -> NoReturn:
        state = replace(self._case, inbox=tuple(self._inbox.values()))
        workflow.continue_as_new(args=[self._start, state])

    async def _move(self, event: Event) -> None:
        """The one door: what the new status offers is there before anybody is told of it."""
        self._case = domain.on(self._case, event, workflow.now())
        await self._arrive(event)
        self._is_due_anew = self._is_due_anew or event in RENEWING

    async def _arrive(self, event: Event) -> None:
        row = domain.row_of(self._case)
        self._case = await self._steps.ask_all(self._case, row.asks)
        await self._tell(event, row.notice)
        self._case = domain.paused(self._case)
        while self._obeyed_by_moving:
            self._answer(*self._obeyed_by_moving.popitem())
        self._case = await self._steps.ask_all(self._case, row.then)

    async def _tell(self, event: str, notice: Template | None = None) -> None:
        """The read model and the message, then what operators see."""
        told = await self._steps.record(self._case, event, notice)
        self._case = told(self._case)
        workflow.upsert_search_attributes(attributes.updates(self._case))
        workflow.set_current_details(attributes.details(self._case))

    async def _note(self, note: Note, notice: Template | None = None) -> None:
        self._case = replace(self._case, position=self._case.position + 1)
        await self._tell(note, notice)

    # Commands.

    async def _take_command(self) -> Event | None:
        key, (command, obey) = next(iter(self._commands.items()))
        try:
            answer, event = await obey(command)
        except ActivityError:
            workflow.logger.warning("command_waited_in_vain")
            answer, event = AWAY, None
        if event and not domain.can(self._case, event):
            answer, event = LATE, None
        if event is None:
            self._answer(key, answer)
        else:
            self._commands.pop(key)
            self._obeyed_by_moving[key] = answer
        return event

    async def _submit(self, command: Command) -> tuple[Answer, Event | None]:
        if command.id == self._case.submitted:
            return Answer(), None
        if ended_at := domain.ended_before(self._case, command.at):
            return Answer(ended_at=ended_at), None
        answer, self._case = await submit(self._case, command, self._start)
        return answer, None if answer.is_no else Event.SUBMITTED

    async def _withdraw(self, _: Command) -> tuple[Answer, Event | None]:
        return Answer(), Event.WITHDRAWN

    # Facts.

    def _acceptable(self) -> Fact | None:
        """The first fact that can be taken now; what answers nothing that is awaited is dropped."""
        for key, fact in list(self._inbox.items()):
            if not domain.is_wanted(self._case, fact):
                workflow.logger.info("fact_dropped", extra={"kind": fact.kind, "answers": str(fact.answers)})
                del self._inbox[key]
            elif fact.kind in {DeadlineChanged.topic, HoldsChanged.topic} or domain.event_of(
                self._case, fact
            ):
                return fact
        return None

    async def _take_fact(self, fact: Fact) -> Event | None:
        del self._inbox[str(fact.id)]
        if fact.kind == DeadlineChanged.topic:
            await self._move_deadline(fact)
            return None
        if fact.kind == HoldsChanged.topic:
            await self._hold(fact)
            return None
        event = domain.event_of(self._case, fact)
        self._case = domain.answered(self._case, fact)
        return event

    async def _move_deadline(self, fact: Fact) -> None:
        deadline = self._case.deadline
        if deadline is None or fact.at is None:
            return
        later = fact.at - deadline.due_at
        reminders = tuple(at + later for at in deadline.remind_at)
        deadline = replace(deadline, number=max(fact.number, deadline.number))
        moved = replace(deadline, due_at=fact.at, is_provisional=fact.provisional, remind_at=reminders)
        self._case = replace(self._case, deadline=moved)
        if moved != deadline:
            await self._tell_deadline(Note.DEADLINE_CHANGED)

    async def _hold(self, fact: Fact) -> None:
        """The clock stands while anything holds it; the ledger says when it ends after that."""
        had = self._case.holds
        self._case = domain.held(self._case, fact)
        if self._case.paused_at and not self._case.holds:
            resumed = await self._steps.resume_deadline(self._case)
            self._case = resumed(self._case)
            await self._tell_deadline(Note.RELEASED)
        elif bool(had) != bool(self._case.holds):
            await self._note(Note.HELD if self._case.holds else Note.RELEASED)

    async def _tell_deadline(self, note: Note) -> None:
        """Whoever shows the deadline is told before everybody reads of it."""
        if ask := domain.row_of(self._case).tells_deadline:
            self._case = await self._steps.ask_all(self._case, ((ask,),))
        await self._note(note)

    # The clock.

    @property
    def _spread(self) -> timedelta:
        return timedelta(seconds=self._start.application_id.int % SPREAD_SECONDS)

    def _is_late(self) -> bool:
        alarm = domain.alarm(self._case, self._spread)
        return alarm is not None and alarm <= workflow.now()

    async def _end_or_remind(self) -> Event | None:
        clock, deadline = domain.row_of(self._case).clock, self._case.deadline
        if clock is None or deadline is None:
            return None
        if workflow.now() < deadline.due_at:
            self._case = replace(self._case, reminded_at=workflow.now())
            if clock.reminder:
                await self._note(Note.REMINDED, clock.reminder)
            return None
        if clock.check and clock.unless and await self._steps.is_true(self._case, clock.check):
            return clock.unless
        if clock.end is None:
            self._case = replace(self._case, is_closed=True, deadline=None)
            await self._note(Note.CLOSED)
        return clock.end
