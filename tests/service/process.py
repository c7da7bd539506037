"""A service's process of its own, for what only a real one shows, and how to catch it in the middle."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from httpx2 import AsyncClient, HTTPError

from deploy.local.ports import free_port_base
from deploy.local.stack import Stack
from kit.db import Pool
from tests.fixtures.database import until_waited_for, url_of

PATIENCE_SECONDS = 300  # as long as the stack gives a process that starts beside many others


@asynccontextmanager
async def started(
    servers: Stack, service: str, pool: Pool, *command: str, **settings: str
) -> AsyncIterator[Process]:
    """A module of Python on this database of a service; whatever happens, it is gone at the end."""
    told = {f"{service}_database_url".upper(): url_of(pool), **settings}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", *command),
        env={**os.environ, **servers.environment(service), **told},
        stdout=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@asynccontextmanager
async def api(
    servers: Stack, service: str, pool: Pool, cookies: Mapping[str, str]
) -> AsyncIterator[tuple[Process, AsyncClient]]:
    """The process that serves its pages, and somebody with these cookies as its client."""
    port = free_port_base()
    settings = {f"{service}_port".upper(): str(port)}
    async with (
        started(servers, service, pool, f"services.{service}", "api", **settings) as process,
        AsyncClient(base_url=f"http://127.0.0.1:{port}", cookies=dict(cookies), timeout=120) as client,
        asyncio.timeout(PATIENCE_SECONDS) as patience,
    ):
        while True:
            try:
                await client.get("/health/live")
                break
            except HTTPError:
                await asyncio.sleep(0.2)
        patience.reschedule(None)
        yield process, client


@asynccontextmanager
async def caught(pool: Pool, table: str, when: str) -> AsyncIterator[None]:
    """Whoever makes this true by writing this table waits, within a transaction, until the block ends.

    At the end whoever was killed meanwhile has lost what was not committed.
    """
    async with pool.acquire() as lock:
        await lock.execute(f"""
            create function caught() returns trigger language plpgsql as $$
            begin
                if {when} then perform pg_advisory_xact_lock(0); end if;
                return null;
            end $$;
            create trigger caught after insert or update on {table} execute function caught();
            select pg_advisory_lock(0);
            """)
        try:
            yield
        finally:
            await lock.execute("select pg_advisory_unlock(0)")
            await lock.execute(f"drop trigger caught on {table}; drop function caught()")


async def killed_when_caught(pool: Pool, process: Process) -> None:
    """It dies of kill -9 where it waits."""
    await until_waited_for(pool)
    process.kill()
    await process.wait()
