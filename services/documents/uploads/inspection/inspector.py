"""The parent's side: a process for each file, the next ones started ahead."""

import json
import os
from collections.abc import AsyncIterable, AsyncIterator, Collection
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import structlog

from kit.children import Child, Children, Died, frame
from services.documents.uploads.inspection.answers import (
    TOO_HARD,
    Cleaned,
    Kind,
    NoPreview,
    Refused,
    as_json,
)

CHILD = "services.documents.uploads.inspection.child"
ENVIRONMENT = {"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"}  # no keys, no addresses

log = structlog.get_logger()


class Inspector:
    """Inspects files side by side, as many as there are children. Use as a context."""

    def __init__(
        self, *, children: int = 2, megabytes: int = 1024, seconds: int = 30, grace: float = 5
    ) -> None:
        self._children = Children(children, 1, CHILD, megabytes, seconds, environment=ENVIRONMENT)
        self._patience = seconds + grace  # the child ends itself after `seconds`

    async def __aenter__(self) -> Self:
        """Start the first children, without waiting for them."""
        await self._children.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        await self._children.__aexit__(kind, error, trace)

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
                body=self._body(child),
            )

    async def preview(self, data: AsyncIterable[bytes], page: int) -> bytes:
        """A page as PNG, or `NoPreview`."""
        try:
            async with self._asked({"what": "preview", "page": page}, data) as (child, told):
                if told.get("faults"):
                    raise NoPreview
                return b"".join([piece async for piece in self._body(child)])
        except Refused as refused:
            raise NoPreview from refused

    @asynccontextmanager
    async def _asked(
        self, job: dict[str, Any], data: AsyncIterable[bytes]
    ) -> AsyncIterator[tuple[Child, dict[str, Any]]]:
        try:
            async with self._children.one() as child:
                _, told = await child.ask(_frames(job, data), self._patience)
                yield child, json.loads(told)
        except Died as died:
            log.warning("inspector_died", what=job["what"])
            raise Refused(TOO_HARD) from died

    async def _body(self, child: Child) -> AsyncIterator[bytes]:
        """What comes after the verdict."""
        while True:
            kind, piece = await child.hear(self._patience)
            if kind != Kind.DATA:
                return
            yield piece


async def _frames(job: dict[str, Any], data: AsyncIterable[bytes]) -> AsyncIterator[bytes]:
    yield frame(Kind.JOB, as_json(job))
    async for piece in data:
        yield frame(Kind.DATA, piece)
    yield frame(Kind.END)
