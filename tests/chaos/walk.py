"""An application or a meeting on its way: taken up to a step, through it, and to the end."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Protocol, TypeVar

from temporalio.service import RPCError

from deploy.demo.cast import Cast
from deploy.demo.journey import Step
from deploy.demo.visitor import Refused

TRY_LATER = "后再试"
AGAIN_SECONDS = 1.0
STUCK_SECONDS = 240.0
DIGITS = "安博昌德恩方国海嘉康"

R = TypeVar("R")
_numbers = count()


def a_cast() -> Cast:
    """New people; the applicant's name is nobody else's, for offices find their work by it."""
    cast = Cast()
    name = "冯" + "".join(DIGITS[int(digit)] for digit in f"{next(_numbers):03d}")
    object.__setattr__(cast, "applicant_name", name)
    return cast


class Way(Protocol):
    """What goes on step by step: an application, a meeting."""

    def steps(self) -> list[Step]: ...


class Walk:
    """The steps that are left."""

    def __init__(self, way: Way) -> None:
        self._left = deque(way.steps())

    @property
    def next(self) -> str:
        """The words of the step that comes now; none at the end."""
        return self._left[0][1] if self._left else ""

    def skip_to(self, words: str) -> None:
        """What comes before the step with these words was done; without words, all of it."""
        while self._left and self._left[0][1] != words:
            self._left.popleft()

    async def to(self, words: str) -> None:
        """Take every step before the one with these words; without words, all of them."""
        await (self.up_to(words) if words else self.rest())

    async def up_to(self, words: str) -> None:
        """Take every step before the one with these words."""
        if words not in {what for _, what, _ in self._left}:
            raise LookupError(f"no step {words}")
        while self._left[0][1] != words:
            await self.step()

    async def step(self) -> None:
        _, _, take = self._left.popleft()
        await _patiently(take)

    async def rest(self) -> None:
        while self._left:
            await self.step()


async def _patiently(take: Callable[[], Awaitable[R]]) -> R:
    """People who are told to try later, find no button or wait in vain, do; the clock's engine may be away.

    How long all may take is told to the whole test: a broker that is started anew needs longer than one wait.
    """
    while True:
        try:
            return await take()
        except Refused as refused:
            if TRY_LATER not in refused.page.complaint or refused.page.status >= 500:
                raise
        except (LookupError, RPCError, TimeoutError):
            pass
        await asyncio.sleep(AGAIN_SECONDS)
