"""The parent's side: a few children kept warm, each with one paper at a time."""

from collections.abc import AsyncIterator, Hashable, Mapping
from datetime import timedelta
from hashlib import sha256
from types import TracebackType
from typing import Any, Self

import structlog
from prometheus_client import Counter, Histogram

from kit.children import Children, Died, NoVerdict
from kit.frames import as_json, frame
from kit.remembered import Remembered
from services.documents.papers.rendering.answers import Kind, RenderingFailed, taken

CHILD = "services.documents.papers.rendering.child"
PAPERS_PER_CHILD = 500
TRIES = 2
REMEMBERED, FOR = 1000, timedelta(minutes=15)

log = structlog.get_logger()
seconds = Histogram(
    "paper_seconds",
    "From asking for a paper to its PDF, the waiting for a place included",
    ["template"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60),
)
died_total = Counter(
    "paper_renderers_died_total", "Papers that took the program that sets them with it", ["template"]
)


class Renderer:
    """Renders papers side by side, as many as there are children. Use as a context."""

    def __init__(
        self,
        fonts: str,
        *,
        children: int = 1,
        megabytes: int = 1024,
        seconds: int = 30,
        grace: float = 5,
    ) -> None:
        self.children = Children(children, PAPERS_PER_CHILD, CHILD, fonts, megabytes, seconds)
        self._patience = seconds + grace  # the child ends itself after `seconds`
        self._failed = Remembered[bytes, bool](REMEMBERED, FOR)

    async def __aenter__(self) -> Self:
        """Start the children; a worker that cannot render does not start."""
        await self.children.__aenter__()
        try:
            await self.children.ready()
        except NoVerdict as error:
            await self.__aexit__(None, None, None)
            raise RenderingFailed("排版程序没有启动，请检查 DOCUMENTS_FONTS。") from error
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        await self.children.__aexit__(kind, error, trace)

    async def render(self, key: Hashable, template: str, data: Mapping[str, Any]) -> bytes:
        """The PDF for whoever the key is; `MissingGlyphs` or `RenderingFailed` when there is none.

        A paper that took a child with it each time is not tried again for a while.
        """
        with seconds.labels(template).time():
            return await self._render(key, template, as_json({"template": template, "data": data}))

    async def _render(self, key: Hashable, template: str, job: bytes) -> bytes:
        content = sha256(job).digest()
        if self._failed.get(content):
            raise RenderingFailed
        for number in range(1, TRIES + 1):
            try:
                async with self.children.one(key) as child:
                    answer = await child.ask(_frames(job), self._patience)
                return taken(*answer)
            except NoVerdict as error:
                raise RenderingFailed from error
            except Died:
                died_total.labels(template).inc()
                log.warning("renderer_died", template=template, attempt=number)
        self._failed.put(content, value=True)
        raise RenderingFailed


async def _frames(job: bytes) -> AsyncIterator[bytes]:
    yield frame(Kind.JOB, job)
