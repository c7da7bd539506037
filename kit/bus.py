"""The bus: one topic exchange, one quorum queue per listener with a dead-letter queue behind it."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

import aio_pika
import structlog
from aio_pika.abc import (
    AbstractChannel,
    AbstractExchange,
    AbstractIncomingMessage,
    AbstractQueue,
    AbstractRobustChannel,
    AbstractRobustConnection,
    AbstractRobustExchange,
    AbstractRobustQueue,
)
from prometheus_client import Counter, Gauge

from kit import traces
from kit.adapters import adapter
from kit.db import Connection, Pool, transaction
from kit.delivered import Unreadable, body_of, id_of, topic_of
from kit.errors import Unavailable
from kit.turns import Turns

EXCHANGE = "zhicheng.events"
EVERYONE = "everyone"  # the listener that is every API process of every service
MARK = "mark"  # the kind of message that tells everyone that what came before it was all
KEPT = timedelta(hours=25)  # what everyone hears; a little longer than any session lives
DELIVERY_LIMIT = 20
IN_HAND = 16  # messages of one listener whose effect is under way
IN_SIGHT = 1_000  # where messages take turns: as many are looked at, of what may be a rush
RETRY_PAUSE_SECONDS = 1.0
LOOK_SECONDS = 20.0  # between two looks whether the broker still knows that we listen
MISSED_MOST = 2
ANSWER_SECONDS = 10.0  # within which a broker answers; one that does not is asked again
LONGEST_PAUSE_SECONDS = 30.0  # between two tries, however long the world is away

Listeners = Mapping[str, tuple[str, ...]]  # topic → who listens
Body = dict[str, object]
Handler = Callable[[str, Body], Awaitable[None]]
Whose = Callable[[Body], Hashable]


class Event(Protocol):
    """What is read of every event here: its topic, and the id under which it comes again."""

    topic: ClassVar[str]

    @property
    def id(self) -> UUID:
        """The same, however often it is told."""


C = TypeVar("C")  # what an operation works with
E = TypeVar("E", bound=Event)


@dataclass(frozen=True)
class Heard(Generic[C]):
    """A row of a listener's table: a topic, its event, and what is done when it comes."""

    topic: str
    read: Callable[[Body], Event]
    operation: Callable[[C, Any], Awaitable[None]]


log = structlog.get_logger()
failed_total = Counter("events_failed_total", "Deliveries that a listener failed at", ["queue"])
dead_total = Counter("events_dead_total", "Events that were given up and lie in a .dead queue", ["queue"])
unreadable_total = Counter(
    "events_unreadable_total",
    "Deliveries that no version can read, put into the .dead queue",
    ["queue", "why"],
)
waiting = Gauge("events_waiting_for_the_world", "Events whose listener waits for what is away", ["queue"])
queued = Gauge("events_queued", "Events that wait in the queue for its listener", ["queue"])
put_apart = Gauge("events_put_apart", "Events that were given up and lie in the .dead queue", ["queue"])
leaderless = Gauge(
    "events_queue_without_leader", "1 while the broker cannot give out what is in it", ["queue"]
)


def queue_name(listener: str) -> str:
    """The queue in which a listener's events wait."""
    return f"{listener}.events"


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[AbstractRobustConnection]:
    """A connection that comes back by itself; waits for a broker that is not there yet."""
    connection = await _patiently(url)
    try:
        yield connection
    finally:
        await connection.close()


async def _patiently(url: str) -> AbstractRobustConnection:
    while True:
        try:
            connection = await aio_pika.connect_robust(url, timeout=ANSWER_SECONDS)  # and each time anew
            break
        except (OSError, TimeoutError, aio_pika.exceptions.AMQPError) as error:
            log.warning("broker_away", error=type(error).__name__)
            await asyncio.sleep(RETRY_PAUSE_SECONDS)
    task = asyncio.current_task()
    if task and task.cancelling():  # in the moment of the answer: the library's `timeout` lost it
        await connection.close()
        raise asyncio.CancelledError
    return connection


def answered() -> asyncio.Timeout:
    """Within this the broker answers. The library's own `timeout` loses a cancellation that comes with it."""
    return asyncio.timeout(ANSWER_SECONDS)


