"""Places for costly work, shared fairly: each key has a line of its own, and the lines are served in turn."""

import asyncio
from asyncio import Future
from collections import Counter, deque
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

from kit.errors import Refusal

NOBODY = object()  # any key may wait, None as well
LONGEST = 256  # a page with as many pictures as a browser asks for at once


class LineIsFull(Refusal):
    """您同时进行的操作太多，请等前面的完成后再试。"""

    status = 429


class Turns:
    """So many places, at most `share` of them for one key at once. A key is an account, an address.

    In a line at most `longest` wait: what they hold meanwhile is memory.
    """

    def __init__(self, places: int, share: int | None = None, longest: int = LONGEST) -> None:
        self._free = places
        self._longest = longest
        self._share = max(1, places - 1) if share is None else share
        self._taken: Counter[Hashable] = Counter()
        self._lines: dict[Hashable, deque[Future[None]]] = {}  # the first was served longest ago

    @asynccontextmanager
    async def one(self, key: Hashable) -> AsyncIterator[None]:
        """A place, when it is this key's turn, or `LineIsFull`; who stops waiting leaves the line."""
        await self._wait(key)
        try:
            yield
        finally:
            self._give_back(key)

    def waiting(self, key: Hashable) -> int:
        """How long the line of a key is."""
        return len(self._lines.get(key, ()))

    async def _wait(self, key: Hashable) -> None:
        if self.waiting(key) >= self._longest:
            raise LineIsFull
        turn = asyncio.get_running_loop().create_future()
        self._lines.setdefault(key, deque()).append(turn)
        self._serve()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._leave(key, turn)
            else:  # it was called in the moment in which it gave up
                self._give_back(key)
            raise

    def _serve(self) -> None:
        while self._free and (key := self._next()) is not NOBODY:
            line = self._lines.pop(key)
            turn = line.popleft()
            if line:
                self._lines[key] = line  # behind all others
            if not turn.cancelled():  # else it gave up, and has not run since
                self._free -= 1
                self._taken[key] += 1
                turn.set_result(None)

    def _next(self) -> Hashable:
        return next((key for key in self._lines if self._taken[key] < self._share), NOBODY)

    def _leave(self, key: Hashable, turn: "Future[None]") -> None:
        line = self._lines.get(key, deque())
        if turn in line:
            line.remove(turn)
            if not line:
                del self._lines[key]

    def _give_back(self, key: Hashable) -> None:
        self._free += 1
        self._taken[key] -= 1
        if not self._taken[key]:
            del self._taken[key]
        self._serve()
