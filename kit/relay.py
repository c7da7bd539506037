"""The relay: takes events out of a service's outbox, in order per subject, and gives them to the broker."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from typing import Any

import aio_pika
import asyncpg
import structlog
from aio_pika.abc import AbstractRobustExchange
from prometheus_client import Counter, Gauge

from kit import outbox, traces
from kit.bus import MARK, Listeners, answered, connect, declare_exchange, pauses, publish
from kit.clock import now
from kit.db import PASSING, Connection, Record, open_connection

BATCH = 200
IDLE_SECONDS = 5.0
RETRY_SECONDS = 1.0
LOCK = 7_200_133  # one relay at a time per database; the others stand by (ADR 50)
LOOK_SECONDS = 1.0  # between two looks of who stands by
# Who says nothing for three looks, frozen or cut off, is ended by the server, and its lock with it.
SILENCE_SECONDS = 15.0
SENDING_SECONDS = 4.0  # then no further one is begun: with the last, which may take ten, that is no silence

log = structlog.get_logger()
sent_total = Counter("outbox_sent_total", "Events that the broker confirmed")
unsent = Gauge("outbox_unsent", "Events that wait in the outbox")
unheard = Gauge("outbox_unheard", "Events that were sent minutes ago and took no effect; they are sent again")
leads = Gauge("outbox_relay_leads", "1 while this relay sends, 0 while it stands by and counts nothing")


async def run(
    database_url: str,
    amqp_url: str,
    listeners: Listeners,
    *,
    marked: str | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Relay until cancelled. Whatever is away, an event stays in the outbox until it is confirmed.

    Who listens to the topic `marked` gets a mark after each look that found nothing left to tell. A broker
    that is too busy to make the queues, as it is when all relays begin at once, is asked again.
    """
    for pause in pauses():
        try:
            async with connect(amqp_url) as connection:
                channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
                exchange = await declare_exchange(channel, listeners)
                while True:
                    await _until_interrupted(_relay(database_url, exchange, listeners, marked, ready))
        except (OSError, RuntimeError, TimeoutError, aio_pika.exceptions.AMQPError) as error:
            log.warning("relay_interrupted", error=type(error).__name__)
            await asyncio.sleep(pause)


async def _until_interrupted(work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except (*PASSING, asyncpg.PostgresError) as error:
        log.warning("relay_interrupted", error=type(error).__name__)
        await asyncio.sleep(RETRY_SECONDS)


@asynccontextmanager
async def session(database_url: str) -> AsyncIterator[Connection]:
    """A connection that the server ends when it says nothing for a while, wherever it fell silent.

    Between the two messages of a first statement a session is not idle but within that statement.
    """
    async with open_connection(database_url) as conn:
        for limit in ("idle_session_timeout", "transaction_timeout"):
            await conn.execute("select set_config($1, $2, false)", limit, f"{SILENCE_SECONDS:.0f}s")
        yield conn


async def _relay(
    database_url: str,
    exchange: AbstractRobustExchange,
    listeners: Listeners,
    marked: str | None,
    ready: Callable[[], None],
) -> None:
    async with session(database_url) as conn:
        ready()
        while True:
            await _until_chosen(conn)
            await _lead(conn, exchange, listeners, marked)
            await conn.execute("select pg_advisory_unlock($1)", LOCK)
            await asyncio.sleep(2 * LOOK_SECONDS)


async def _until_chosen(conn: Connection) -> None:
    """Stand by, and count nothing, until nobody else sends.

    It is asked again and again: who waits inside the server keeps it from tidying up.
    """
    stood_by = False
    while not await conn.fetchval("select pg_try_advisory_lock($1)", LOCK):
        if not stood_by:
            stood_by = True
            log.info("relay_stands_by")
            for gauge in (leads, unsent, unheard):
                gauge.set(0)
        await asyncio.sleep(LOOK_SECONDS)
    if stood_by:
        log.info("relay_takes_over")
    leads.set(1)


async def _lead(
    conn: Connection, exchange: AbstractRobustExchange, listeners: Listeners, marked: str | None
) -> None:
    """Send what there is and what comes, as long as the broker takes it from us: another may reach it."""
    woken = asyncio.Event()

    def wake(*_: object) -> None:
        woken.set()

    await conn.add_listener("outbox", wake)
    taken_at = _seconds()
    try:
        while True:
            woken.clear()
            looked_at = now()
            while (sent := await _send_batch(conn, exchange, listeners)) is not None:
                taken_at = _seconds() if sent else taken_at
                if _seconds() - taken_at > SILENCE_SECONDS:
                    return
                looked_at = now()
            taken_at = _seconds()
            if marked:
                await _mark(exchange, marked, looked_at)
            unheard.set(await outbox.tell_unheard(conn))
            await conn.execute("delete from kept_forms where expires_at < $1", now())  # kit/kept.py
            with suppress(TimeoutError):
                async with asyncio.timeout(IDLE_SECONDS):
                    await woken.wait()
    finally:
        await conn.remove_listener("outbox", wake)


def _seconds() -> float:
    return asyncio.get_running_loop().time()


async def _mark(exchange: AbstractRobustExchange, topic: str, at: datetime) -> None:
    """Tell who listens that everything until this moment was told; the next look does it again."""
    message = aio_pika.Message(b"", type=MARK, timestamp=at)
    try:
        async with answered():
            await exchange.publish(message, topic, mandatory=True)
    except (OSError, RuntimeError, TimeoutError, aio_pika.exceptions.AMQPError) as error:
        log.warning("mark_failed", error=type(error).__name__)


async def _send_batch(conn: Connection, exchange: AbstractRobustExchange, listeners: Listeners) -> int | None:
    """How many the broker confirmed, of those that wait; none if nothing does."""
    rows = await conn.fetch(
        """
        select position, id, about, topic, body from outbox
        where sent_at is null order by position limit $1
        """,
        BATCH,
    )
    unsent.set(len(rows))
    if not rows:
        return None
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
    return len(sent)


async def _send_in_order(
    exchange: AbstractRobustExchange, rows: Sequence[Record], listeners: Listeners
) -> list[int]:
    """The positions that the broker confirmed. Stops at the first that it did not, and when time is up."""
    sent: list[int] = []
    until = _seconds() + SENDING_SECONDS
    for row in rows:
        if _seconds() > until:
            break
        if row["topic"] in listeners:
            try:
                await _tell(exchange, row)
            except (OSError, RuntimeError, TimeoutError, aio_pika.exceptions.AMQPError) as error:
                log.warning("publish_failed", event_id=str(row["id"]), error=type(error).__name__)
                break
        sent.append(row["position"])
    return sent


async def _tell(exchange: AbstractRobustExchange, row: Record) -> None:
    """Give the broker an event; what leads back to where it became true travels beside it, not in it."""
    body = {**row["body"]}
    after = body.pop(traces.HEADER, None)
    with traces.span(f"tell {row['topic']}", after=after):
        trace = traces.carried() or after
        await publish(exchange, row["topic"], body, message_id=str(row["id"]), trace=trace)
