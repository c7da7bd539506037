"""Many activities of one kind at once, asked for by workflows that do nothing else."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import Priority

with workflow.unsafe.imports_passed_through():
    from contracts.erasure import PersonRequest

TASK_QUEUE = "bench-errands"
PLACES_QUEUE = "bench-places"
PLACES = 8  # of a stage that is full
HELD_SECONDS = 0.5  # as a paper takes on a busy machine
BRIEFLY_SECONDS = 0.1
LIMIT = timedelta(minutes=1)  # one whose answer to a busy worker was lost is asked again after it


@dataclass(frozen=True)
class Errand:
    """What is asked, whom, and how often."""

    name: str
    queue: str
    times: int
    city: str = ""


@workflow.defn
class Errands:
    @workflow.run
    async def run(self, errand: Errand) -> None:
        await asyncio.gather(*(self._go(errand) for _ in range(errand.times)))

    async def _go(self, errand: Errand) -> None:
        await workflow.execute_activity(
            errand.name,
            PersonRequest(person_id=workflow.uuid4()),
            task_queue=errand.queue,
            start_to_close_timeout=LIMIT,
            priority=Priority(fairness_key=errand.city or None),
        )


@activity.defn(name="nothing")
async def nothing(_: PersonRequest) -> None:
    """As little as an activity can do."""


@activity.defn(name="hold")
async def hold(_: PersonRequest) -> None:
    """Take a place for a while and no processor, as what waits for a store does."""
    await asyncio.sleep(HELD_SECONDS)


@activity.defn(name="hold-briefly")
async def hold_briefly(_: PersonRequest) -> None:
    """The same for a shorter while: more of what it costs is the engine's."""
    await asyncio.sleep(BRIEFLY_SECONDS)
