"""A process whose clock is wrong, as a context; and what this machine must have for it."""

import asyncio
import subprocess
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest

from deploy.local.process import Process
from deploy.local.stack import Stack
from deploy.local.table import table
from tests.chaos.faults import Fault

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
READY_SECONDS = 120.0


def need_wrong_clocks() -> None:
    """Skip, and say why, where no process can be shown another time."""
    if not LIBRARIES:
        pytest.skip("a process is shown another time by libfaketime: apt-get install faketime")


def wrong(name: str, offset: str) -> Fault:
    """The process runs with a clock that is off by so much ("+10m"): started with it, once more without."""

    @asynccontextmanager
    async def during(stack: Stack) -> AsyncIterator[None]:
        process = next(process for process in table(stack.site) if process.name == name)
        await asyncio.to_thread(stack.stop, name)
        life = await asyncio.to_thread(_started, process, stack.site.log, offset)
        try:
            await asyncio.to_thread(_until_ready, process, life)
            yield
        finally:
            life.terminate()
            await asyncio.to_thread(life.wait)
            await asyncio.to_thread(stack.start, name)

    return lambda world: during(world.stack)


def _started(process: Process, log: Path, offset: str) -> subprocess.Popen[bytes]:
    if process.ready_file:
        process.ready_file.unlink(missing_ok=True)
    clock = {
        "LD_PRELOAD": str(LIBRARIES[0]),
        "FAKETIME": offset,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "DONT_FAKE_MONOTONIC": "1",  # its name in older versions
    }
    with log.open("ab") as told:
        return subprocess.Popen(
            process.command,
            cwd=process.folder,
            env={**process.environment, **clock},
            stdout=told,
            stderr=told,
        )


def _until_ready(process: Process, life: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not process.ready(psutil.Process(life.pid)):
        assert life.poll() is None, f"{process.name} has ended"
        assert time.monotonic() < deadline, f"{process.name} is not ready"
        time.sleep(0.1)
