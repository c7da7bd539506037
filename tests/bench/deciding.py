"""Many real application workflows at their offices, whose services answer at once, told by the bus."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import replace
from uuid import UUID

from aio_pika.abc import AbstractRobustExchange
from pydantic_core import to_jsonable_python
from temporalio.client import Client
from temporalio.common import Priority

from contracts.application import TASK_QUEUE, Fact, Verdict, workflow_id
from contracts.commands import Command
from contracts.review import Decided, PublicityPosted
from deploy.local.stack import Stack
from kit import bus
from kit.clock import now
from kit.ids import new_id
from kit.temporal import activities_of, run_worker
from services.review.batches.operations import running
from tests.bench.lives import SERVICES, Town, a_start
from workflows.application.workflow import SPREAD_SECONDS, Application

SIDE_BY_SIDE = 8


class Offices:
    """Cases that wait for a decision, by city; each goes from one office to the next."""

    def __init__(self, client: Client, exchange: AbstractRobustExchange, town: Town) -> None:
        self._client, self._exchange, self._town = client, exchange, town
        self._waiting: defaultdict[str, asyncio.Queue[tuple[UUID, UUID]]] = defaultdict(asyncio.Queue)

    @classmethod
    @asynccontextmanager
    async def opened(cls, client: Client, stack: Stack) -> AsyncIterator["Offices"]:
        """Serve the queues of the services, with as much in hand as they have."""
        town = Town()
        async with AsyncExitStack() as served:
            for queue, kind in SERVICES:
                worker = asyncio.create_task(run_worker(client, queue, activities=activities_of(kind(town))))
                served.push_async_callback(_ended, worker)
            url = stack.environment("workflows")["WORKFLOWS_AMQP_URL"]
            connection = await served.enter_async_context(bus.connect(url))
            channel = await connection.channel(publisher_confirms=True)
            exchange = await bus.declare_exchange(channel, {Decided.topic: ("workflows",)})
            yield cls(client, exchange, town)

    async def fill(self, numbers: Mapping[str, int]) -> None:
        """Have so many cases of each city wait for an office."""
        turn = asyncio.Semaphore(SIDE_BY_SIDE)

        async def one(city: str) -> None:
            async with turn:
                await self._arrive(city)

        await asyncio.gather(*(one(city) for city, number in numbers.items() for _ in range(number)))

    async def _arrive(self, city: str) -> None:
        key = UUID(int=new_id().int // SPREAD_SECONDS * SPREAD_SECONDS)  # its clock is not held back
        handle = await self._client.start_workflow(
            Application.run,
            args=[replace(a_start(key), city=city), None],
            id=workflow_id(key),
            task_queue=TASK_QUEUE,
            priority=Priority(fairness_key=city),
        )
        await handle.execute_update(Application.submit, Command(id=new_id()))
        desk = self._town.desks[key]
        posted = Fact(id=new_id(), kind=PublicityPosted.topic, answers=await desk.get())
        await handle.signal(Application.fact, posted)
        self._waiting[city].put_nowait((key, await desk.get()))

    async def decide(self, city: str) -> None:
        """Decide one case, and wait until it is at the next office."""
        case, task = self._waiting[city].get_nowait()
        await self._tell(city, case, task)
        await self._at_next(city, case)

    async def decide_many(self, city: str, number: int) -> Awaitable[object]:
        """Decide as a batch does, few at once; what comes back ends when all are at their next office."""
        on_their_way = asyncio.Semaphore(running.AT_ONCE)

        async def one() -> None:
            async with on_their_way:
                await self.decide(city)

        return asyncio.gather(*(one() for _ in range(number)))

    async def _at_next(self, city: str, case: UUID) -> None:
        self._waiting[city].put_nowait((case, await self._town.desks[case].get()))

    async def _tell(self, city: str, case: UUID, task: UUID) -> None:
        decided = Decided(
            id=new_id(),
            about=case,
            at=now(),
            application_id=case,
            task_id=task,
            stage="",
            round=1,
            verdict=Verdict.PASSED,
            city=city,
        )
        body = to_jsonable_python(decided)
        await bus.publish(self._exchange, Decided.topic, body, message_id=str(decided.id))


async def _ended(worker: "asyncio.Task[None]") -> None:
    worker.cancel()
    with suppress(asyncio.CancelledError):
        await worker
