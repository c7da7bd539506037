"""Several relays of one service: one sends, the others stand by until it dies or freezes."""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from uuid import UUID

import asyncpg
import pytest
from aio_pika.abc import AbstractRobustExchange
from structlog.testing import capture_logs

from kit import bus, outbox, relay
from kit.db import Pool, transaction
from kit.ids import new_id
from tests.fixtures.database import Database, url_of

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
PATIENCE = 60
SUBJECTS = 5


@dataclass(frozen=True, kw_only=True)
class Told:
    topic: ClassVar[str] = "kit.told"
    is_awaited: ClassVar[bool] = False
    id: UUID
    about: UUID
    at: datetime
    number: int


class Bench:
    """A service's outbox and whoever hears of it."""

    def __init__(self, pool: Pool, amqp_url: str) -> None:
        self.pool, self.amqp_url = pool, amqp_url
        self._listener, self._subjects = f"test-{new_id()}", [new_id() for _ in range(SUBJECTS)]
        self.heard: dict[str, list[int]] = {str(subject): [] for subject in self._subjects}

    async def tell(self, *numbers: int) -> None:
        """Something about each subject for each number."""
        async with transaction(self.pool) as conn:
            for number in numbers:
                for subject in self._subjects:
                    await outbox.add(conn, Told(id=new_id(), about=subject, at=NOON, number=number))
            await conn.execute("notify outbox")

    async def until_heard(self, number: int) -> None:
        async with asyncio.timeout(PATIENCE):
            while not all(number in numbers for numbers in self.heard.values()):
                await asyncio.sleep(0.02)

    def relay(self) -> Coroutine[Any, Any, None]:
        return relay.run(url_of(self.pool), self.amqp_url, {Told.topic: (self._listener,)})

    def hear(self) -> Coroutine[Any, Any, None]:
        async def handler(_: str, body: dict[str, object]) -> None:
            self.heard[str(body["about"])].append(int(str(body["number"])))

        return bus.consume(self.amqp_url, bus.queue_name(self._listener), handler, prefetch=1)


async def ended(*tasks: "asyncio.Task[None]") -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_two_relays_tell_each_event_once_and_in_order_also_when_one_ends(
    database: Database, amqp_url: str
) -> None:
    bench = Bench(await database("review"), amqp_url)
    first, hearing = (asyncio.create_task(one) for one in (bench.relay(), bench.hear()))
    await bench.tell(*range(10))
    await bench.until_heard(9)
    second = asyncio.create_task(bench.relay())
    await bench.tell(*range(10, 20))
    await bench.until_heard(19)
    await ended(first)
    await bench.tell(*range(20, 30))
    await bench.until_heard(29)
    await ended(second, hearing)
    assert all(numbers == list(range(30)) for numbers in bench.heard.values())


class Freezing:
    """A relay in a thread of its own, whose whole world can be stopped, its connections open."""

    def __init__(self, bench: Bench) -> None:
        self._bench, self._going = bench, threading.Event()
        self._loop = asyncio.new_event_loop()
        self._task = self._loop.create_task(bench.relay())
        self._thread = threading.Thread(target=self._run)

    @contextmanager
    def running(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._going.set()
            self._loop.call_soon_threadsafe(self._task.cancel)
            self._thread.join()

    def _run(self) -> None:
        self._loop.run_until_complete(asyncio.gather(self._task, return_exceptions=True))
        self._loop.close()

    def freeze(self) -> None:
        self._loop.call_soon_threadsafe(self._going.wait)

    def thaw(self) -> None:
        self._going.set()


async def test_a_relay_that_freezes_with_the_lock_holds_nobody_up(
    database: Database, amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "IDLE_SECONDS", 0.2)
    monkeypatch.setattr(relay, "SILENCE_SECONDS", 2.0)
    bench = Bench(await database("review"), amqp_url)
    frozen, hearing = Freezing(bench), asyncio.create_task(bench.hear())
    with frozen.running():
        await bench.tell(0)
        await bench.until_heard(0)
        other = asyncio.create_task(bench.relay())
        frozen.freeze()
        await bench.tell(*range(1, 10))
        await bench.until_heard(9)
        frozen.thaw()
        await bench.tell(*range(10, 20))
        await bench.until_heard(19)
        await ended(other)
        await bench.tell(20)
        await bench.until_heard(20)
    await ended(hearing)
    # It may be told again what was on its way as it froze; what is new comes in order.
    assert all(list(dict.fromkeys(numbers)) == list(range(21)) for numbers in bench.heard.values())


async def test_one_that_freezes_within_a_statement_loses_the_lock_as_well(
    database: Database, amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "SILENCE_SECONDS", 2.0)
    bench = Bench(await database("review"), amqp_url)
    with suppress(asyncpg.PostgresError, asyncpg.InterfaceError):  # ended while it stood still
        async with relay.session(url_of(bench.pool)) as conn:
            await conn.fetchval("select pg_advisory_lock($1)", relay.LOCK)
            await conn.prepare("select 1")  # its first message went; the second never does
            other, hearing = asyncio.create_task(bench.relay()), asyncio.create_task(bench.hear())
            await bench.tell(0)
            await bench.until_heard(0)
    await ended(other, hearing)


async def test_a_broker_that_is_too_busy_to_make_queues_is_asked_again(
    database: Database, amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy, declare = iter([TimeoutError()]), bus.declare_exchange

    async def declare_in_the_end(*asked: Any) -> AbstractRobustExchange:
        for error in busy:
            raise error
        return await declare(*asked)

    monkeypatch.setattr(relay, "declare_exchange", declare_in_the_end)
    pool, is_ready = await database("review"), asyncio.Event()
    relaying = asyncio.create_task(relay.run(url_of(pool), amqp_url, {}, ready=is_ready.set))
    async with asyncio.timeout(PATIENCE):
        await is_ready.wait()
    await ended(relaying)


async def test_who_stands_by_is_ready_says_so_once_and_counts_nothing(
    database: Database, amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "LOOK_SECONDS", 0.01)
    pool, is_ready = await database("review"), asyncio.Event()
    relay.unsent.set(7)
    holder = await asyncpg.connect(url_of(pool))
    await holder.execute("select pg_advisory_lock($1)", relay.LOCK)
    with capture_logs() as said:
        standing_by = asyncio.create_task(relay.run(url_of(pool), amqp_url, {}, ready=is_ready.set))
        async with asyncio.timeout(PATIENCE):
            await is_ready.wait()
            while not said:
                await asyncio.sleep(0.01)
        assert relay.leads._value.get() == relay.unsent._value.get() == 0
        await holder.close()
        async with asyncio.timeout(PATIENCE):
            while not relay.leads._value.get():
                await asyncio.sleep(0.01)
        await ended(standing_by)
    told = [(line["event"], line["log_level"]) for line in said]
    assert told == [("relay_stands_by", "info"), ("relay_takes_over", "info")]
