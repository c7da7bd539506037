"""`make bench T=scaling`: each stage with one, two and four of its processes, a relay.

A stage's work is the smallest real one, an activity that opens a transaction and finds nobody to erase; that
of the workflow worker is whole erasures, of which the intake starts as many. Beside each pace stands how many
processors the stage itself kept busy: where all processors are busy more processes cannot do more, and the
figures say so. BENCH_ERRANDS=100 narrows it.
"""

import asyncio
import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from functools import partial
from typing import Any
from uuid import UUID

import psutil
from pydantic_core import to_jsonable_python
from temporalio.client import Client, WorkflowHandle
from temporalio.common import Priority
from temporalio.service import RPCError
from temporalio.worker import Worker

from contracts import application
from contracts.erasure import TYPE, ErasureRequested, ErasureStart, workflow_id
from deploy.local import postgres
from deploy.local.ports import Ports, free_port_base
from deploy.local.scale import Scale, instance
from deploy.local.site import Site, state_folder
from deploy.local.stack import Stack
from deploy.local.temporal import NAMESPACE
from deploy.setup.progress import Progress
from kit import bus, relay
from kit.clock import now
from kit.db import Pool, open_pool
from kit.ids import new_id
from kit.temporal import data_converter
from tests.bench import report
from tests.bench.errands import TASK_QUEUE, Errand, Errands, nothing
from tests.bench.measures import Measure

STATE = state_folder() / "bench-scaling"
COUNTS = (1, 2, 4)
STAGES = ("identity", "archive", "declaration", "review", "documents", "notification")  # who erases
ERRANDS = int(os.environ.get("BENCH_ERRANDS") or 400)
AT_ONCE = 10  # workflows that ask for them
ERASURES, STARTS, TOLD = ERRANDS // 8, ERRANDS, ERRANDS * 10
HERE = "shaoxing"
WORKFLOWS, INTAKE = "workflows.worker", "workflows.intake"
KINDS = (*(f"{stage}.worker" for stage in STAGES), WORKFLOWS, INTAKE)
BARE = "an activity that does nothing"
Work = Callable[[], Awaitable[object]]
Begun = WorkflowHandle[Any, Any]


