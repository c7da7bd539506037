"""Several consumers of one queue: each event has its effect once, whoever ends. Turns within one."""

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

import aio_pika
from pydantic_core import to_json

from kit import bus
from kit.db import Connection, Pool, transaction
from kit.errors import Unavailable
from kit.ids import new_id
from tests.fixtures.database import Database

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
PATIENCE = 60
EVENTS = 120
TABLE = "create table effects (number int not null, heard_by text not null)"


@dataclass(frozen=True, kw_only=True)
class Told:
    topic: ClassVar[str] = "kit.told"
    id: UUID
    about: UUID
    at: datetime
    number: int


async def _publish(amqp_url: str, queue: str, *events: Told) -> None:
    async with bus.connect(amqp_url) as connection:
        channel = await connection.channel()
        await bus.declare_queue(channel, queue)
        for event in events:
            body = to_json(event)
            message = aio_pika.Message(body, message_id=str(event.id))
            await channel.default_exchange.publish(message, queue)


class Listener:
    """A process's consumer, which can be stopped with what it was given."""

    def __init__(self, name: str, pool: Pool) -> None:
        self.name, self._pool, self.is_stuck = name, pool, False
        self.stuck = asyncio.Event()

    async def hear(self, topic: str, body: bus.Body) -> None:
        if self.is_stuck:
            self.stuck.set()
            raise Unavailable
        handler = bus.hear_once(self._pool, "test", bus.on(Told, self._keep))
        # What is told here has the topic of its queue: the default exchange routes by name.
        await handler(Told.topic, body)

    async def _keep(self, conn: Connection, event: Told) -> None:
        await conn.execute("insert into effects values ($1, $2)", event.number, self.name)


async def _until(is_so: Callable[[], Coroutine[Any, Any, bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await is_so():
            await asyncio.sleep(0.05)


async def _are_there(pool: Pool, number: int) -> bool:
    return int(await pool.fetchval("select count(distinct number) from effects")) >= number


async def test_two_consumers_share_a_queue_and_each_event_has_its_effect_once(
    database: Database, amqp_url: str
) -> None:
    pool, queue = await database("review"), f"test-{new_id()}"
    async with transaction(pool) as conn:
        await conn.execute(TABLE)
    events = [Told(id=new_id(), about=new_id(), at=NOON, number=number) for number in range(EVENTS)]
    one, other = (Listener(name, pool) for name in ("one", "other"))
    one.is_stuck = True  # it keeps what it was given, as one that is about to die
    tasks = [asyncio.create_task(bus.consume(amqp_url, queue, listener.hear)) for listener in (one, other)]
    await _publish(amqp_url, queue, *events, *events)
    async with asyncio.timeout(PATIENCE):
        await one.stuck.wait()
    tasks[0].cancel()
    await asyncio.gather(tasks[0], return_exceptions=True)
    await _until(partial(_are_there, pool, EVENTS))
    one.is_stuck = False
    tasks[0] = asyncio.create_task(bus.consume(amqp_url, queue, one.hear))
    more = [Told(id=new_id(), about=new_id(), at=NOON, number=EVENTS + n) for n in range(EVENTS)]
    await _publish(amqp_url, queue, *more)
    await _until(partial(_are_there, pool, 2 * EVENTS))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    rows = await pool.fetch("select number, heard_by from effects")
    assert sorted(row["number"] for row in rows) == list(range(2 * EVENTS))
    assert {row["heard_by"] for row in rows} == {"one", "other"}


async def test_one_city_s_thousand_events_do_not_hold_up_the_one_of_another(amqp_url: str) -> None:
    queue, heard, is_over = f"test-{new_id()}", asyncio.Queue[object](), asyncio.Event()

    async def hear(_: str, body: bus.Body) -> None:
        heard.put_nowait(body["about"])
        if body["about"] == str(busy):
            await is_over.wait()

    busy, calm = new_id(), new_id()
    rush = [Told(id=new_id(), about=busy, at=NOON, number=number) for number in range(EVENTS)]
    await _publish(amqp_url, queue, *rush, Told(id=new_id(), about=calm, at=NOON, number=EVENTS))
    consuming = asyncio.create_task(
        bus.consume(amqp_url, queue, hear, prefetch=2, whose=lambda body: body["about"])
    )
    async with asyncio.timeout(PATIENCE):
        assert [await heard.get(), await heard.get()] == [str(busy), str(calm)]
        is_over.set()
        assert {await heard.get() for _ in range(EVENTS - 1)} == {str(busy)}
    consuming.cancel()
    await asyncio.gather(consuming, return_exceptions=True)
