"""A connection is given back before anything else is waited for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from errno import ENOSPC
from typing import Any

import asyncpg
import pytest

from kit.db import ConnectionHeld, transaction, without_connection
from kit.errors import DiskFull, Unavailable


class OneOnly:
    """A pool as far as `transaction` knows it."""

    def acquire(self, *, timeout: float) -> Any:
        return self._lent(timeout)

    @asynccontextmanager
    async def _lent(self, _: float) -> AsyncIterator[Any]:
        yield self

    @asynccontextmanager
    async def transaction(self, **_: Any) -> AsyncIterator[None]:
        yield


POOL: Any = OneOnly()


async def test_whoever_holds_a_connection_opens_no_other() -> None:
    async with transaction(POOL):
        with pytest.raises(ConnectionHeld):
            async with transaction(POOL):
                pass
    async with transaction(POOL):
        pass


async def test_whoever_holds_a_connection_waits_for_nothing_outside() -> None:
    without_connection("before")
    async with transaction(POOL):
        with pytest.raises(ConnectionHeld):
            without_connection("meanwhile")
    without_connection("after")


async def test_what_was_begun_with_a_connection_is_free_once_it_is_given_back() -> None:
    given_back = asyncio.Event()

    async def later() -> None:
        await given_back.wait()
        without_connection("in the background")

    async with transaction(POOL):
        task = asyncio.create_task(later())
    given_back.set()
    await task


@pytest.mark.parametrize(
    "error",
    [
        asyncpg.QueryCanceledError("statement timeout"),
        asyncpg.LockNotAvailableError("lock timeout"),
        asyncpg.IdleInTransactionSessionTimeoutError("idle"),
        asyncpg.TransactionTimeoutError("transaction timeout"),
        asyncpg.SerializationError("serialisation"),
        asyncpg.DeadlockDetectedError("deadlock"),
        asyncpg.TooManyConnectionsError("too many connections for role"),
        asyncpg.DiskFullError("disk full"),
        asyncpg.InternalClientError("cannot switch to state 15"),
    ],
    ids=lambda error: type(error).__name__,
)
async def test_what_passes_by_itself_is_no_bug(error: Exception) -> None:
    with pytest.raises(Unavailable):
        async with transaction(POOL):
            raise error


@pytest.mark.parametrize("error", [asyncpg.DiskFullError("full"), OSError(ENOSPC, "full")])
async def test_a_full_disk_is_told_as_such(error: Exception) -> None:
    with pytest.raises(DiskFull):
        async with transaction(POOL):
            raise error
