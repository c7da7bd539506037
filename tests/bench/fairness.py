"""How long somebody's file takes while another account looks at a costly page again and again."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from itertools import count
from typing import Any

from kit.jobchild import WAITING
from services.documents.uploads.inspection.answers import NoPreview
from services.documents.uploads.inspection.inspector import Inspector
from services.documents.uploads.inspection.kinds import PDF
from tests.bench.measures import Measure, milliseconds, timed
from tests.unit.services.documents.scans import costly, pdf

LOOKS = 20
TIMES = 10
SHARES = (0.5, 0.99)


async def measure() -> list[Measure]:
    """Uploads of a calm account beside the looks of a busy one, each of other content: nothing is known."""
    content, bad = count(), costly(page=2)

    async def upload() -> None:
        checked = inspector.clean(
            "calm", str(next(content)), _once(pdf(3)), accepts=(PDF,), pages=9, pixels=1_000_000
        )
        async with checked as found:
            async for _ in found.body:
                pass

    async def look() -> None:
        with contextlib.suppress(NoPreview):
            await inspector.preview("busy", str(next(content)), _once(bad), 2)

    async with Inspector() as inspector:
        quiet = await timed(TIMES, upload, warm=1)
        async with _again_and_again(look):
            busy = await timed(TIMES, upload, warm=0)
    what = f"file check while another account asks for {LOOKS} costly pages"
    return milliseconds("parts", what, busy, SHARES, ("quiet", quiet))


@contextlib.asynccontextmanager
async def _again_and_again(look: Callable[[], Coroutine[Any, Any, None]]) -> AsyncIterator[None]:
    async def looks() -> None:
        while True:
            await look()

    async with asyncio.TaskGroup() as hammering:
        tasks = [hammering.create_task(looks()) for _ in range(LOOKS)]
        await asyncio.sleep(WAITING)
        yield
        for task in tasks:
            task.cancel()


async def _once(data: bytes) -> AsyncIterator[bytes]:
    yield data
