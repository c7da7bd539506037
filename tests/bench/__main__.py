"""`make bench`: how many whole applications per second, beside the bare engine, and how slow the parts are.

Prints and writes; asserts nothing. BENCH_APPLICATIONS=2 narrows it.
`make bench T=desk` measures offices' queues in a large table alone (`tests/bench/desk.py`),
`make bench T=roster` a long roster (`tests/bench/roster.py`), `make bench T=scaling` several of each process
(`tests/bench/scaling.py`), `make bench T=neighbours` a city beside another's rush
(`tests/bench/neighbours.py`).
"""

import asyncio
import logging
import os
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from io import StringIO

import structlog

from deploy.demo.house import House
from deploy.demo.seed import create_accounts
from deploy.local.ports import free_port_base
from deploy.local.site import state_folder
from deploy.local.stack import Stack
from deploy.setup.progress import Progress
from tests.bench import (
    archive,
    batch,
    desk,
    fairness,
    neighbours,
    pages,
    parts,
    path,
    report,
    roster,
    rush,
    scaling,
    spike,
    strangers,
    upload,
)
from tests.bench.engine import SIDE_BY_SIDE, Engine
from tests.bench.floor import Shape
from tests.bench.measures import APPLICATIONS, BARE, Measure, milliseconds
from tests.bench.path import Crowd

STATE = state_folder() / "bench"
OTHERS = 3  # alone, waiting, with a large archive
SHARES = (0.5, 0.99)
WHOLE = "whole applications"
ALONE = {
    "desk": desk.main,
    "neighbours": neighbours.main,
    "roster": roster.main,
    "scaling": scaling.main,
}


async def bench(stack: Stack, progress: Progress) -> tuple[list[Measure], Shape]:
    """Everything on one stack, one after the other."""
    house = House.at(STATE)
    async with AsyncExitStack() as opened:
        with progress.step(f"{APPLICATIONS + OTHERS} applicants join"):
            one, waiting, collector, *many = await opened.enter_async_context(
                path.joined(house, APPLICATIONS + OTHERS)
            )
        with progress.step("one application alone"):
            lone = await path.to_the_end(stack, [one])
        with progress.step(f"{len(many)} applications side by side"):
            crowd = await path.to_the_end(stack, many)
        with progress.step("pages"):
            await waiting.go([*waiting.declaring(), *waiting.examining()])
            looked_at = await pages.measure(stack, waiting)
        with progress.step("strangers"):
            beside = await strangers.measure(house, waiting.officials["ecology"])
        with progress.step("a spike"):
            beside += await spike.measure(house, waiting.officials["ecology"])
        with progress.step("a large archive"):
            large = await archive.measure(house, collector)
        with progress.step("large files"):
            large += await upload.measure(stack, house, collector)
    with progress.step("the engine alone"):
        engine = await Engine.measured(stack)
    with progress.step("the last minute of a window"):
        last = await rush.measure(stack)
    with progress.step("a batch"):
        sent = await batch.measure(stack)
    with progress.step("parts"):
        by_themselves = [*await parts.measure(), *await fairness.measure()]
    measures = [
        *whole(engine, lone, crowd),
        *work(crowd),
        *looked_at,
        *beside,
        *last,
        *sent,
        *large,
        *by_themselves,
    ]
    return measures, engine.shape


def whole(engine: Engine, lone: Crowd, crowd: Crowd) -> Iterator[Measure]:
    """Throughput, length of the history, time from one desk to the next."""
    floor = engine.floor
    for what, pace, number in (
        (f"by pages, {crowd.applications} side by side", crowd.per_second, crowd.applications),
        (f"orchestration alone, {SIDE_BY_SIDE} side by side", engine.ours.per_second, engine.ours.lives),
        (f"the same without contents, {SIDE_BY_SIDE} side by side", floor.per_second, floor.lives),
    ):
        yield Measure(
            area=WHOLE,
            what=what,
            value=pace,
            unit="1/s",
            samples=number,
            baseline=floor.per_second,
            against=BARE,
        )
    yield Measure(area=WHOLE, what="by pages, alone", value=lone.seconds, unit="s")
    for what, events, number in (
        ("history, by pages", crowd.events, crowd.applications),
        ("history, orchestration alone", engine.ours.events, 1),
    ):
        yield Measure(
            area=WHOLE,
            what=what,
            value=events,
            unit="events",
            samples=number,
            baseline=floor.events,
            against=BARE,
        )
    against = ("signal and a no-op, quiet", engine.letters)
    yield from milliseconds(WHOLE, "decision → next task, alone", lone.handovers, SHARES[:1], against)
    yield from milliseconds(WHOLE, "decision → next task, all at once", crowd.handovers, SHARES, against)


def work(crowd: Crowd) -> Iterator[Measure]:
    """What an application costs the processors, the dearest processes first."""
    people = crowd.work.pop("people")
    shares = {"all of the stack": sum(crowd.work.values()), **dict(_dearest(crowd))}
    for what, seconds in {**shares, "the people's browsers": people}.items():
        yield Measure(
            area="processor time of an application",
            what=what,
            value=seconds / crowd.applications,
            unit="s",
            samples=crowd.applications,
        )


def _dearest(crowd: Crowd) -> list[tuple[str, float]]:
    return sorted(crowd.work.items(), key=lambda share: -share[1])[:8]


def main() -> None:
    """Bring up a stack of its own, measure, end it."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    for name, part in ALONE.items():
        if sys.argv[1:] == [name]:
            part()
            return
    began, progress = time.monotonic(), Progress()
    Stack.at(STATE, free_port_base()).reset(progress)
    stack = Stack.at(STATE, free_port_base())
    try:
        with progress.step("a stack of its own"):
            stack.up(progress=Progress(StringIO()))
            create_accounts(House.at(STATE))
        measures, shape = asyncio.run(bench(stack, progress))
    finally:
        stack.down(progress=progress)
    report.show(measures, shape)
    report.write(measures, STATE / "result.json", time.monotonic() - began)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # the Temporal SDK may crash while the interpreter tidies up
