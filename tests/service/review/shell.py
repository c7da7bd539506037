"""The workflow of one application without an engine: the real table and steps, asked and told by hand."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.application import Fact, Start, Status, derived_id
from contracts.candidates import Judged
from contracts.case import Manifest, Rendered, SectionRef, Stop
from contracts.clock import Hold, HoldKind, HoldsChanged, Pause
from contracts.declaration import Deadline, DeadlineRequest, Progress
from contracts.payment import Fee, FeeRequest
from contracts.results import Recommended
from contracts.review import Decided, PublicityPosted
from kit.clock import now
from kit.ids import new_id
from services.review.activities import Activities
from workflows.application import domain, printing, rereviews, results, returns, steps
from workflows.application.domain import Case
from workflows.application.rows import Ask, Event
from workflows.application.steps import Steps

PERIOD = timedelta(days=7)
# What an event answers, and its code.
ANSWERS = {
    Decided.topic: ("task_id", "verdict"),
    PublicityPosted.topic: ("task_id", ""),
    Judged.topic: ("candidate_id", "outcome"),
    Recommended.topic: ("release_id", ""),
}
OVER = {Status.AWAITING_PAYMENT, Status.REFUSED, Status.WITHDRAWN}  # where review is done with it


@dataclass
class Elsewhere:
    """What other services answer."""

    sheet: SectionRef
    shown: str = "one"  # what the sheet shows by now

    async def render_publicity_sheet(self, _: object) -> Rendered:
        return Rendered(section=self.sheet, content_sha256=self.shown)

    async def record_progress(self, progress: Progress) -> Deadline | None:
        return await self.open_deadline(progress.deadline) if progress.deadline else None

    async def open_deadline(self, request: DeadlineRequest) -> Deadline:
        return _deadline(request.id, request.starts_at + PERIOD)

    async def resume_deadline(self, pause: Pause) -> Deadline:
        return _deadline(pause.deadline_id, pause.resumed_at + PERIOD)

    async def request_fee(self, request: FeeRequest) -> Fee:
        return Fee(order_id=request.order_id, amount_fen=18000)


@dataclass
class Shell:
    """One case on the table. Whatever is asked of review is kept, to be asked again."""

    start: Start
    case: Case
    activities: Activities
    elsewhere: Elsewhere
    asked: list[tuple[str, Any]] = field(default_factory=list)
    inbox: list[Fact] = field(default_factory=list)
    number: int = 0

    @classmethod
    def of(
        cls,
        activities: Activities,
        application_id: UUID,
        stops: tuple[Stop, ...],
        manifest: Manifest,
        *,
        city: str = "shaoxing",
        plan: str = "2022-engineer",
    ) -> "Shell":
        told = Start(
            application_id=application_id,
            person_id=derived_id(application_id, "person"),
            employer_id=stops[0].office_id,
            city=city,
            plan=plan,
            plan_version="v1",
            started_at=now(),
            closes_at=now() + PERIOD,
        )
        case = Case(since=now(), stops=stops, sections=manifest)
        return cls(told, case, activities, Elsewhere(sheet=manifest[-1]))

    @property
    def is_over(self) -> bool:
        return self.case.status in OVER

    def may(self, event: Event) -> bool:
        return domain.can(self.case, event)

    async def move(self, event: Event) -> None:
        """What the workflow does with an event, and with what follows at once."""
        self.case = domain.on(self.case, event, now())
        row = domain.row_of(self.case)
        self.case = await self._ask_all(row.asks)
        with self._asking():
            told = await Steps(self.start).record(self.case, event, None)
        self.case = domain.paused(told(self.case))
        self.case = await self._ask_all(row.then)
        if follow := domain.follows(self.case):
            await self.move(follow)

    async def submit(self, shown: str) -> None:
        """提交: the sheet shows this."""
        self.elsewhere.shown = shown
        await self.move(Event.SUBMITTED)

    async def hear(self, fact: Fact) -> None:
        """A fact arrives, for the first time or again; all that can be taken now is taken."""
        if not any(one.id == fact.id for one in self.inbox):
            self.inbox.append(fact)
        while taken := self._acceptable():
            event = domain.event_of(self.case, taken)
            assert event
            self.case = domain.answered(self.case, taken)
            await self.move(event)

    def _acceptable(self) -> Fact | None:
        self.inbox = [fact for fact in self.inbox if domain.is_wanted(self.case, fact)]
        found = next((fact for fact in self.inbox if domain.event_of(self.case, fact)), None)
        if found:
            self.inbox.remove(found)
        return found

    async def hold(self, *, is_held: bool) -> None:
        """An objection has the clock stand, or lets it go."""
        self.number += 1
        holds = (Hold(id=new_id(), kind=HoldKind.OBJECTION, since=now()),) if is_held else ()
        fact = Fact(
            id=new_id(),
            kind=HoldsChanged.topic,
            answers=self.start.application_id,
            code=HoldKind.OBJECTION,
            number=self.number,
            holds=holds,
        )
        self.case = domain.held(self.case, fact)
        if self.case.paused_at and not self.case.holds:
            with self._asking():
                resumed = await Steps(self.start).resume_deadline(self.case)
            self.case = resumed(self.case)
            await self._tell_deadline()

    async def extend(self, until: datetime) -> None:
        """A recorded act, or a calendar, moves the deadline."""
        assert self.case.deadline
        self.case = replace(self.case, deadline=replace(self.case.deadline, due_at=until))
        await self._tell_deadline()

    async def wait(self) -> None:
        """The clock comes to its end, unless something holds it."""
        clock = domain.row_of(self.case).clock
        if clock and clock.end and domain.end(self.case, timedelta()):
            await self.move(clock.end)

    async def ask_again(self, name: str, request: object) -> None:
        """The answer was lost, or the question comes late: it is asked again."""
        await getattr(self.activities, name)(request)

    async def _tell_deadline(self) -> None:
        if ask := domain.row_of(self.case).tells_deadline:
            self.case = await self._ask_all(((ask,),))

    async def _ask_all(self, groups: tuple[tuple[Ask, ...], ...]) -> Case:
        with self._asking():
            return await Steps(self.start).ask_all(self.case, groups)

    def _asking(self) -> Any:
        """`Steps` asks us, and not an engine."""
        patch = pytest.MonkeyPatch()
        for asking in (steps, printing, returns, results, rereviews):
            patch.setattr(asking, "ask", self._ask)
        patch.setattr("temporalio.workflow.now", now)
        return _until_left(patch.undo)

    async def _ask(
        self, queue: str, method: Callable[..., Awaitable[Any]], request: Any, *_: object, **__: object
    ) -> Any:
        name = method.__name__
        if queue != "review":
            return await getattr(self.elsewhere, name)(request)
        self.asked.append((name, request))
        return await getattr(self.activities, name)(request)


@dataclass
class _until_left:  # noqa: N801 - read as a verb
    undo: Callable[[], None]

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self.undo()


def fact_of(topic: str, body: dict[str, Any]) -> Fact | None:
    """What the intake makes of an event of review; none of what no case waits for."""
    if topic not in ANSWERS:
        return None
    answers, code = ANSWERS[topic]
    return Fact(id=UUID(body["id"]), kind=topic, answers=UUID(body[answers]), code=body.get(code, ""))


def _deadline(deadline_id: UUID, due_at: datetime) -> Deadline:
    return Deadline(id=deadline_id, due_at=due_at, is_provisional=False, calendar_version="test")
