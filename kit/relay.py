"""The relay: takes events out of a service's outbox, in order per subject, and gives them to the broker."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import aio_pika
import asyncpg
import structlog
from aio_pika.abc import AbstractRobustExchange
from prometheus_client import Counter, Gauge

from kit import outbox
from kit.bus import MARK, Listeners, connect, declare_exchange, publish
from kit.clock import now
from kit.db import Connection, Record, open_pool

BATCH = 200
IDLE_SECONDS = 5.0
RETRY_SECONDS = 1.0
LOCK = 7_200_133  # one relay at a time per database; a second one stands by

log = structlog.get_logger()
sent_total = Counter("outbox_sent_total", "Events that the broker confirmed")
unsent = Gauge("outbox_unsent", "Events that wait in the outbox")
unheard = Gauge("outbox_unheard", "Events that were sent minutes ago and took no effect; they are sent again")


async def run(
    database_url: str,
    amqp_url: str,
    listeners: Listeners,
    *,
    marked: str | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Relay until cancelled. Whatever is away, an event stays in the outbox until it is confirmed.

    Who listens to the topic `marked` gets a mark after each look that found nothing left to tell.
    """
    async with connect(amqp_url) as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        exchange = await declare_exchange(channel, listeners)
        while True:
            try:
                await _relay(database_url, exchange, listeners, marked, ready)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("relay_interrupted", error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)


async def _relay(
    database_url: str,
    exchange: AbstractRobustExchange,
    listeners: Listeners,
    marked: str | None,
    ready: Callable[[], None],
) -> None:
    woken = asyncio.Event()

    def wake(*_: object) -> None:
        woken.set()

    async with open_pool(database_url, size=1) as pool, pool.acquire() as conn:
        ready()
        await conn.execute("set statement_timeout = 0")  # another relay may be at it for days
        await conn.execute("set lock_timeout = 0")
        await conn.execute("select pg_advisory_lock($1)", LOCK, timeout=None)
        await conn.add_listener("outbox", wake)
        try:
            while True:
                woken.clear()
                looked_at = now()
                while await _send_batch(conn, exchange, listeners):
                    looked_at = now()
                if marked:
                    await _mark(exchange, marked, looked_at)
                unheard.set(await outbox.tell_unheard(conn))
                await conn.execute("delete from kept_forms where expires_at < $1", now())  # kit/kept.py
                with suppress(TimeoutError):
                    async with asyncio.timeout(IDLE_SECONDS):
                        await woken.wait()
        finally:
            await conn.remove_listener("outbox", wake)


async def _mark(exchange: AbstractRobustExchange, topic: str, at: datetime) -> None:
    """Tell who listens that everything until this moment was told; the next look does it again."""
    message = aio_pika.Message(b"", type=MARK, timestamp=at)
    try:
        await exchange.publish(message, topic, mandatory=True, timeout=10)
    except (OSError, RuntimeError, TimeoutError, aio_pika.exceptions.AMQPError) as error:
        log.warning("mark_failed", error=type(error).__name__)


async def _send_batch(conn: Connection, exchange: AbstractRobustExchange, listeners: Listeners) -> bool:
    rows = await conn.fetch(
        """
        select position, id, about, topic, body from outbox
        where sent_at is null order by position limit $1
        """,
        BATCH,
    )
    unsent.set(len(rows))
    subjects = defaultdict(list)
    for row in rows:
        subjects[row["about"]].append(row)
    sent = [
        position
        for positions in await asyncio.gather(
            *(_send_in_order(exchange, rows, listeners) for rows in subjects.values())
        )
        for position in positions
    ]
    await conn.execute("update outbox set sent_at = now() where position = any($1::bigint[])", sent)
    sent_total.inc(len(sent))
    if len(sent) < len(rows):
        await asyncio.sleep(RETRY_SECONDS)
    return bool(rows)


async def _send_in_order(
    exchange: AbstractRobustExchange, rows: Sequence[Record], listeners: Listeners
) -> list[int]:
    """The positions that the broker confirmed. Stops at the first that it did not."""
    sent: list[int] = []
    for row in rows:
        if row["topic"] in listeners:
            try:
                await publish(exchange, row["topic"], row["body"], message_id=str(row["id"]))
            except (OSError, RuntimeError, TimeoutError, aio_pika.exceptions.AMQPError) as error:
                log.warning("publish_failed", event_id=str(row["id"]), error=type(error).__name__)
                break
        sent.append(row["position"])
    return sent
