"""One application in a test: what its people and offices do, in their words."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.workflowservice.v1 import DescribeWorkflowExecutionRequest
from temporalio.client import WorkflowExecutionStatus, WorkflowHandle, WorkflowHistory
from temporalio.service import RPCError, RPCStatusCode
from temporalio.testing import WorkflowEnvironment

from contracts import preview as preview_contract
from contracts.application import Fact, Start, Status, Verdict, workflow_id
from contracts.case import Manifest, SealRequest
from contracts.clock import DeadlineChanged, Hold, HoldKind, HoldsChanged, Reinstated
from contracts.commands import Answer, Command
from contracts.declaration import Progress
from contracts.payment import Settled
from contracts.review import Decided, PublicityPosted
from kit.ids import new_id
from tests.workflow.fakes import EMPLOYER, World
from workflows.application import attributes
from workflows.application.domain import Case
from workflows.application.workflow import Application
from workflows.preview.workflow import Preview

PATIENCE_SECONDS = 60

TERMS = '{"fee_item": "评审费"}'  # of the plan, when the case began


class Life:
    def __init__(
        self,
        env: WorkflowEnvironment,
        world: World,
        handle: WorkflowHandle[Application, Status],
        start: Start,
    ) -> None:
        self.env, self.world, self.handle, self.start = env, world, handle, start

    @classmethod
    async def begin(cls, env: WorkflowEnvironment, world: World) -> "Life":
        now = await env.get_current_time()
        start = Start(
            application_id=new_id(),
            person_id=new_id(),
            employer_id=EMPLOYER,
            city="shaoxing",
            plan="2022-engineer",
            plan_version="v1",
            started_at=now,
            closes_at=now + timedelta(days=60),
            terms=TERMS,
        )
        handle = await env.client.start_workflow(
            Application.run,
            args=[start, None],
            id=workflow_id(start.application_id),
            task_queue="workflows",
            search_attributes=attributes.initial(start),
            execution_timeout=timedelta(days=365),
        )
        return cls(env, world, handle, start)

    async def case(self) -> Case:
        """Where the case is; the test server can lose a query that it hears as a new run begins."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    return await self.handle.query(Application.case, rpc_timeout=timedelta(seconds=5))
                except RPCError as error:
                    if error.status not in {RPCStatusCode.CANCELLED, RPCStatusCode.DEADLINE_EXCEEDED}:
                        raise

    async def until(self, holds: Callable[[Case], bool]) -> Case:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not holds(case := await self.case()):
                await asyncio.sleep(0.02)
        return case

    async def until_status(self, status: Status) -> Case:
        return await self.until(lambda case: case.status is status)

    async def until_open(self, stage: str) -> UUID:
        """The task that is awaited of an office, once it is there and everybody has been told.

        Seen by what the services were told: a query may cost a workflow task that a history would show.
        """
        statuses = {Status.EXAMINING, Status.PUBLICISED, Status.REVIEWING}

        def awaited(move: Progress) -> Iterator[UUID]:
            if move.stage == stage and move.status in statuses:
                tasks = reversed(self.world.tasks)
                yield from (one.id for one in tasks if (one.stop.stage, one.round) == (stage, move.round))

        await self.until_so(lambda move: any(awaited(move)))
        move = self.world.progress[-1]
        if move.status is Status.EXAMINING:
            await self.until_runs(1 + move.round)  # each submission begins one
        return next(awaited(move))

    async def until_closed(self, by: timedelta) -> datetime:
        """Let the deadline pass by so much; the deadline."""
        deadline = (await self.until(lambda case: case.deadline is not None)).deadline
        assert deadline
        await self.env.sleep(deadline.due_at + by - await self.env.get_current_time())
        return deadline.due_at

    async def until_told(self, status: Status) -> None:
        await self.until_so(lambda move: move.status is status)

    async def until_so(self, holds: Callable[[Progress], bool]) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (self.world.progress and holds(self.world.progress[-1])):
                await asyncio.sleep(0.02)

    async def submit(
        self, command: UUID | None = None, previewed: Manifest = (), at: datetime | None = None
    ) -> Answer:
        asked = Command(id=command or new_id(), previewed=previewed, at=at)
        return await self.handle.execute_update(Application.submit, asked)

    async def withdraw(self) -> Answer:
        return await self.handle.execute_update(Application.withdraw, Command(id=new_id()))

    async def tell(self, kind: str, answers: UUID, code: str = "", fact_id: UUID | None = None) -> None:
        fact = Fact(id=fact_id or new_id(), kind=kind, answers=answers, code=code)
        await self._signal(fact)

    async def _signal(self, fact: Fact) -> None:
        """Tell it as the intake does: again while nobody hears between two runs, dropped after the end."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not await self._is_heard(fact) and not await self._is_over():
                await asyncio.sleep(0.02)

    async def _is_heard(self, fact: Fact) -> bool:
        try:
            await self.handle.signal(Application.fact, fact)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return False
        return True

    async def _is_over(self) -> bool:
        """Asked without the client's decoder: the test server keeps an unset search attribute as null."""
        described = await self.env.client.workflow_service.describe_workflow_execution(
            DescribeWorkflowExecutionRequest(
                namespace=self.env.client.namespace, execution=WorkflowExecution(workflow_id=self.handle.id)
            )
        )
        return int(described.workflow_execution_info.status) == WorkflowExecutionStatus.COMPLETED

    async def post(self, task: UUID) -> None:
        await self.tell(PublicityPosted.topic, task)

    async def decide(self, task: UUID, verdict: Verdict = Verdict.PASSED) -> None:
        await self.tell(Decided.topic, task, verdict)

    async def pay(self) -> None:
        await self.until_told(Status.AWAITING_PAYMENT)
        await self.tell(Settled.topic, self.world.orders[-1].order_id)

    async def move_deadline(self, by: timedelta) -> None:
        case = await self.case()
        assert case.deadline
        fact = Fact(
            id=new_id(),
            kind=DeadlineChanged.topic,
            answers=case.deadline.id,
            at=case.deadline.due_at + by,
            provisional=False,
        )
        await self._signal(fact)

    async def change_deadline(self, changed: DeadlineChanged) -> None:
        """What the ledger tells of a recorded act."""
        fact = Fact(
            id=changed.id,
            kind=changed.topic,
            answers=changed.deadline_id,
            at=changed.due_at,
            provisional=changed.is_provisional,
            number=changed.number,
        )
        await self._signal(fact)

    async def reinstate(self) -> None:
        case = await self.until(lambda case: case.deadline is not None)
        assert case.deadline
        until = await self.env.get_current_time() + timedelta(days=20)
        fact = Fact(id=new_id(), kind=Reinstated.topic, answers=case.deadline.id, at=until)
        await self._signal(fact)

    def a_hold(self) -> Hold:
        return Hold(id=new_id(), kind=HoldKind.OUTAGE, since=self.world.progress[-1].at)

    async def hold(self, number: int, *holds: Hold) -> None:
        fact = Fact(
            id=new_id(),
            kind=HoldsChanged.topic,
            answers=self.start.application_id,
            code=HoldKind.OUTAGE,
            number=number,
            holds=holds,
        )
        await self._signal(fact)

    async def histories(self) -> list[WorkflowHistory]:
        """All runs of this life, in their order."""
        found, run = [], self.handle.first_execution_run_id
        while run:
            handle = self.env.client.get_workflow_handle(self.handle.id, run_id=run)
            found.append(await handle.fetch_history())
            ended = found[-1].events[-1].workflow_execution_continued_as_new_event_attributes
            run = ended.new_execution_run_id
        return found

    async def until_runs(self, number: int) -> None:
        """Until it has gone on as a new run so often."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(await self.histories()) < number:
                await asyncio.sleep(0.02)

    async def pass_days(self, days: float) -> None:
        await self.env.sleep(timedelta(days=days))

    async def through_publicity(self) -> UUID:
        task = await self.until_open("employer")
        await self.post(task)
        await self.until_told(Status.PUBLICISING)
        await self.pass_days(8)
        await self.until_told(Status.PUBLICISED)
        return task

    async def through_employer(self) -> None:
        await self.submit()
        await self.decide(await self.through_publicity())

    async def through_offices(self) -> None:
        for stage in ("department", "hr", "committee"):
            await self.decide(await self.until_open(stage))


async def preview(env: WorkflowEnvironment) -> WorkflowHandle[Preview, Answer]:
    request = SealRequest(
        application_id=new_id(),
        person_id=new_id(),
        employer_id=EMPLOYER,
        city="shaoxing",
        plan="2022-engineer",
        round=1,
    )
    return await env.client.start_workflow(
        Preview.run,
        request,
        id=preview_contract.workflow_id(request.application_id, 1, "looks"),
        task_queue="workflows",
    )
