"""The engine without the services: the real workflow with answers at once, and the floor beneath it."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.worker import Worker, WorkerDeploymentConfig, WorkerDeploymentVersion

from contracts.application import TASK_QUEUE, workflow_id
from deploy.local.stack import Stack
from deploy.local.surroundings import surroundings
from deploy.local.temporal import SEARCH_ATTRIBUTES
from kit.ids import new_id
from kit.process import together
from kit.temporal import activities_of, data_converter, make_current
from tests.bench.floor import Floor, Leg, Marks, Shape
from tests.bench.lives import SERVICES, Life, Town
from tests.bench.measures import APPLICATIONS, Samples
from workflows.application.workflow import Application

QUEUES = [queue for queue, _ in SERVICES]
ROUNDS = 3
SIDE_BY_SIDE = 8
PER_ROUND = 2 * APPLICATIONS
LONE = 5
LETTERS: dict[int, str] = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: "update",
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: "signal",
}
STEPS_TO_A_TASK = 1  # the next office's task, with which the decision is sealed
VERSION = WorkerDeploymentVersion(deployment_name="bench", build_id="1")


@dataclass
class Pace:
    """How many lives in how long, and how much the engine writes down of one."""

    lives: int = 0
    seconds: float = 0.0
    events: int = 0

    @property
    def per_second(self) -> float:
        return self.lives / self.seconds


class Engine:
    """Both workflows on the stack's own server, each in a namespace where nobody else serves the queues."""

    def __init__(self, real: Client, bare: Client) -> None:
        self._real, self._bare = real, bare
        self._town, self._marks = Town(), Marks()
        self.ours, self.floor, self.letters = Pace(), Pace(), Samples()
        self.shape: Shape

    @classmethod
    async def measured(cls, stack: Stack) -> "Engine":
        """Rounds of both by turns, so that neither has the quieter machine."""
        codec = data_converter(stack.environment("workflows")["WORKFLOWS_PAYLOAD_KEYS"])
        real = await namespace(stack, "bench-application", codec)
        engine = cls(real, await namespace(stack, "bench-floor", DataConverter.default))
        async with engine._workers():
            await engine._take_shape()
            for _ in range(ROUNDS):
                await _run(engine.floor, engine._bare_life)
                await _run(engine.ours, engine._life)
            for _ in range(LONE):
                await engine._bare_life(engine.letters)
        return engine

    @asynccontextmanager
    async def _workers(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            versioned = WorkerDeploymentConfig(version=VERSION, use_worker_versioning=True)
            for client, kind, config in ((self._real, Application, versioned), (self._bare, Floor, None)):
                await stack.enter_async_context(
                    Worker(client, task_queue=TASK_QUEUE, workflows=[kind], deployment_config=config)
                )
            await make_current(self._real, VERSION)
            for queue, service in SERVICES:
                answers = activities_of(service(self._town))
                await stack.enter_async_context(Worker(self._real, task_queue=queue, activities=answers))
                nothing = [self._marks.nothing]
                await stack.enter_async_context(Worker(self._bare, task_queue=queue, activities=nothing))
            yield

    async def _take_shape(self) -> None:
        """What the history of one application holds is what the floor does; both are warm afterwards."""
        events = await history(self._real, await self._life())
        self.ours.events = len(events)
        self.shape = _shape(events)
        bare = await self._bare_life()
        self.floor.events = len(await history(self._bare, bare))

    async def _life(self) -> str:
        life = Life(self._real, self._town)
        await life.live()
        return workflow_id(life.id)

    async def _bare_life(self, letters: Samples | None = None) -> str:
        """One letter after the other, each when what the one before asked for is done."""
        key = str(new_id())
        handle = await self._bare.start_workflow(Floor.run, self.shape, id=key, task_queue=TASK_QUEUE)
        letters_sent = 0
        for leg in self.shape.legs:
            if leg.letter == "update":
                await handle.execute_update(Floor.ask)
            elif leg.letter == "signal":
                began = time.perf_counter()
                await handle.signal(Floor.tell)
                for number in range(len(leg.batches)):
                    await self._marks.reached(f"{key}/{letters_sent}/{number}")
                    if letters is not None and number + 1 == STEPS_TO_A_TASK:
                        letters.taken.append(time.perf_counter() - began)
            letters_sent += bool(leg.letter)
        await handle.result()
        return key


async def _run(pace: Pace, live: Callable[[], Awaitable[str]]) -> None:
    turn = asyncio.Semaphore(SIDE_BY_SIDE)

    async def one() -> None:
        async with turn:
            await live()

    began = time.perf_counter()
    await together(*(one() for _ in range(PER_ROUND)))
    pace.seconds += time.perf_counter() - began
    pace.lives += PER_ROUND


async def history(client: Client, key: str) -> Sequence[HistoryEvent]:
    """Of all runs, the first one first."""
    events: list[HistoryEvent] = []
    run_id: str | None = None
    while run_id != "":
        run = (await client.get_workflow_handle(key, run_id=run_id).fetch_history()).events
        events = [*run, *events]
        run_id = run[0].workflow_execution_started_event_attributes.continued_execution_run_id
    return events


def _shape(history: Sequence[HistoryEvent]) -> Shape:
    """Letters, and after each the activities, those side by side that one workflow task asked for."""
    legs: list[Leg] = [Leg("", [])]
    asked_by: int | None = None
    for event in history:
        if letter := LETTERS.get(event.event_type):
            legs.append(Leg(letter, []))
            asked_by = None
        elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
            asked_by = None  # a new run counts its tasks anew; what it asks for follows the same letter
        elif event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED:
            task = event.activity_task_scheduled_event_attributes.workflow_task_completed_event_id
            if task != asked_by:
                legs[-1].batches.append(0)
            legs[-1].batches[-1] += 1
            asked_by = task
    return Shape(legs, QUEUES)


async def namespace(stack: Stack, name: str, converter: DataConverter) -> Client:
    """A namespace of its own, where nobody else serves the queues."""
    address = stack.site.ports.address("temporal")
    attributes = [word for key, kind in SEARCH_ATTRIBUTES.items() for word in ("--name", key, "--type", kind)]
    for command in (["namespace", "create"], ["search-attribute", "create", *attributes]):
        await asyncio.to_thread(_operate, stack, [*command, "--namespace", name, "--address", address])
    return await Client.connect(address, namespace=name, data_converter=converter)


def _operate(stack: Stack, command: list[str]) -> None:
    subprocess.run(
        [str(stack.site.programs / "temporal"), "operator", *command],
        env=surroundings(stack.site, "temporal"),
        check=True,
        capture_output=True,
    )
