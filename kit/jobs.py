"""Jobs for children that live for one job each: facts and bytes in, facts and bytes out.

`kit.jobchild` is the other side.
"""

import json
import signal
from collections.abc import AsyncIterable, AsyncIterator, Hashable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import structlog

from kit.children import Child, Children, Died, NoVerdict
from kit.errors import Unavailable
from kit.frames import Kind, as_json, frame
from kit.jobchild import WAITING
from kit.turns import LONGEST

log = structlog.get_logger()

# How a child ends that used up its time, or was not heard of any more. Whatever else ends one (too much
# memory, too, where a library aborts) happens in a step and because of it.
ALL_TOGETHER = frozenset({0, signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL})


class GaveUp(Exception):
    """A job cost more than it may: at this step, and whether the step was to blame or all of it together."""

    def __init__(self, step: int, *, of_the_step: bool) -> None:
        self.step = step
        self.of_the_step = of_the_step
        super().__init__()


class Jobs:
    """A lane of children that answer jobs, each key's jobs in turn. Use as a context."""

    def __init__(
        self,
        module: str,
        *,
        children: int,
        megabytes: int,
        seconds: float,
        grace: float = 5,
        share: int | None = None,
        longest: int = LONGEST,
    ) -> None:
        self.children = Children(children, 1, module, megabytes, seconds, share=share, longest=longest)
        self._patience = seconds * WAITING + grace  # the child ends itself before

    async def __aenter__(self) -> Self:
        """Start the first children, without waiting for them."""
        await self.children.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the children."""
        await self.children.__aexit__(kind, error, trace)

    @asynccontextmanager
    async def asked(
        self, key: Hashable, job: dict[str, Any], data: AsyncIterable[bytes]
    ) -> AsyncIterator[tuple[dict[str, Any], AsyncIterator[bytes]]]:
        """The verdict, and what comes with it, piece by piece for as long as the context; or `GaveUp`."""
        step = 0
        try:
            async with self.children.one(key) as child:
                kind, body = await child.ask(_frames(job, data), self._patience)
                while kind == Kind.STEP:
                    step = json.loads(body)
                    kind, body = await child.hear(self._patience)
                yield json.loads(body), self._body(child)
        except NoVerdict as error:
            raise Unavailable from error
        except Died as died:
            log.warning("job_died", what=job.get("what"), step=step, signal=died.signal)
            raise GaveUp(step, of_the_step=died.signal not in ALL_TOGETHER) from died

    async def _body(self, child: Child) -> AsyncIterator[bytes]:
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
