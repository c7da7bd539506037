"""What can go wrong, each as a context: it happens while the block runs and is over after it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg

from deploy.demo.house import House
from deploy.local.services import SERVICES
from deploy.local.stack import Stack

BEGUN_SECONDS = 0.1  # into the step
HANGING_SECONDS = 3.0  # within which the step comes to the process
AWAY_SECONDS = 20.0


@dataclass(frozen=True)
class World:
    stack: Stack
    house: House


Fault = Callable[[World], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def _meanwhile(blow: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    task = asyncio.create_task(blow)
    try:
        yield
    finally:
        await task


def killed(name: str) -> Fault:
    """The process hangs in the middle, is handed more work, and dies of kill -9 with it in its hands."""

    async def blow(stack: Stack) -> None:
        await asyncio.sleep(BEGUN_SECONDS)
        if process := stack.process(name):
            process.suspend()
        await asyncio.sleep(HANGING_SECONDS)
        await asyncio.to_thread(stack.kill, name)
        await asyncio.to_thread(stack.wait_ready, name)

    return lambda world: _meanwhile(blow(world.stack))


def away(name: str) -> Fault:
    """The server is stopped in the middle and comes back after a while."""

    async def blow(stack: Stack) -> None:
        await asyncio.sleep(BEGUN_SECONDS)
        await asyncio.to_thread(stack.stop, name)
        await asyncio.sleep(AWAY_SECONDS)
        await asyncio.to_thread(stack.start, name)

    return lambda world: _meanwhile(blow(world.stack))


def told_twice() -> Fault:
    """Every event that any service ever sent is sent again."""

    async def blow(stack: Stack) -> None:
        await asyncio.sleep(BEGUN_SECONDS)
        for service in SERVICES:
            conn = await asyncpg.connect(stack.environment(service)[f"{service}_DATABASE_URL".upper()])
            try:
                await conn.execute("update outbox set sent_at = null")
                await conn.execute("notify outbox")
            finally:
                await conn.close()

    return lambda world: _meanwhile(blow(world.stack))