async def declare_queue(channel: AbstractRobustChannel, name: str) -> AbstractRobustQueue:
    """A quorum queue; what cannot be handled after many tries goes to `<name>.dead`, never away."""
    arguments = {
        "x-queue-type": "quorum",
        "x-delivery-limit": DELIVERY_LIMIT,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": f"{name}.dead",
    }
    async with answered():
        await channel.declare_queue(f"{name}.dead", durable=True, arguments={"x-queue-type": "quorum"})
    async with answered():
        return await channel.declare_queue(name, durable=True, arguments=arguments)


async def declare_stream(channel: AbstractChannel, name: str) -> AbstractQueue:
    """A queue that everybody reads from its first entry; the broker lets go of what is old."""
    return await channel.declare_queue(
        name,
        durable=True,
        arguments={
            "x-queue-type": "stream",
            "x-max-age": f"{int(KEPT.total_seconds())}s",
            "x-stream-max-segment-size-bytes": 1_000_000,  # only whole segments are let go of
        },
    )


async def declare_exchange(channel: AbstractRobustChannel, listeners: Listeners) -> AbstractRobustExchange:
    """The exchange with every listener's queue bound to it, so that no event is published into nothing."""
    exchange = await channel.declare_exchange(EXCHANGE, aio_pika.ExchangeType.TOPIC, durable=True)
    for listener in sorted({name for names in listeners.values() for name in names}):
        declare = declare_stream if listener == EVERYONE else declare_queue
        queue = await declare(channel, queue_name(listener))
        for topic, names in listeners.items():
            if listener in names:
                await queue.bind(exchange, topic)
    return exchange


async def consume(
    url: str,
    queue: str,
    handler: Handler,
    *,
    prefetch: int = IN_HAND,
    whose: Whose | None = None,
    ready: Callable[[], None] = lambda: None,
) -> None:
    """Hand every message of a queue to the handler until cancelled; acknowledge after its effect is stored.

    What the handler needs and is away (`Unavailable`) is waited for, however long. A handler that raises
    anything else has its message delivered again after a pause that grows, at most `DELIVERY_LIMIT` times.
    What is no JSON object can never be read: it is put with the dead ones at once, as it came.
    A broker that ends the connection while we begin, as a busy one does, is asked again; so is one that no
    longer knows that we listen.

    In the order of the queue, or where messages are somebody's (`whose`) by turns, and nobody has all places.
    """
    for told in (failed_total, dead_total, waiting):
        told.labels(queue)  # from 0 on, so that the first one shows
    for pause in pauses():
        try:
            async with connect(url) as connection:
                channel = await connection.channel()
                await channel.set_qos(prefetch_count=IN_SIGHT if whose else prefetch)
                declared = await declare_queue(channel, queue)
                handle = _by_turns(handler, whose, prefetch) if whose else handler
                await declared.consume(partial(_handle, queue, handle))
                leaderless.labels(queue).set(0)
                ready()
                dead = await channel.get_queue(f"{queue}.dead")
                await _while_counted(declared, dead)
        except (OSError, RuntimeError, TimeoutError, aio_pika.exceptions.AMQPError) as error:
            log.warning("consumer_interrupted", queue=queue, error=type(error).__name__)
            leaderless.labels(queue).set(is_leaderless := "INTERNAL_ERROR" in str(error))
            if is_leaderless:
                log.error("queue_without_leader", queue=queue)  # noqa: TRY400 - the broker's own words say no more
            await asyncio.sleep(pause)


def _by_turns(handler: Handler, whose: Whose, places: int) -> Handler:
    turns = Turns(places, longest=sys.maxsize)

    async def handle(topic: str, body: Body) -> None:
        async with turns.one(whose(body)):
            await handler(topic, body)

    return handle


async def _while_counted(queue: AbstractRobustQueue, dead: AbstractQueue) -> None:
    """Wait as long as the broker counts who listens here; it says nothing when a queue is gone or ends.

    It may be too busy to count once.
    """
    missed = 0
    while missed < MISSED_MOST:
        async with answered():
            found = await queue.declare()
        async with answered():
            given_up = await dead.declare()
        missed = 0 if found.consumer_count else missed + 1
        queued.labels(queue.name).set(found.message_count or 0)
        put_apart.labels(queue.name).set(given_up.message_count or 0)
        await asyncio.sleep(LOOK_SECONDS)
    log.warning("consumer_forgotten", queue=queue.name)


