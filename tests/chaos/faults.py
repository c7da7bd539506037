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
from tests.chaos.books import listening

BEGUN_SECONDS = 0.1  # into the step
HANGING_SECONDS = 3.0  # within which the step comes to the process
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

    async def blow(stack: Stack) -> None:
        await asyncio.sleep(BEGUN_SECONDS)
        process = stack.process(name)
        assert process, f"{name} does not run"
        family = [process, *process.children(recursive=True)]
        _tell(family, psutil.Process.suspend)
        try:
            await asyncio.sleep(seconds)
        finally:
            _tell(family, psutil.Process.resume)
        await asyncio.to_thread(stack.wait_ready, name)

    return lambda world: meanwhile(blow(world.stack))


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
            conn = await asyncpg.connect(stack.environment(service)[f"{service}_DATABASE_URL".upper()])
            try:
                await conn.execute("update outbox set sent_at = null")
                await conn.execute("notify outbox")
            finally:
                await conn.close()

    return lambda world: meanwhile(blow(world.stack))
