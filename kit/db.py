"""PostgreSQL: the pool, and one transaction at the edge of every request, activity and event."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

import asyncpg

from kit.errors import Unavailable

if TYPE_CHECKING:
    Pool: TypeAlias = asyncpg.Pool[asyncpg.Record]
    Connection: TypeAlias = (
        asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    )
    Record: TypeAlias = asyncpg.Record
else:
    Pool, Connection, Record = asyncpg.Pool, asyncpg.Connection, asyncpg.Record


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
    try:
        yield pool
    finally:
        await pool.close()


async def answers(conn: Connection) -> bool:
    """Whether the server answers."""
    return bool(await conn.fetchval("select true"))


@asynccontextmanager
async def transaction(pool: Pool, *, snapshot: bool = False) -> AsyncIterator[Connection]:
    """One transaction. A server that is away is `Unavailable`, so that callers may try again.

    `snapshot`: all that is read is of one moment, and nothing is written. A page that is put together from
    several statements would else show one half before and the other half after a change.
    """
    try:
        async with (
            pool.acquire(timeout=10) as conn,
            conn.transaction(isolation="repeatable_read" if snapshot else None, readonly=snapshot),
        ):
            yield conn
    except (
        OSError,
        TimeoutError,
        asyncpg.PostgresConnectionError,
        asyncpg.CannotConnectNowError,
        asyncpg.TooManyConnectionsError,
        asyncpg.AdminShutdownError,
        asyncpg.CrashShutdownError,
        asyncpg.InterfaceError,
    ) as error:
        raise Unavailable from error
