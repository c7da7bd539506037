"""Sessions that ended before their time: every API process hears of them, and refuses them from then on.

The broker keeps them in a stream for as long as a session can live. A process that starts reads it from its
first entry, so that it knows what was told before it was there; one that lost the broker reads it again.

Silence proves nothing: the relay of the service that ends sessions puts a mark into the stream every few
seconds. A process that hears no mark is behind; after a while it takes no decider's older token for granted.
"""

import asyncio
import json
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import aio_pika
import structlog
from aio_pika.abc import AbstractIncomingMessage
from prometheus_client import REGISTRY, Gauge

from kit.bus import EVERYONE, MARK, RETRY_PAUSE_SECONDS, answered, declare_stream, queue_name
from kit.clock import now
from kit.ids import new_id
from kit.session import Session
from kit.settings import LONGEST_SESSION

BEHIND_AFTER_SECONDS = 15.0  # three marks
DOUBT_AFTER_SECONDS = 60.0  # the longest that an ended session of these is believed
PATIENCE_SECONDS = 10.0
HEARTBEAT_SECONDS = 10  # a broker that vanished without a word is noticed within twice this

log = structlog.get_logger()
# Shown by those that follow: whoever only imports this is not behind.
current = Gauge(
    "revocations_current",
    "1 while every ended session is known, 0 while some may be missing",
    registry=None,
)


@dataclass(frozen=True, kw_only=True)
class Revocation:
    """A session that ended at this moment."""

    session_id: UUID
    at: datetime

    @classmethod
    def read(cls, body: bytes) -> "Revocation":
        """What an event tells, or `ValueError`."""
        try:
            told = json.loads(body)
            session_id, at = UUID(told["session_id"]), datetime.fromisoformat(told["at"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(type(error).__name__) from error
        # Whose clock is wrong is not known, and what is not heard stays believed: only nonsense is refused.
        if at.tzinfo is None or at > now() + LONGEST_SESSION:
            raise ValueError(told["at"])
        return cls(session_id=session_id, at=at)


class Revocations:
    """What has ended, kept until it would have ended by itself."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._told_at = now()  # of the last mark, by the clock of who wrote it; at first by our own
        self._heard_at: float | None = None  # in ticks; none while nobody follows
        self._is_marked = False  # whether that was a mark, of another's clock
        self._sessions: dict[UUID, datetime] = {}
        self._tidied_at = now()
        self._caught_up = asyncio.Event()

    def hear(self, told: Revocation) -> None:
        """Take one in; twice or in another order makes no difference."""
        self._sessions[told.session_id] = max(told.at, self._sessions.get(told.session_id, told.at))
        self._tidy()

    def cover(self, session: Session) -> bool:
        """Whether this session has ended."""
        return session.session_id in self._sessions

    @property
    def is_current(self) -> bool:
        """Whether everything that was told is known here, and whoever tells was heard of lately."""
        return self._caught_up.is_set() and self._silence() <= BEHIND_AFTER_SECONDS

    def doubt(self, session: Session) -> bool:
        """Whether this session may have ended unheard: what was signed within the last minute may not.

        Counted in the clock of who signs, so that our own may be wrong.
        """
        silence = self._silence()
        believed_from = self._told_at + timedelta(seconds=silence - DOUBT_AFTER_SECONDS)
        return session.decides and silence > DOUBT_AFTER_SECONDS and session.signed_at < believed_from

    def time(self) -> datetime:
        """What time it is, for what ends by itself: our own clock counts unless it lags behind the marks."""
        if self._is_marked:
            return max(now(), self._told_at + timedelta(seconds=self._silence()))
        return now()

    def begin(self) -> None:
        """Expect marks from now on."""
        self._told_at, self._heard_at = now(), self._ticks()
        current.set_function(lambda: self.is_current)
        with suppress(ValueError):  # it is shown already: in tests a process has several
            REGISTRY.register(current)

    def hear_mark(self, told_at: datetime) -> None:
        """Everything that was told before this moment is known; marks that are read again say nothing new."""
        if self._caught_up.is_set():
            self._told_at, self._heard_at, self._is_marked = told_at, self._ticks(), True

    def mark(self, *, is_current: bool) -> None:
        """Note that everything is known, or that something may be missing."""
        (self._caught_up.set if is_current else self._caught_up.clear)()

    def _silence(self) -> float:
        return 0.0 if self._heard_at is None else self._ticks() - self._heard_at

    async def catch_up(self, patience: float = PATIENCE_SECONDS) -> None:
        """Wait until everything is known, but not for ever: people are served without the broker too."""
        try:
            async with asyncio.timeout(patience):
                await self._caught_up.wait()
        except TimeoutError:
            log.warning("revocations_behind")

    def _tidy(self) -> None:
        at = now()
        if at - self._tidied_at < timedelta(minutes=1):
            return
        for key in [key for key, ended_at in self._sessions.items() if ended_at < at - LONGEST_SESSION]:
            del self._sessions[key]
        self._tidied_at = at


async def follow(url: str, revocations: Revocations) -> None:
    """Hear of every ended session until cancelled, from the first that the broker still has."""
    revocations.begin()
    while True:
        try:
            await _read(url, revocations)
        except (OSError, TimeoutError, aio_pika.exceptions.AMQPError) as error:
            log.warning("revocations_interrupted", error=type(error).__name__)
        finally:
            revocations.mark(is_current=False)
        await asyncio.sleep(RETRY_PAUSE_SECONDS)


async def _read(url: str, revocations: Revocations) -> None:
    """Read the stream until the connection ends. An entry of our own tells where it ended when we came."""
    mark = str(new_id())
    async with answered():
        connection = await aio_pika.connect(url, heartbeat=HEARTBEAT_SECONDS)
    async with connection:
        channel = await connection.channel()
        await channel.set_qos(prefetch_count=500)
        stream = await declare_stream(channel, queue_name(EVERYONE))
        await stream.consume(partial(_take, revocations, mark), arguments={"x-stream-offset": "first"})
        async with answered():
            await channel.default_exchange.publish(
                aio_pika.Message(b"", message_id=mark, type=MARK), stream.name
            )
        ends = [asyncio.ensure_future(one.closed()) for one in (connection, channel)]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)


async def _take(revocations: Revocations, mark: str, message: AbstractIncomingMessage) -> None:
    if message.message_id == mark:
        revocations.mark(is_current=True)
    elif message.type == MARK:
        if message.timestamp:
            revocations.hear_mark(message.timestamp)
    else:
        try:
            revocations.hear(Revocation.read(message.body))
        except ValueError:
            log.warning("revocation_not_understood", event_id=message.message_id)
    await message.ack()