class Scaling:
    """A stack without pages, on which so many of each run as is asked for."""

    def __init__(self, stack: Stack, client: Client) -> None:
        self._stack, self._client = stack, client
        self._bare = 0.0

    async def have(self, kind: str, count: int) -> None:
        """So many of a kind and no more."""
        running = self._stack.processes()
        for number in self._stack.site.scale.numbers(kind):
            name = instance(kind, number)
            if number <= count and name not in running:
                await asyncio.to_thread(self._stack.start, name)
            elif number > count and name in running:
                await asyncio.to_thread(self._stack.stop, name)

    async def stages(self) -> list[Measure]:
        """Each stage with more and more of its processes."""
        bare = await _paced(partial(self._errands, "nothing", TASK_QUEUE), ERRANDS)
        found: list[Measure] = []
        for stage in STAGES:
            errands = partial(self._errands, f"{stage}.erase_person", stage)
            found += await self._several(f"{stage}.worker", errands, ERRANDS, bare)
        found += await self._several(WORKFLOWS, self._erasures, ERASURES)
        found += await self._several(INTAKE, self._starts, STARTS)
        return found

    async def _several(self, kind: str, work: Work, times: int, bare: float | None = None) -> list[Measure]:
        found: list[Measure] = []
        one: float | None = None
        for count in COUNTS:
            await self.have(kind, count)
            await work()  # warm
            busy = self._busy(kind)
            began = time.perf_counter()
            await work()
            seconds = time.perf_counter() - began
            pace = times / seconds
            against, baseline = ("one", one) if one else (BARE, bare)
            found.append(
                Measure(
                    area=kind,
                    what=f"{count} of it",
                    value=pace,
                    unit="1/s",
                    samples=times,
                    baseline=baseline,
                    against=against if baseline else "",
                )
            )
            found.append(
                Measure(
                    area=kind,
                    what="processors that it kept busy",
                    value=(self._busy(kind) - busy) / seconds,
                    unit="",
                )
            )
            one = one or pace
        await self.have(kind, 1)
        return found

    def _busy(self, kind: str) -> float:
        """Seconds of a processor that those of a kind took, with their children."""
        return sum(
            seconds
            for number in self._stack.site.scale.numbers(kind)
            if (process := self._stack.process(instance(kind, number)))
            for seconds in _seconds(process)
        )

    async def _errands(self, name: str, queue: str) -> None:
        errand = Errand(name, queue, ERRANDS // AT_ONCE)
        await asyncio.gather(
            *(
                self._client.execute_workflow(Errands.run, errand, id=str(new_id()), task_queue=TASK_QUEUE)
                for _ in range(AT_ONCE)
            )
        )

    async def _erasures(self) -> None:
        begun = await asyncio.gather(*(self._erase(HERE) for _ in range(ERASURES)))
        await asyncio.gather(*(handle.result() for handle in begun))

    async def _erase(self, city: str) -> Begun:
        start = ErasureStart(erasure_id=new_id(), person_id=new_id(), city=city, wait_days=0)
        return await self._client.start_workflow(
            TYPE,
            start,
            id=workflow_id(start.erasure_id),
            task_queue=application.TASK_QUEUE,
            priority=Priority(fairness_key=city),
        )

    async def _starts(self) -> None:
        """Events of which each begins a workflow that is over as soon as it is asked again."""
        ids = [new_id() for _ in range(STARTS)]
        async with bus.connect(self._stack.environment("workflows")["WORKFLOWS_AMQP_URL"]) as connection:
            channel = await connection.channel()
            exchange = await bus.declare_exchange(channel, {ErasureRequested.topic: ("workflows",)})
            for one in ids:
                await bus.publish(exchange, ErasureRequested.topic, _asked(one), message_id=str(one))
        for one in reversed(ids):
            await self._until_begun(one)
        await asyncio.gather(*(self._client.get_workflow_handle(workflow_id(one)).terminate() for one in ids))

    async def _until_begun(self, erasure_id: UUID) -> None:
        while True:
            try:
                await self._client.get_workflow_handle(workflow_id(erasure_id)).describe()
            except RPCError:
                await asyncio.sleep(0.02)
            else:
                return


def _asked(erasure_id: UUID) -> object:
    asked = ErasureRequested(
        id=erasure_id,
        about=erasure_id,
        at=now(),
        erasure_id=erasure_id,
        person_id=new_id(),
        city=HERE,
        wait_days=9,
    )
    return to_jsonable_python(asked)


def _seconds(process: psutil.Process) -> Iterator[float]:
    for one in (process, *process.children(recursive=True)):
        yield sum(one.cpu_times()[:2])


async def _paced(work: Work, times: int) -> float:
    await work()  # warm
    began = time.perf_counter()
    await work()
    return times / (time.perf_counter() - began)


async def relayed(stack: Stack) -> list[Measure]:
    """Events a second that one relay has confirmed, against publishing the same without an outbox."""
    amqp_url, listener = stack.environment("review")["REVIEW_AMQP_URL"], f"bench-{new_id()}"
    listeners = {"bench.told": (listener,)}
    async with open_pool(postgres.url(stack.site, "review")) as pool:
        await _fill(pool)
        own, began = time.process_time(), time.perf_counter()
        relaying = asyncio.create_task(relay.run(postgres.url(stack.site, "review"), amqp_url, listeners))
        while await pool.fetchval("select exists (select from outbox where sent_at is null)"):
            await asyncio.sleep(0.05)
        seconds, own = time.perf_counter() - began, time.process_time() - own
        relaying.cancel()
        await asyncio.gather(relaying, return_exceptions=True)
    bare = await _published(amqp_url, listeners)
    return [
        Measure(
            area="one relay",
            what="events confirmed",
            value=TOLD / seconds,
            unit="1/s",
            samples=TOLD,
            baseline=bare,
            against="publishing alone",
        ),
        Measure(area="one relay", what="its own processor, each", value=1000 * own / TOLD, unit="ms"),
    ]


async def _fill(pool: Pool) -> None:
    rows = [(new_id(), new_id(), {"id": str(new_id()), "code": "x" * 300}) for _ in range(TOLD)]
    statement = (
        "insert into outbox (id, about, topic, body, is_awaited) values ($1, $2, 'bench.told', $3, false)"
    )
    await pool.executemany(statement, rows)


async def _published(amqp_url: str, listeners: bus.Listeners) -> float:
    async with bus.connect(amqp_url) as connection:
        channel = await connection.channel(publisher_confirms=True)
        exchange = await bus.declare_exchange(channel, listeners)
        body = {"id": str(new_id()), "code": "x" * 300}
        began = time.perf_counter()
        for _ in range(0, TOLD, relay.BATCH):
            await asyncio.gather(
                *(
                    bus.publish(exchange, "bench.told", body, message_id=str(new_id()))
                    for _ in range(relay.BATCH)
                )
            )
        return TOLD / (time.perf_counter() - began)


async def bench(stack: Stack, progress: Progress) -> list[Measure]:
    """Everything, one after the other."""
    codec = data_converter(stack.environment("workflows")["WORKFLOWS_PAYLOAD_KEYS"])
    address = stack.site.ports.address("temporal")
    client = await Client.connect(address, namespace=NAMESPACE, data_converter=codec)
    scaling = Scaling(stack, client)
    async with AsyncExitStack() as opened:
        await opened.enter_async_context(
            Worker(client, task_queue=TASK_QUEUE, workflows=[Errands], activities=[nothing])
        )
        for kind in KINDS:
            await scaling.have(kind, 1)
        with progress.step("a relay"):
            found = await relayed(stack)
        with progress.step("stages"):
            found += await scaling.stages()
    return found


def main() -> None:
    """Bring up what works without pages, measure, end it."""
    began, progress = time.monotonic(), Progress()
    Stack.at(STATE, free_port_base()).reset(progress)
    scale = Scale({kind: max(COUNTS) for kind in KINDS})
    stack = Stack(Site.open(STATE, Ports(free_port_base()), scale=scale))
    try:
        stack.up(["servers"], progress)
        stack.up([instance(kind, 1) for kind in KINDS], progress)
        measures = asyncio.run(bench(stack, progress))
    finally:
        stack.down(progress=progress)
    report.table(measures)
    report.write(measures, STATE / "result.json", time.monotonic() - began)