async def _handle(queue: str, handler: Handler, message: AbstractIncomingMessage) -> None:
    topic = topic_of(message)
    with structlog.contextvars.bound_contextvars(topic=topic, event_id=id_of(message)):
        try:
            body = body_of(message)
            with traces.span(f"hear {topic}", after=traces.after(message.headers)):
                await _until_available(queue, handler, message.routing_key or "", body)
        except Unreadable as error:
            log.error("event_unreadable", queue=f"{queue}.dead", why=error.why)  # noqa: TRY400 - why says it all
            unreadable_total.labels(queue, error.why).inc()
            dead_total.labels(queue).inc()
            await message.reject(requeue=False)
        except Exception:
            deliveries = 1 + int(str(message.headers.get("x-delivery-count", 0)))
            log.exception("event_failed", deliveries=deliveries)
            await _give_back(queue, message, deliveries)
        else:
            await message.ack()


async def _until_available(queue: str, handler: Handler, topic: str, body: Body) -> None:
    """A world that is away is waited for here, so that the message's deliveries are not used up by it."""
    for pause in pauses():
        try:
            await handler(topic, body)
        except Unavailable:
            log.warning("event_waits", seconds=pause)
            with waiting.labels(queue).track_inprogress():
                await asyncio.sleep(pause)
        else:
            return


async def _give_back(queue: str, message: AbstractIncomingMessage, deliveries: int) -> None:
    """Have it delivered again after a pause; after the last time the broker puts it with the dead ones."""
    failed_total.labels(queue).inc()
    if deliveries > DELIVERY_LIMIT:
        log.error("event_given_up", queue=f"{queue}.dead")
        dead_total.labels(queue).inc()
    else:
        await asyncio.sleep(next(islice(pauses(), deliveries - 1, None)))
    await message.reject(requeue=True)


def pauses() -> Iterator[float]:
    """Seconds to wait between tries: 1, 2, 4 … and then the longest, for ever."""
    pause = RETRY_PAUSE_SECONDS
    while True:
        yield pause
        pause = min(2 * pause, LONGEST_PAUSE_SECONDS)


def on(event: type[E], operation: Callable[[C, E], Awaitable[None]]) -> Heard[C]:
    """Have this done when this event comes."""
    return Heard(event.topic, adapter(event).validate_python, operation)


def hear(context: C, *table: Heard[C]) -> Handler:
    """Read each event into its type and hand it on with what the operations work with.

    A topic that is not in the table is an error of the table of listeners.
    """
    rows = {row.topic: row for row in table}

    async def handle(topic: str, body: Body) -> None:
        if topic not in rows:
            raise ValueError(topic)
        await rows[topic].operation(context, rows[topic].read(body))

    return handle


def hear_once(pool: Pool, listener: str, *table: Heard[Connection]) -> Handler:
    """Do what the table says in a transaction, and only if the event is new to this listener."""

    def in_transaction(row: Heard[Connection]) -> Heard[Pool]:
        async def operation(pool: Pool, event: Event) -> None:
            async with transaction(pool) as conn:
                if await once(conn, event.id, listener):
                    await row.operation(conn, event)

        return Heard(row.topic, row.read, operation)

    return hear(pool, *map(in_transaction, table))


async def once(conn: Connection, event_id: UUID, listener: str) -> bool:
    """Whether this is new to the listener. In the same transaction as its effect."""
    row = await conn.fetchrow(
        "insert into inbox (event_id, consumer) values ($1, $2) on conflict do nothing returning event_id",
        event_id,
        listener,
    )
    return row is not None


async def publish(
    exchange: AbstractExchange, topic: str, body: object, *, message_id: str, trace: str | None = None
) -> None:
    """Publish and wait until the broker has it for good; raises when it has no queue to go to."""
    message = aio_pika.Message(
        json.dumps(body, ensure_ascii=False).encode(),
        headers={traces.HEADER: trace} if trace else {},
        message_id=message_id,
        content_type="application/json",
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
    )
    async with answered():
        await exchange.publish(message, topic, mandatory=True)


def topics_of(listeners: Listeners, listener: str) -> Iterable[str]:
    """The topics that a listener hears."""
    return (topic for topic, names in listeners.items() if listener in names)
