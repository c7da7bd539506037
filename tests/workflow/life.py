"""One application in a test: what its people and offices do, in their words."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from contracts.application import Answer, Command, Fact, Start, Status, Verdict, workflow_id
from contracts.declaration import DeadlineChanged
from contracts.payment import Settled
from contracts.review import Decided, PublicityPosted
from kit.ids import new_id
from tests.workflow.fakes import EMPLOYER, World
from workflows.application import attributes
from workflows.application.domain import Case
from workflows.application.workflow import Application

PATIENCE_SECONDS = 60


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
        )
        handle = await env.client.start_workflow(
            Application.run,
            start,
            id=workflow_id(start.application_id),
            task_queue="workflows",
            search_attributes=attributes.initial(start),
            execution_timeout=timedelta(days=365),
        )
        return cls(env, world, handle, start)

    async def case(self) -> Case:
        return await self.handle.query(Application.case)

    async def until(self, holds: Callable[[Case], bool]) -> Case:
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not holds(case := await self.case()):
                await asyncio.sleep(0.02)
        return case

    async def until_status(self, status: Status) -> Case:
        return await self.until(lambda case: case.status is status)

    async def until_open(self, stage: str) -> UUID:
        case = await self.until(
            lambda case: (
                case.stop is not None
                and case.stop.stage == stage
                and case.open in {task.id for task in self.world.tasks}
            )
        )
        assert case.open
        return case.open

    async def prepare(self) -> Answer:
        return await self.handle.execute_update(Application.prepare, Command(id=new_id()))

    async def submit(self, command: UUID | None = None) -> Answer:
        return await self.handle.execute_update(Application.submit, Command(id=command or new_id()))

    async def withdraw(self) -> Answer:
        return await self.handle.execute_update(Application.withdraw, Command(id=new_id()))

    async def tell(self, kind: str, answers: UUID, code: str = "", fact_id: UUID | None = None) -> None:
        fact = Fact(id=fact_id or new_id(), kind=kind, answers=answers, code=code)
        await self.handle.signal(Application.fact, fact)

    async def post(self, task: UUID) -> None:
        await self.tell(PublicityPosted.topic, task)

    async def decide(self, task: UUID, verdict: Verdict = Verdict.PASSED) -> None:
        await self.tell(Decided.topic, task, verdict)

    async def pay(self) -> None:
        case = await self.until(lambda case: case.status is Status.AWAITING_PAYMENT and case.open is not None)
        assert case.open
        await self.tell(Settled.topic, case.open)

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
        await self.handle.signal(Application.fact, fact)

    async def pass_days(self, days: float) -> None:
        await self.env.sleep(timedelta(days=days))

    async def through_publicity(self) -> UUID:
        task = await self.until_open("employer")
        await self.post(task)
        await self.until(lambda case: case.status is Status.PUBLICISING and case.deadline is not None)
        await self.pass_days(8)
        await self.until_status(Status.PUBLICISED)
        return task

    async def through_employer(self) -> None:
        await self.submit()
        await self.decide(await self.through_publicity())

    async def through_offices(self) -> None:
        for stage in ("department", "hr", "committee"):
            await self.decide(await self.until_open(stage))
