"""Child processes for what may crash, hang or eat memory: started ahead, asked in frames, ended for sure."""

import asyncio
import contextlib
import os
import signal
import sys
from asyncio import IncompleteReadError, Task
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterable, AsyncIterator, Hashable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

from kit.db import without_connection
from kit.frames import HEADER
from kit.turns import LONGEST, Turns

START_SECONDS = 60
LOOK_SECONDS = 1.0  # between two looks whether this process runs
STILL_SECONDS = 5.0  # that it stood still: the limits of its children went by without them
# Nothing of the parent's: neither keys nor addresses. One thread for each child: they are many already.
ENVIRONMENT = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}


class Died(Exception):
    """A child ended, by this signal if it was one, or did not answer in time."""

    def __init__(self, by: int = 0) -> None:
        self.signal = by
        super().__init__()


class NoVerdict(Exception):
    """A child did not become ready, or all stood still for a while: what it was to do is not to blame."""


class Stillness:
    """How long this process stood still at a stretch since the block began: a machine that was suspended."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.longest = 0.0

    def __enter__(self) -> Self:
        """Look from now on."""
        self._due = self._loop.time()
        self._look()
        return self

    def __exit__(self, *_: object) -> None:
        """Look no more."""
        self._next.cancel()

    def _look(self) -> None:
        now = self._loop.time()
        self.longest = max(self.longest, now - self._due)
        self._due = now + LOOK_SECONDS
        self._next = self._loop.call_at(self._due, self._look)


class Child:
    """One process and its ends of the pipes."""

    def __init__(self, process: Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise Died
        self._process = process
        self._sent = process.stdin
        self._answers = process.stdout
        self.jobs = 0

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid

    async def ask(self, frames: AsyncIterable[bytes], seconds: float) -> tuple[int, bytes]:
        """The first frame of its answer, or `Died`."""
        self.jobs += 1
        with contextlib.suppress(ConnectionError):  # then there will be no answer either
            async for one in frames:
                self._sent.write(one)
                await self._sent.drain()
        return await self.hear(seconds)

    async def hear(self, seconds: float) -> tuple[int, bytes]:
        """The next frame; `Died`, or `NoVerdict` if nobody ran meanwhile."""
        with Stillness() as stillness:
            try:
                async with asyncio.timeout(seconds):
                    kind, length = HEADER.unpack(await self._answers.readexactly(HEADER.size))
                    return kind, await self._answers.readexactly(length)
            except (IncompleteReadError, TimeoutError) as error:
                by = max(0, -await self.end()) if isinstance(error, IncompleteReadError) else 0
                raise (NoVerdict() if stillness.longest > STILL_SECONDS else Died(by)) from error

    async def end(self) -> int:
        """End it, whatever it does; how it ended."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                # Process.kill() looks first whether it has ended, and then nobody learns how it did.
                os.kill(self.pid, signal.SIGKILL)
        self._sent.close()
        return await self._process.wait()


class Children:
    """As many children as may work side by side: python -m module, arguments. Use as a context.

    A child says with a frame that it is ready. One that failed, whose answer nobody waits for any more, or
    that has done `jobs` is ended, and the next is started ahead. Who asks for one names a key, an account:
    at most `share` of them work for one key, all but one if nothing is said, and keys are served in turn.
    """

    def __init__(
        self,
        count: int,
        jobs: int,
        module: str,
        *arguments: object,
        share: int | None = None,
        longest: int = LONGEST,
    ) -> None:
        self._command = (sys.executable, "-m", module, *map(str, arguments))
        self._count = count
        self._jobs = jobs
        self._ahead: asyncio.Queue[Task[Child]] = asyncio.Queue()
        self.turns = Turns(count, share, longest)

    async def __aenter__(self) -> Self:
        """Start the first children, without waiting for them."""
        for _ in range(self._count):
            self._start_next()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        while not self._ahead.empty():
            with contextlib.suppress(NoVerdict):
                await (await self._ahead.get_nowait()).end()

    async def ready(self) -> list[Child]:
        """Wait for those that were started, or `NoVerdict`."""
        waiting = [self._ahead.get_nowait() for _ in range(self._ahead.qsize())]
        for started in waiting:
            self._ahead.put_nowait(started)
        return [await started for started in waiting]

    @asynccontextmanager
    async def one(self, key: Hashable) -> AsyncIterator[Child]:
        """A child for one job of whoever this is, when it is his turn."""
        without_connection("having a child work")
        async with self.turns.one(key), self._next() as child:
            yield child

    @asynccontextmanager
    async def _next(self) -> AsyncIterator[Child]:
        started, child, is_well = await self._ahead.get(), None, False
        try:
            child = await asyncio.shield(started)
            yield child
            is_well = child.jobs < self._jobs
        finally:
            if is_well or not started.done():  # then it goes on starting, for somebody else
                self._ahead.put_nowait(started)
            else:
                self._start_next()
                if child is not None:
                    await child.end()

    def _start_next(self) -> None:
        self._ahead.put_nowait(asyncio.create_task(self._start()))

    async def _start(self) -> Child:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, env=ENVIRONMENT
        )
        child = Child(process)
        try:
            await child.hear(START_SECONDS)
        except Died as died:
            await child.end()
            raise NoVerdict from died
        except BaseException:
            await child.end()
            raise
        return child
