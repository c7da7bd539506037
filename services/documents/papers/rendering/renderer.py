"""The parent's side: a few children kept warm, each with one paper at a time."""

import asyncio
import contextlib
import sys
from asyncio import IncompleteReadError, StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import structlog

from services.documents.papers.rendering.answers import HEADER, Kind, RenderingFailed, as_json, frame, taken

CHILD = "services.documents.papers.rendering.child"
PAPERS_PER_CHILD = 500
TRIES = 2
START_SECONDS = 60

log = structlog.get_logger()


class _Died(Exception):
    """A child ended, or did not answer in time."""


class _Child:
    """One process and its ends of the pipes."""

    def __init__(self, process: Process, jobs: StreamWriter, answers: StreamReader) -> None:
        self._process = process
        self._jobs = jobs
        self._answers = answers
        self.papers = 0

    async def ask(self, job: bytes, seconds: float) -> tuple[int, bytes]:
        """Its answer, or `_Died`."""
        self.papers += 1
        with contextlib.suppress(ConnectionError):  # then there will be no answer either
            self._jobs.write(frame(Kind.JOB, job))
            await self._jobs.drain()
        return await self.hear(seconds)

    async def hear(self, seconds: float) -> tuple[int, bytes]:
        """The next frame, or `_Died`."""
        try:
            async with asyncio.timeout(seconds):
                kind, length = HEADER.unpack(await self._answers.readexactly(HEADER.size))
                return kind, await self._answers.readexactly(length)
        except (IncompleteReadError, TimeoutError) as error:
            raise _Died from error

    async def end(self) -> None:
        """End it, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()


class Renderer:
    """Renders papers side by side, as many as there are children. Use as a context."""

    def __init__(
        self,
        fonts: Path,
        *,
        children: int = 1,
        megabytes: int = 1024,
        seconds: int = 30,
        grace: float = 5,
    ) -> None:
        self._command = (sys.executable, "-m", CHILD, str(fonts), str(megabytes), str(seconds))
        self._patience = seconds + grace  # the child ends itself after `seconds`
        self._children = children
        self._slots: asyncio.Queue[_Child | None] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        """Start the children; a worker that cannot render does not start."""
        for _ in range(self._children):
            try:
                self._slots.put_nowait(await self._start())
            except _Died as died:
                await self.__aexit__(None, None, None)
                raise RenderingFailed("排版程序没有启动，请检查 DOCUMENTS_FONTS。") from died
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        while not self._slots.empty():
            child = self._slots.get_nowait()
            if child is not None:
                await child.end()

    async def render(self, template: str, data: Mapping[str, Any]) -> bytes:
        """The PDF; `MissingGlyphs` or `RenderingFailed` when there is none."""
        job = as_json({"template": template, "data": data})
        for number in range(1, TRIES + 1):
            try:
                return taken(*await self._asked(job))
            except _Died:
                log.warning("renderer_died", template=template, attempt=number)
        raise RenderingFailed

    async def _asked(self, job: bytes) -> tuple[int, bytes]:
        """A child's answer. A child that failed, or whose answer nobody waits for any more, is ended."""
        child, is_well = await self._slots.get(), False
        try:
            if child is None:
                child = await self._start()
            answer = await child.ask(job, self._patience)
            is_well = child.papers < PAPERS_PER_CHILD
        finally:
            if child is not None and not is_well:
                await child.end()
            self._slots.put_nowait(child if is_well else None)
        return answer

    async def _start(self) -> _Child:
        process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE)
        if process.stdin is None or process.stdout is None:
            raise _Died
        child = _Child(process, process.stdin, process.stdout)
        try:
            await child.hear(START_SECONDS)
        except BaseException:
            await child.end()
            raise
        return child
