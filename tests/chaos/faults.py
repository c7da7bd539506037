"""What can go wrong, each as a context: it happens while the block runs and is over after it."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import aio_pika
import asyncpg
import psutil
from aio_pika.abc import AbstractIncomingMessage

from deploy.demo.house import House
from deploy.local import rabbitmq
from deploy.local.services import SERVICES
from deploy.local.stack import Stack
from tests.chaos.books import connected, listening, rows

BEGUN_SECONDS = 0.1  # into the step
HANGING_SECONDS = 3.0  # within which the step comes to the process
REACHED_SECONDS = 120.0  # within which it comes to a table
LOOK_SECONDS = 0.05
AWAY_SECONDS = 20.0
FROZEN_SECONDS = 60.0
RABBITMQCTL = "/usr/lib/rabbitmq/bin/rabbitmqctl"
BEFORE_ALL_OTHERS = 10  # the priority of a consumer


@dataclass(frozen=True)
class World:
    stack: Stack
    house: House


Fault = Callable[[World], AbstractAsyncContextManager[None]]


@asynccontextmanager
async def meanwhile(blow: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
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

    return lambda world: meanwhile(blow(world.stack))


def killed_writing(name: str, table: str) -> Fault:
    """The process dies of kill -9 in a transaction that has begun, and comes to this table of a service."""

    async def blow(stack: Stack, lock: asyncpg.Connection) -> None:
        try:
            await _until_waited_for(lock, table)
            await asyncio.to_thread(stack.kill, name)
        finally:
            lock.terminate()
        await asyncio.to_thread(stack.wait_ready, name)

    return _locking(table, blow)


def unanswered(table: str) -> Fault:
    """What adds to this table is done, and the gateway dies with the answer in its hands."""

    async def blow(stack: Stack, lock: asyncpg.Connection) -> None:
        try:
            await _until_waited_for(lock, table)
            before, gateway = await _lines(stack, table), stack.process("gateway")
            assert gateway, "the gateway does not run"
            gateway.suspend()
        finally:
            lock.terminate()
        try:
            async with asyncio.timeout(REACHED_SECONDS):
                while await _lines(stack, table) == before:
                    await asyncio.sleep(LOOK_SECONDS)
        finally:
            await asyncio.to_thread(stack.kill, "gateway")
        await asyncio.to_thread(stack.wait_ready, "gateway")

    return _locking(table, blow)


def _locking(table: str, blow: Callable[[Stack, asyncpg.Connection], Coroutine[Any, Any, None]]) -> Fault:
    """Before the step begins nobody writes this table any more; the blow, which comes beside it, lets go."""
    service, _, name = table.partition(".")

    @asynccontextmanager
    async def during(world: World) -> AsyncIterator[None]:
        lock = await connected(world.stack, service)
        await lock.execute(f"begin; lock table {name} in share mode")
        async with meanwhile(blow(world.stack, lock)):
            yield

    return during


async def _until_waited_for(lock: asyncpg.Connection, table: str) -> None:
    waits = "select exists (select from pg_locks where relation = $1::text::regclass and not granted)"
    async with asyncio.timeout(REACHED_SECONDS):
        while not await lock.fetchval(waits, table.partition(".")[2]):
            await asyncio.sleep(LOOK_SECONDS)


async def _lines(stack: Stack, table: str) -> int:
    service, _, name = table.partition(".")
    (found,) = await rows(stack, service, f"select count(*) as lines from {name}")  # noqa: S608 - a name of ours
    return int(found["lines"])


def away(name: str) -> Fault:
    """The server is stopped in the middle and comes back after a while."""

    async def blow(stack: Stack) -> None:
        await asyncio.sleep(BEGUN_SECONDS)
        await asyncio.to_thread(stack.stop, name)
        await asyncio.sleep(AWAY_SECONDS)
        await asyncio.to_thread(stack.start, name)

    return lambda world: meanwhile(blow(world.stack))


def frozen(name: str, seconds: float = FROZEN_SECONDS) -> Fault:
    """The process and its children stand still, their connections open, and go on as if nothing had been."""

    async def blow(world: World) -> None:
        await asyncio.sleep(BEGUN_SECONDS)
        async with standing_still(world, name):
            await asyncio.sleep(seconds)

    return lambda world: meanwhile(blow(world))


@asynccontextmanager
async def standing_still(world: World, name: str) -> AsyncIterator[None]:
    """The same, as long as the block runs."""
    process = world.stack.process(name)
    assert process, f"{name} does not run"
    family = [process, *process.children(recursive=True)]
    _tell(family, psutil.Process.suspend)
    try:
        yield
    finally:
        _tell(family, psutil.Process.resume)
    await asyncio.to_thread(world.stack.wait_ready, name)


def _tell(family: Iterable[psutil.Process], what: Callable[[psutil.Process], None]) -> None:
    for process in family:
        with suppress(psutil.NoSuchProcess):
            what(process)


def undelivered(seconds: float = FROZEN_SECONDS) -> Fault:
    """The broker confirms what it is given and hands it to nobody who works with it.

    Whoever listens is passed over for a consumer that goes before and keeps what it gets to itself.
    """

    async def blow(stack: Stack) -> None:
        async with await aio_pika.connect(stack.environment("review")["REVIEW_AMQP_URL"]) as connection:
            channel = await connection.channel()
            for name in listening():
                queue = await channel.get_queue(name, ensure=False)
                await queue.consume(_keep, arguments={"x-priority": BEFORE_ALL_OTHERS})
            await asyncio.sleep(seconds)

    return lambda world: meanwhile(blow(world.stack))


def leaderless(queue: str) -> Fault:
    """The queue's only member has ended, as one does that could not write for too long; the node goes on."""

    async def blow(stack: Stack) -> None:
        environment = next(
            one for one in rabbitmq.processes(stack.site) if one.name == "rabbitmq"
        ).environment
        process = await asyncio.create_subprocess_exec(
            *(RABBITMQCTL, "--node", rabbitmq.NODE, "eval"),
            f"ra:stop_server(quorum_queues, {{'%2F_{queue}', node()}}).",
            env={**os.environ, **environment},
        )
        assert await process.wait() == 0

    return lambda world: meanwhile(blow(world.stack))


async def _keep(_: AbstractIncomingMessage) -> None:
    """Neither acknowledge nor return it: the broker has it back when the connection ends."""


def told_twice() -> Fault:
    """Every event that any service ever sent is sent again."""

    async def blow(stack: Stack) -> None:
        await asyncio.sleep(BEGUN_SECONDS)
        for service in SERVICES:
            conn = await connected(stack, service)
            try:
                await conn.execute("update outbox set sent_at = null")
                await conn.execute("notify outbox")
            finally:
                await conn.close()

    return lambda world: meanwhile(blow(world.stack))
