"""Applications whose services answer at once: what remains is the workflow and the engine."""

import asyncio
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from temporalio import activity
from temporalio.client import Client, WorkflowHandle

from contracts import declaration, payment, review
from contracts.application import TASK_QUEUE, Fact, Start, Status, Verdict, workflow_id
from contracts.case import SectionRef
from contracts.clock import DeadlineKind
from contracts.commands import Command
from contracts.payment import Settled
from contracts.review import Decided, PublicityPosted
from kit.clock import now
from kit.ids import new_id
from tests.workflow import fakes
from workflows.application.workflow import SPREAD_SECONDS, Application

OFFICES = 3


class Town(fakes.World):
    """Tells the driver what has come to somebody's desk."""

    def __init__(self) -> None:
        super().__init__()
        self.desks: defaultdict[UUID, asyncio.Queue[UUID]] = defaultdict(asyncio.Queue)
        self.applications: dict[UUID, UUID] = {}

    def lay(self, application_id: UUID, asked: UUID) -> None:
        self.applications[asked] = application_id
        self.desks[application_id].put_nowait(asked)


class Declaration(fakes.Declaration):
    """A publicity that is over at once."""

    @activity.defn(name="declaration.open_deadline")
    async def open_deadline(self, request: declaration.DeadlineRequest) -> declaration.Deadline:
        deadline = await super().open_deadline(request)
        is_publicity = request.kind is DeadlineKind.PUBLICITY
        return replace(deadline, due_at=request.starts_at) if is_publicity else deadline

    @activity.defn(name="declaration.record_progress")
    async def record_progress(self, progress: declaration.Progress) -> declaration.Deadline | None:
        """Keep nothing: the fakes' book grows slow."""
        return await self.open_deadline(progress.deadline) if progress.deadline else None


class Review(fakes.Review):
    world: Town

    @activity.defn(name="review.open_task")
    async def open_task(self, task: review.Task) -> SectionRef | None:
        self.world.lay(task.application_id, task.id)
        return await self.seal_decision(task.decided) if task.decided else None

    @activity.defn(name="review.note_publicity")
    async def note_publicity(self, notice: review.PublicityNotice) -> None:
        if notice.is_over:
            self.world.lay(self.world.applications[notice.task_id], notice.task_id)


class Payment(fakes.Payment):
    world: Town

    @activity.defn(name="payment.request_fee")
    async def request_fee(self, request: payment.FeeRequest) -> payment.Fee:
        self.world.lay(request.application_id, request.order_id)
        return await super().request_fee(request)


INSTEAD: dict[type, type] = {
    fakes.Declaration: Declaration,
    fakes.Review: Review,
    fakes.Payment: Payment,
}
SERVICES = tuple((queue, INSTEAD.get(kind, kind)) for queue, kind in fakes.SERVICES)


class Life:
    """One application from start to form."""

    def __init__(self, client: Client, town: Town) -> None:
        # A multiple of the spread: the clock of this one is not held back.
        self.id = UUID(int=new_id().int // SPREAD_SECONDS * SPREAD_SECONDS)
        self._client = client
        self._desk = town.desks[self.id]
        self._handle: WorkflowHandle[Application, Status]

    async def live(self) -> None:
        self._handle = await self._client.start_workflow(
            Application.run, args=[a_start(self.id), None], id=workflow_id(self.id), task_queue=TASK_QUEUE
        )
        await self._handle.execute_update(Application.submit, Command(id=new_id()))
        await self._tell(PublicityPosted.topic)
        for _ in range(1 + OFFICES):
            await self._tell(Decided.topic, Verdict.PASSED)
        await self._tell(Settled.topic)
        if await self._handle.result() is not Status.FORM_ISSUED:
            raise AssertionError(self.id)

    async def _tell(self, kind: str, code: str = "") -> None:
        fact = Fact(id=new_id(), kind=kind, answers=await self._desk.get(), code=code)
        await self._handle.signal(Application.fact, fact)


def a_start(application_id: UUID) -> Start:
    """An application of its own person."""
    return Start(
        application_id=application_id,
        person_id=new_id(),
        employer_id=fakes.EMPLOYER,
        city="shaoxing",
        plan="2022-engineer",
        plan_version="v1",
        started_at=now(),
        closes_at=now() + timedelta(days=60),
    )
