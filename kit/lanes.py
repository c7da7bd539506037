"""A lane for each address: whoever sends many requests at once waits for themselves, nobody else does."""

import asyncio
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta

from kit.remembered import Remembered
from kit.turns import Turns

MOST_IN_HAND = 64  # requests of one address, waiting ones and slow bodies too; a whole office may have one
AHEAD = timedelta(seconds=3)  # what an address may ask for at once after it was quiet, as time of its pace
ADDRESSES = 10_000


class TooMany(Exception):
    """One address has more requests in hand than it may."""


class Lanes:
    """So many requests of one address are worked on, and begun in a second; further ones wait, not too many.

    Who is refused at once asks again at once, and refusing costs as well: who waits asks less.
    """

    def __init__(
        self,
        at_once: int,
        per_second: int,
        *,
        most: int = MOST_IN_HAND,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._turns = Turns(sys.maxsize, at_once)
        self._between = 1 / per_second
        self._clock = clock
        # When each address may go on, were it never ahead.
        self._due = Remembered[str, float](ADDRESSES, 2 * AHEAD, clock)
        self._in_hand: Counter[str] = Counter()
        self._most = most

    @contextmanager
    def enter(self, address: str) -> Iterator[None]:
        """Have a request in hand, or `TooMany`."""
        if self._in_hand[address] >= self._most:
            raise TooMany
        self._in_hand[address] += 1
        try:
            yield
        finally:
            self._in_hand[address] -= 1
            if not self._in_hand[address]:
                del self._in_hand[address]

    @asynccontextmanager
    async def place(self, address: str) -> AsyncIterator[None]:
        """A place to work in, as soon as there is one in the lane and the pace allows it."""
        async with self._turns.one(address):
            if (ahead := self._ahead(address)) > 0:
                await asyncio.sleep(ahead)
            yield

    def _ahead(self, address: str) -> float:
        """How many seconds too early a request is that begins now."""
        now = self._clock()
        earliest = now - AHEAD.total_seconds()
        due = max(self._due.get(address) or earliest, earliest) + self._between
        self._due.put(address, due)
        return due - now
