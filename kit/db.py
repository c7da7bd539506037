"""PostgreSQL: the pool, and one transaction at the edge of every request, activity and event."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg
from prometheus_client import Gauge

from kit.errors import DiskFull, Unavailable, is_full

if TYPE_CHECKING:
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Connection: TypeAlias = (
        asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    )
    Record: TypeAlias = asyncpg.Record
else:
    Pool, Connection, Record = asyncpg.Pool, asyncpg.Connection, asyncpg.Record


connections = Gauge("db_connections", "Connections to the database: in use, idle, at most", ["use"])
waiting = Gauge("db_waiting", "Who waits for a connection to the database")
_opened: set[Pool] = set()
USES: dict[str, Callable[[Pool], int]] = {
    "busy": lambda pool: pool.get_size() - pool.get_idle_size(),
    "idle": lambda pool: pool.get_idle_size(),
    "most": lambda pool: pool.get_max_size(),
}


def _used(use: str) -> float:
    return sum(map(USES[use], tuple(_opened)))


for _use in USES:
    connections.labels(_use).set_function(partial(_used, _use))


class ConnectionHeld(Exception):
    """Whoever holds a connection waits for something else: a handful of them would stop the service."""


@dataclass
class _Lease:
    """A connection in somebody's hands; tasks that were begun meanwhile see when it is given back."""

    is_held: bool = True


_lease: ContextVar[_Lease | None] = ContextVar("lease", default=None)


def without_connection(doing: str) -> None:
    """Refuse to do what may take long, or takes another connection, as long as a connection is held."""
    lease = _lease.get()
    if lease and lease.is_held:
        raise ConnectionHeld(doing)


async def _teach_json(conn: Any) -> None:
    for kind in ("json", "jsonb"):
        await conn.set_type_codec(
            kind,
            schema="pg_catalog",
            encoder=lambda value: json.dumps(value, ensure_ascii=False),
            decoder=json.loads,
        )


@asynccontextmanager
async def open_pool(url: str, *, size: int = 8) -> AsyncIterator[Pool]:
    """A pool that hands JSON columns out as values. Connections are opened when first wanted."""
    pool = await asyncpg.create_pool(
        url, min_size=0, max_size=size, init=_teach_json, command_timeout=20, timeout=10
    )
    _opened.add(pool)
    try:
        yield pool
    finally:
        _opened.discard(pool)
        await pool.close()


@asynccontextmanager
async def open_connection(url: str) -> AsyncIterator[Connection]:
    """One for what belongs to a session: a lock, a listener. It is cut at the end: its server may be gone."""
    conn = await asyncpg.connect(url, command_timeout=20, timeout=10)
    try:
        await _teach_json(conn)
        yield conn
    finally:
        conn.terminate()


async def answers(conn: Connection) -> bool:
    """Whether the server answers."""
    return bool(await conn.fetchval("select true"))


async def migrated(conn: Connection) -> frozenset[str]:
    """The migrations that this database has."""
    return frozenset(row["version"] for row in await conn.fetch("select version from schema_migrations"))


# The server is away or full, or would have to be waited for too long: whoever tries again may succeed.
PASSING = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,  # its disk is full, or it has no connection for us
    asyncpg.OperatorInterventionError,  # it starts, ends, or a statement or session took its time
    asyncpg.ReadOnlySQLTransactionError,  # it has become a standby, or its provider saves its disk
    asyncpg.InvalidAuthorizationSpecificationError,  # our password is being changed
    asyncpg.LockNotAvailableError,
    asyncpg.TransactionRollbackError,  # serialisation failures and deadlocks
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.TransactionTimeoutError,
    asyncpg.PostgresSystemError,  # it cannot read or write its files
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a connection that was cut while it was given back, or while nobody looked
)


@asynccontextmanager
async def transaction(
    pool: Pool, *, snapshot: bool = False, is_alone: bool = False
) -> AsyncIterator[Connection]:
    """One transaction, one at a time. A server that is away is `Unavailable`: callers may try again.

    `snapshot`: all that is read is of one moment, and nothing is written. A page that is put together from
    several statements would else show one half before and the other half after a change.
    `is_alone`: a command that has the pool to itself and must wait for others under its locks, however long.
    """
    without_connection("a second transaction")
    lease = _Lease()
    try:
        async with AsyncExitStack() as taken:
            with waiting.track_inprogress():
                conn = await taken.enter_async_context(pool.acquire(timeout=10))
            isolation: Any = "repeatable_read" if snapshot else None
            await taken.enter_async_context(conn.transaction(isolation=isolation, readonly=snapshot))
            if is_alone:
                await conn.execute("set local transaction_timeout = 0")
            _lease.set(None if is_alone else lease)
            yield conn
    except PASSING as error:
        is_disk = isinstance(error, asyncpg.DiskFullError) or is_full(error)
        raise (DiskFull() if is_disk else Unavailable()) from error
    finally:
        lease.is_held = False
