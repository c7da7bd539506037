"""`make bench T=neighbours`: a normal day of one city, alone and beside the rush of another.

Each kind of work is done alone, beside a rush of another city, and beside the same rush as if both were one
city: what fairness is worth. Where the rush waits differs: for the places of a stage, for the engine of this
machine, behind the broker. BENCH_ERRANDS=100 narrows it, BENCH_SHAPES=decisions,erasures chooses.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from temporalio.client import Client
from temporalio.common import Priority
from temporalio.worker import Worker

from contracts import application
from contracts.erasure import TYPE, ErasureStart, workflow_id
from deploy.local.ports import Ports, free_port_base
from deploy.local.site import Site, state_folder
from deploy.local.stack import Stack
from deploy.local.temporal import NAMESPACE
from deploy.setup.progress import Progress
from kit.ids import new_id
from kit.temporal import data_converter
from tests.bench import report
from tests.bench.deciding import Offices
from tests.bench.errands import PLACES, PLACES_QUEUE, TASK_QUEUE, Errand, Errands, hold, hold_briefly
from tests.bench.measures import Measure, Samples

STATE = state_folder() / "bench-neighbours"
STAGES = ("identity", "archive", "declaration", "review", "documents", "notification")  # who erases
PROCESSES = ("workflows.worker", "workflows.intake")
ERRANDS = int(os.environ.get("BENCH_ERRANDS") or 400)
AT_ONCE = 10  # workflows that ask for them
ERASURES, DECISIONS, NORMAL = ERRANDS // 8, ERRANDS // 2, 12
PAUSE_SECONDS = 1.0  # between the normal day's cases
HERE, THERE = "shaoxing", "sample"
SHAPES = "decisions,places,places briefly,erasures"
CHOSEN = (os.environ.get("BENCH_SHAPES") or SHAPES).split(",")

Done = Awaitable[object]


@dataclass(frozen=True)
class Shape:
    """One thing of a normal day until it is done, and a rush: it is asked for, and is to be waited for."""

    area: str
    go: Callable[[str], Done]
    rush: Callable[[str], Awaitable[Done]]

    async def measured(self) -> list[Measure]:
        """Alone, beside a rush, and as if both were one city."""
        alone, _ = await self._day(THERE)
        found = self._told("alone", alone)
        for what, city in (("with fairness", THERE), ("without, as if they were one city", HERE)):
            beside, seconds = await self._day(city, await self.rush(HERE))
            found += self._told(what, beside, alone)
            found.append(Measure(area=self.area, what=f"{what}, the rush itself", value=seconds, unit="s"))
        return found

    async def _day(self, city: str, rush: Done | None = None) -> tuple[Samples, float]:
        """One each while, however long those before take; what begins after the rush is not beside it."""
        began, left = time.perf_counter(), asyncio.ensure_future(_lasted(rush)) if rush else None

        async def one(number: int) -> float | None:
            await asyncio.sleep(number * PAUSE_SECONDS)
            if left and left.done():
                return None
            began = time.perf_counter()
            await self.go(city)
            return time.perf_counter() - began

        taken = await asyncio.gather(*map(one, range(NORMAL)))
        seconds = await left - began if left else 0
        return Samples([seconds for seconds in taken if seconds is not None]), seconds

    def _told(self, what: str, samples: Samples, alone: Samples | None = None) -> list[Measure]:
        return [
            Measure(
                area=self.area,
                what=f"{what}, {name}",
                value=samples.at(share),
                unit="s",
                samples=len(samples),
                baseline=alone.at(share) if alone else None,
                against="alone" if alone else "",
            )
            for name, share in (("middle", 0.5), ("slowest", 1))
        ]


async def _lasted(rush: Done) -> float:
    await rush
    return time.perf_counter()


class Work:
    """The kinds of work of one engine."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def places(self, kind: str) -> Shape:
        """A stage whose places are all taken."""

        async def held(city: str, times: int) -> Done:
            errand = Errand(kind, PLACES_QUEUE, times, city)
            handle = await self._client.start_workflow(
                Errands.run,
                errand,
                id=str(new_id()),
                task_queue=TASK_QUEUE,
                priority=Priority(fairness_key=city),
            )
            return handle.result()

        async def go(city: str) -> None:
            await (await held(city, 1))

        async def rush(city: str) -> Done:
            return asyncio.gather(*[await held(city, ERRANDS // AT_ONCE) for _ in range(AT_ONCE)])

        return Shape(f"{kind}: one beside {ERRANDS} at a stage of {PLACES} places", go, rush)

    def erasures(self) -> Shape:
        """Whole real cases, which keep the engine of this machine busy."""

        async def erase(city: str) -> Done:
            start = ErasureStart(erasure_id=new_id(), person_id=new_id(), city=city, wait_days=0)
            handle = await self._client.start_workflow(
                TYPE,
                start,
                id=workflow_id(start.erasure_id),
                task_queue=application.TASK_QUEUE,
                priority=Priority(fairness_key=city),
            )
            return handle.result()

        async def go(city: str) -> None:
            await (await erase(city))

        async def rush(city: str) -> Done:
            return asyncio.gather(*await asyncio.gather(*(erase(city) for _ in range(ERASURES))))

        return Shape(f"an erasure beside {ERASURES}", go, rush)


def decisions(offices: Offices) -> Shape:
    """From an office's decision, told by the bus, to the next office's task: a batch of one city goes on."""

    async def rush(city: str) -> Done:
        return await offices.decide_many(city, DECISIONS)

    return Shape(f"decision to next task beside a batch of {DECISIONS}", offices.decide, rush)


async def bench(stack: Stack, progress: Progress) -> list[Measure]:
    """First with services that answer at once, then with the real ones."""
    codec = data_converter(stack.environment("workflows")["WORKFLOWS_PAYLOAD_KEYS"])
    address = stack.site.ports.address("temporal")
    client = await Client.connect(address, namespace=NAMESPACE, data_converter=codec)
    work, found = Work(client), list[Measure]()
    if "decisions" in CHOSEN:
        async with Offices.opened(client, stack) as offices:
            with progress.step("cases come to their offices"):
                await offices.fill({HERE: DECISIONS + NORMAL, THERE: NORMAL})
            with progress.step("decisions"):
                found += await decisions(offices).measured()
    async with _errands(client):
        for kind, name in (("places", "hold"), ("places briefly", "hold-briefly")):
            if kind in CHOSEN:
                with progress.step(kind):
                    found += await work.places(name).measured()
    if "erasures" in CHOSEN:
        await asyncio.to_thread(stack.up, [f"{stage}.worker" for stage in STAGES], progress)
        with progress.step("erasures"):
            await (await work.erasures().rush(HERE))  # warm
            found += await work.erasures().measured()
    return found


@asynccontextmanager
async def _errands(client: Client) -> AsyncIterator[None]:
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(Worker(client, task_queue=TASK_QUEUE, workflows=[Errands]))
        await opened.enter_async_context(
            Worker(
                client,
                task_queue=PLACES_QUEUE,
                activities=[hold, hold_briefly],
                max_concurrent_activities=PLACES,
            )
        )
        yield


def main() -> None:
    """Bring up what works without pages, measure, end it."""
    began, progress = time.monotonic(), Progress()
    Stack.at(STATE, free_port_base()).reset(progress)
    stack = Stack(Site.open(STATE, Ports(free_port_base())))
    try:
        stack.up(["servers"], progress)
        stack.up(PROCESSES, progress)
        measures = asyncio.run(bench(stack, progress))
    finally:
        stack.down(progress=progress)
    report.table(measures)
    report.write(measures, STATE / "result.json", time.monotonic() - began)
