"""Child processes for what may crash, hang or eat memory: started ahead, asked in frames, ended for sure."""

import asyncio
import contextlib
import struct
import sys
from asyncio import IncompleteReadError, Task
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterable, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

HEADER = struct.Struct(">BI")  # kind, length of the body
START_SECONDS = 60


class Died(Exception):
    """A child ended, or did not answer in time."""


def frame(kind: int, body: bytes = b"") -> bytes:
    """One message."""
    return HEADER.pack(kind, len(body)) + body


class Child:
    """One process and its ends of the pipes."""

    def __init__(self, process: Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise Died
        self._process = process
        self._sent = process.stdin
        self._answers = process.stdout
        self.jobs = 0

    async def ask(self, frames: AsyncIterable[bytes], seconds: float) -> tuple[int, bytes]:
        """The first frame of its answer, or `Died`."""
        self.jobs += 1
        with contextlib.suppress(ConnectionError):  # then there will be no answer either
            async for one in frames:
                self._sent.write(one)
                await self._sent.drain()
        return await self.hear(seconds)

    async def hear(self, seconds: float) -> tuple[int, bytes]:
        """The next frame, or `Died`."""
        try:
            async with asyncio.timeout(seconds):
                kind, length = HEADER.unpack(await self._answers.readexactly(HEADER.size))
                return kind, await self._answers.readexactly(length)
        except (IncompleteReadError, TimeoutError) as error:
            raise Died from error

    async def end(self) -> None:
        """End it, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._sent.close()
        await self._process.wait()


class Children:
    """As many children as may work side by side: python -m module, arguments. Use as a context.

    A child says with a frame that it is ready. One that failed, whose answer nobody waits for any more, or
    that has done `jobs` is ended, and the next is started ahead.
    """

    def __init__(
        self,
        count: int,
        jobs: int,
        module: str,
        *arguments: object,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self._command = (sys.executable, "-m", module, *map(str, arguments))
        self._count = count
        self._jobs = jobs
        self._environment = environment
        self._ahead: asyncio.Queue[Task[Child]] = asyncio.Queue()

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
            with contextlib.suppress(Died):
                await (await self._ahead.get_nowait()).end()

    async def ready(self) -> None:
        """Wait for those that were started, or `Died`."""
        waiting = [self._ahead.get_nowait() for _ in range(self._ahead.qsize())]
        for started in waiting:
            self._ahead.put_nowait(started)
        for started in waiting:
            await started

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Child]:
        """A child for one job."""
        started, child, is_well = await self._ahead.get(), None, False
        try:
            child = await started
            yield child
            is_well = child.jobs < self._jobs
        finally:
            if is_well:
                self._ahead.put_nowait(started)
            else:
                self._start_next()
                if child is not None:
                    await child.end()

    def _start_next(self) -> None:
        self._ahead.put_nowait(asyncio.create_task(self._start()))

    async def _start(self) -> Child:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, env=self._environment
        )
        child = Child(process)
        try:
            await child.hear(START_SECONDS)
        except BaseException:
            await child.end()
            raise
        return child
