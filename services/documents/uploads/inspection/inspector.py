"""The parent's side: a process for each file, the next ones started ahead; cleaning and previews apart."""

import time
from collections.abc import AsyncIterable, AsyncIterator, Collection, Hashable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from types import TracebackType
from typing import Any, Self

from prometheus_client import Histogram

from kit.jobs import GaveUp, Jobs
from kit.remembered import Remembered
from services.documents.uploads.inspection.answers import (
    TOO_HARD,
    Cleaned,
    NoPreview,
    Refused,
    too_costly,
    too_much,
)

CHILD = "services.documents.uploads.inspection.child"
# A preview may take longer than the page took when it was judged: no two runs take the same time.
LENIENCE = 2
seconds = Histogram(
    "file_check_seconds",
    "From asking for a file's check or for a page of it to the verdict, the waiting for a place included",
    ["what"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60),
)
REMEMBERED, FOR = 10_000, timedelta(hours=1)


class Inspector:
    """Cleans and shows files, as many of each side by side as there are children. Use as a context."""

    def __init__(
        self,
        *,
        children: int = 2,
        previewers: int = 2,
        megabytes: int = 1024,
        seconds: float = 30,
        page_seconds: float = 3,
        grace: float = 5,
    ) -> None:
        lane = partial(Jobs, CHILD, megabytes=megabytes, grace=grace)
        self._page_seconds = page_seconds
        self.cleaning = lane(children=children, seconds=seconds)
        self.showing = lane(children=previewers, seconds=LENIENCE * page_seconds)
        self._refused = Remembered[Hashable, tuple[str, ...]](REMEMBERED, FOR)
        self._unshown = Remembered[Hashable, bool](REMEMBERED, FOR)
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start the first children, without waiting for them."""
        for lane in (self.cleaning, self.showing):
            await self._opened.enter_async_context(lane)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        await self._opened.aclose()

    @asynccontextmanager
    async def clean(
        self,
        key: Hashable,
        content: str,
        data: AsyncIterable[bytes],
        *,
        accepts: Collection[str],
        pages: int,
        pixels: int,
    ) -> AsyncIterator[Cleaned]:
        """A file made anew, for as long as the context; `Refused` with everything that is wrong.

        What was refused is refused for a while without another look: `content` names its bytes.
        """
        same = (content, *accepts, pages, pixels)
        if faults := self._refused.get(same):
            raise Refused(*faults)
        job = {"what": "clean", "accepts": list(accepts), "pages": pages, "pixels": pixels}
        job["step_seconds"] = self._page_seconds
        try:
            async with self._asked(self.cleaning, key, job, data) as (told, body):
                known = {name: told[name] for name in ("media_type", "pages", "was_signed", "length")}
                yield Cleaned(**known, body=body)
        except Refused as refused:
            self._refused.put(same, refused.faults)
            raise

    async def preview(self, key: Hashable, content: str, data: AsyncIterable[bytes], page: int) -> bytes:
        """A page as PNG, or `NoPreview`; what could not be shown is not tried again for a while."""
        if self._unshown.get((content, page)):
            raise NoPreview
        job = {"what": "preview", "page": page, "step_seconds": LENIENCE * self._page_seconds}
        try:
            async with self._asked(self.showing, key, job, data) as (_, body):
                return b"".join([piece async for piece in body])
        except Refused as refused:
            self._unshown.put((content, page), value=True)
            raise NoPreview from refused

    @asynccontextmanager
    async def _asked(
        self, lane: Jobs, key: Hashable, job: dict[str, Any], data: AsyncIterable[bytes]
    ) -> AsyncIterator[tuple[dict[str, Any], AsyncIterator[bytes]]]:
        began = time.perf_counter()
        try:
            async with lane.asked(key, job, data) as (told, body):
                seconds.labels(job["what"]).observe(time.perf_counter() - began)
                if faults := told.get("faults"):
                    raise Refused(*faults)
                yield told, body
        except GaveUp as gave_up:
            seconds.labels(job["what"]).observe(time.perf_counter() - began)
            raise Refused(_why(gave_up)) from gave_up


def _why(gave_up: GaveUp) -> str:
    if not gave_up.step:
        return TOO_HARD
    return too_costly(gave_up.step) if gave_up.of_the_step else too_much(gave_up.step)
