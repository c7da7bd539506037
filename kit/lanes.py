"""A lane for each address: whoever sends many requests at once waits for themselves, nobody else does."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractAsyncContextManager, contextmanager

from kit.turns import Turns

MOST_IN_HAND = 64  # requests of one address, waiting ones and slow bodies too; a whole office may have one


class TooMany(Exception):
    """One address has more requests in hand than it may."""


class Lanes:
    """So many requests of one address are worked on; further ones wait for these, but not too many."""

    def __init__(self, at_once: int, *, most: int = MOST_IN_HAND) -> None:
        self._turns = Turns(sys.maxsize, at_once)
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

    def place(self, address: str) -> AbstractAsyncContextManager[None]:
        """A place to work in, as soon as there is one in the lane."""
        return self._turns.one(address)
