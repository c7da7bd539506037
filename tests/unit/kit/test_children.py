"""Children: one for each job, ended when nobody waits, shared between keys, without secrets."""

import asyncio
import os
import signal
import time
from asyncio import Task
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from subprocess import Popen
from typing import Any

import psutil
import pytest

from kit import children
from kit.errors import Unavailable
from kit.jobs import GaveUp, Jobs

WAITER = "tests.unit.kit.waiter"
PATIENCE = 60


async def once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def say(jobs: Jobs, key: str, word: str, **job: Any) -> str:
    async with jobs.asked(key, {"say": word, "step_seconds": 60, **job}, once(b"")) as (told, _):
        return str(told["said"])


async def until(fact: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not fact():
            await asyncio.sleep(0.01)


def lane(children: int = 1, **limits: Any) -> Jobs:
    return Jobs(WAITER, **{"children": children, "megabytes": 512, "seconds": 60, **limits})


async def pids(jobs: Jobs) -> list[int]:
    return [child.pid for child in await jobs.children.ready()]


async def test_one_account_that_hammers_leaves_a_child_to_the_others(tmp_path: Path) -> None:
    gate = tmp_path / "open"
    async with lane(2) as jobs:
        busy = [asyncio.create_task(say(jobs, "busy", "b", until=str(gate))) for _ in range(20)]
        await until(lambda: jobs.children.turns.waiting("busy") == 19)
        assert await say(jobs, "calm", "c") == "c"
        assert await say(jobs, "calm", "d") == "d"
        assert not any(task.done() for task in busy)
        gate.touch()
        assert await asyncio.gather(*busy[:3]) == ["b"] * 3
        await gave_up(*busy[3:])


async def gave_up(*tasks: Task[str]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_the_child_of_cancelled_work_is_ended_and_the_next_one_works(tmp_path: Path) -> None:
    async with lane() as jobs:
        (pid,) = await pids(jobs)
        working = asyncio.create_task(say(jobs, "a", "never", until=str(tmp_path / "never")))
        waiting = asyncio.create_task(say(jobs, "a", "second"))
        await until(lambda: jobs.children.turns.waiting("a") == 1)
        await gave_up(working)
        assert await waiting == "second"
        await until(lambda: not psutil.pid_exists(pid))


async def test_who_gives_up_while_a_child_starts_costs_no_child() -> None:
    async with lane() as jobs:
        early = asyncio.create_task(say(jobs, "a", "early"))
        await asyncio.sleep(0)
        await gave_up(early)
        assert len(await pids(jobs)) == 1
        assert await say(jobs, "a", "later") == "later"


async def test_a_step_that_costs_too_much_is_named() -> None:
    async with lane() as jobs:
        with pytest.raises(GaveUp) as gone:
            await say(jobs, "a", "never", steps=3, spin=True, step_seconds=2)
        assert (gone.value.step, gone.value.of_the_step) == (3, True)


async def test_a_step_in_which_a_library_gives_up_is_named() -> None:
    async with lane() as jobs:
        with pytest.raises(GaveUp) as gone:
            await say(jobs, "a", "never", steps=2, abort=True)
        assert (gone.value.step, gone.value.of_the_step) == (2, True)


async def test_nobody_but_who_waits_for_a_child_learns_first_how_it_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def look(_: object) -> None:
        pytest.fail("the child was looked after by two")

    async with lane() as jobs:
        await pids(jobs)
        monkeypatch.setattr(Popen, "poll", look)
        with pytest.raises(GaveUp) as gone:
            await say(jobs, "a", "never", steps=1, spin=True, step_seconds=1)
        assert gone.value.of_the_step
        monkeypatch.undo()


async def test_all_that_costs_too_much_together_is_told_apart() -> None:
    async with lane(seconds=2) as jobs:
        with pytest.raises(GaveUp) as gone:
            await say(jobs, "a", "never", steps=2, spin=True)
        assert (gone.value.step, gone.value.of_the_step) == (2, False)


async def test_a_child_that_does_not_start_is_no_verdict() -> None:
    async with Jobs("tests.unit.kit.nowhere", children=1, megabytes=512, seconds=1) as jobs:
        with pytest.raises(Unavailable):
            await say(jobs, "a", "never")


async def test_a_child_has_nothing_of_its_parents_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCUMENTS_FIELD_KEYS", "k1:SECRET")
    async with lane() as jobs:
        (pid,) = await pids(jobs)
        told = Path(f"/proc/{pid}/environ").read_bytes()
        names = {line.partition(b"=")[0].decode() for line in told.split(b"\0") if line}
        assert names == {"PATH", "PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS"}
        os.kill(pid, signal.SIGKILL)
        with pytest.raises(GaveUp):
            await say(jobs, "a", "never")


async def test_a_job_during_which_all_stood_still_is_not_to_blame(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time went by without it: tried again it may be done at once."""
    monkeypatch.setattr(children, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(children, "STILL_SECONDS", 0.3)
    async with lane(seconds=0.2, grace=0.2) as jobs:
        await jobs.children.ready()
        asking = asyncio.create_task(say(jobs, "a", "late", until=str(tmp_path / "never")))
        while not asking.done():
            time.sleep(0.5)  # noqa: ASYNC251 - nothing of this process runs
            await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await asking
        assert await say(jobs, "a", "again") == "again"
