"""What was found out a while ago: so many at most, each for a while, in this process alone."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import timedelta
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """The oldest is forgotten first."""

    def __init__(self, most: int, lasts: timedelta, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._lasts = lasts.total_seconds()
        self._clock = clock
        self._known: OrderedDict[K, tuple[float, V]] = OrderedDict()

    def get(self, key: K) -> V | None:
        """What is remembered of it."""
        until, value = self._known.get(key, (0.0, None))
        return value if self._clock() < until else None

    def put(self, key: K, value: V) -> None:
        """Remember it from now on."""
        self._known[key] = (self._clock() + self._lasts, value)
        self._known.move_to_end(key)
        while len(self._known) > self._most:
            self._known.popitem(last=False)
