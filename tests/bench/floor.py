"""The bare engine's floor: signals, updates and activities as in an application, and nothing in them."""

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from temporalio import activity, workflow

LIMIT = timedelta(seconds=20)


@dataclass(frozen=True)
class Leg:
    """What follows a letter: so many activities side by side, then so many."""

    letter: str  # "update", "signal", or nothing before the first
    batches: list[int]


@dataclass(frozen=True)
class Shape:
    """An application without its contents."""

    legs: list[Leg]
    queues: list[str]

    def letters(self, letter: str) -> int:
        return sum(leg.letter == letter for leg in self.legs)

    @property
    def activities(self) -> int:
        return sum(sum(leg.batches) for leg in self.legs)


class Marks:
    """Tells the driver, in the same process, that an activity has run."""

    def __init__(self) -> None:
        self._reached: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)

    async def reached(self, mark: str) -> None:
        await self._reached[mark].wait()
        del self._reached[mark]

    @activity.defn
    async def nothing(self, mark: str) -> None:
        self._reached[mark].set()


@workflow.defn
class Floor:
    """Takes letter after letter and asks for nothing, one time after the other."""

    def __init__(self) -> None:
        self._come = 0
        self._answered = 0
        self._asked = 0
        self._shape: Shape

    @workflow.run
    async def run(self, shape: Shape) -> None:
        self._shape = shape
        for leg in shape.legs:
            if leg.letter:
                await workflow.wait_condition(lambda: self._come > self._answered)
            for number, batch in enumerate(leg.batches):
                mark = f"{workflow.info().workflow_id}/{self._answered}/{number}"
                await asyncio.gather(*(self._nothing(mark) for _ in range(batch)))
            if leg.letter:
                self._answered += 1
        await workflow.wait_condition(workflow.all_handlers_finished)

    async def _nothing(self, mark: str) -> None:
        self._asked += 1
        await workflow.execute_activity_method(
            Marks.nothing,
            mark,
            task_queue=self._shape.queues[self._asked % len(self._shape.queues)],
            start_to_close_timeout=LIMIT,
        )

    @workflow.update
    async def ask(self) -> None:
        self._come += 1
        mine = self._come
        await workflow.wait_condition(lambda: self._answered >= mine)

    @workflow.signal
    def tell(self) -> None:
        self._come += 1
