"""The parent's side: a process for each file, the next ones started ahead."""

import asyncio
import contextlib
import json
import os
import sys
from asyncio import IncompleteReadError
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterable, AsyncIterator, Collection
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import structlog

from services.documents.uploads.inspection.answers import (
    HEADER,
    TOO_HARD,
    Cleaned,
    Kind,
    NoPreview,
    Refused,
    as_json,
    frame,
)

CHILD = "services.documents.uploads.inspection.child"
START_SECONDS = 60

log = structlog.get_logger()


class _Died(Exception):
    """A child ended, or did not answer in time."""


class _Child:
    """One process and its ends of the pipes."""

    def __init__(self, process: Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise _Died
        self._process = process
        self._sent = process.stdin
        self._answers = process.stdout

    async def ask(self, job: bytes, data: AsyncIterable[bytes], seconds: float) -> dict[str, Any]:
        """Its verdict, or `_Died`."""
        with contextlib.suppress(ConnectionError):  # then there will be no answer either
            self._sent.write(frame(Kind.JOB, job))
            async for piece in data:
                self._sent.write(frame(Kind.DATA, piece))
                await self._sent.drain()
            self._sent.write(frame(Kind.END))
            await self._sent.drain()
        told: dict[str, Any] = json.loads((await self.hear(seconds))[1])
        return told

    async def hear(self, seconds: float) -> tuple[int, bytes]:
        """The next frame, or `_Died`."""
        try:
            async with asyncio.timeout(seconds):
                kind, length = HEADER.unpack(await self._answers.readexactly(HEADER.size))
                return kind, await self._answers.readexactly(length)
        except (IncompleteReadError, TimeoutError) as error:
            raise _Died from error

    async def body(self, seconds: float) -> AsyncIterator[bytes]:
        """What comes after the verdict."""
        while True:
            kind, piece = await self.hear(seconds)
            if kind != Kind.DATA:
                return
            yield piece

    async def end(self) -> None:
        """End it, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._sent.close()
        await self._process.wait()


class Inspector:
    """Inspects files side by side, as many as there are children. Use as a context."""

    def __init__(
        self, *, children: int = 2, megabytes: int = 1024, seconds: int = 30, grace: float = 5
    ) -> None:
        self._command = (sys.executable, "-m", CHILD, str(megabytes), str(seconds))
        self._patience = seconds + grace  # the child ends itself after `seconds`
        self._children = children
        self._ahead: asyncio.Queue[asyncio.Task[_Child]] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        """Start the first children, without waiting for them."""
        for _ in range(self._children):
            self._start_next()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        while not self._ahead.empty():
            started = self._ahead.get_nowait()
            with contextlib.suppress(_Died):
                await (await started).end()

    @asynccontextmanager
    async def clean(
        self, data: AsyncIterable[bytes], *, accepts: Collection[str], pages: int, pixels: int
    ) -> AsyncIterator[Cleaned]:
        """A file made anew, for as long as the context; `Refused` with everything that is wrong."""
        job = {"what": "clean", "accepts": list(accepts), "pages": pages, "pixels": pixels}
        async with self._asked(job, data) as (child, told):
            if faults := told.get("faults"):
                raise Refused(*faults)
            yield Cleaned(
                media_type=told["media_type"],
                pages=told["pages"],
                length=told["length"],
                body=child.body(self._patience),
            )

    async def preview(self, data: AsyncIterable[bytes], page: int) -> bytes:
        """A page as PNG, or `NoPreview`."""
        try:
            async with self._asked({"what": "preview", "page": page}, data) as (child, told):
                if told.get("faults"):
                    raise NoPreview
                return b"".join([piece async for piece in child.body(self._patience)])
        except Refused as refused:
            raise NoPreview from refused

    @asynccontextmanager
    async def _asked(
        self, job: dict[str, Any], data: AsyncIterable[bytes]
    ) -> AsyncIterator[tuple[_Child, dict[str, Any]]]:
        started = await self._ahead.get()
        child = None
        try:
            child = await started
            yield child, await child.ask(as_json(job), data, self._patience)
        except _Died as died:
            log.warning("inspector_died", what=job["what"])
            raise Refused(TOO_HARD) from died
        finally:
            self._start_next()
            if child is not None:
                await child.end()

    def _start_next(self) -> None:
        self._ahead.put_nowait(asyncio.create_task(self._start()))

    async def _start(self) -> _Child:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}
        )
        child = _Child(process)
        try:
            await child.hear(START_SECONDS)
        except BaseException:
            await child.end()
            raise
        return child
