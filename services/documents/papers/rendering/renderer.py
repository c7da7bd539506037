"""The parent's side: a few children kept warm, each with one paper at a time."""

from collections.abc import AsyncIterator, Mapping
from types import TracebackType
from typing import Any, Self

import structlog

from kit.children import Children, Died, frame
from services.documents.papers.rendering.answers import Kind, RenderingFailed, as_json, taken

CHILD = "services.documents.papers.rendering.child"
PAPERS_PER_CHILD = 500
TRIES = 2

log = structlog.get_logger()


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
        self._children = Children(children, PAPERS_PER_CHILD, CHILD, fonts, megabytes, seconds)
        self._patience = seconds + grace  # the child ends itself after `seconds`

    async def __aenter__(self) -> Self:
        """Start the children; a worker that cannot render does not start."""
        await self._children.__aenter__()
        try:
            await self._children.ready()
        except Died as died:
            await self.__aexit__(None, None, None)
            raise RenderingFailed("排版程序没有启动，请检查 DOCUMENTS_FONTS。") from died
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        await self._children.__aexit__(kind, error, trace)

    async def render(self, template: str, data: Mapping[str, Any]) -> bytes:
        """The PDF; `MissingGlyphs` or `RenderingFailed` when there is none."""
        job = as_json({"template": template, "data": data})
        for number in range(1, TRIES + 1):
            try:
                async with self._children.one() as child:
                    answer = await child.ask(_frames(job), self._patience)
                return taken(*answer)
            except Died:
                log.warning("renderer_died", template=template, attempt=number)
        raise RenderingFailed


async def _frames(job: bytes) -> AsyncIterator[bytes]:
    yield frame(Kind.JOB, job)
