"""The SMS centre, on the other side of two queues: what waits there is on the broker's disk, and sealed.

`docs/asyncapi.yaml` describes both to whoever connects a centre.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal, cast
from uuid import UUID

import aio_pika
from aio_pika.abc import AbstractRobustExchange
from pydantic import BeforeValidator

from kit import bus
from kit.clock import read_moment
from kit.crypto import FieldCipher
from kit.entrance import declare_entrance
from kit.errors import Unavailable

SIGN = "12333"


def _moment(told: object) -> datetime:
    """Chinese gateways write local time without a zone."""
    if not isinstance(told, str):
        raise ValueError("no moment")  # noqa: TRY004 - pydantic takes a ValueError for a fault of the value
    try:
        return read_moment(told).astimezone(UTC)
    except OverflowError as error:  # the last day there is, in a zone behind
        raise ValueError("no moment") from error


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What the SMS centre says became of a message."""

    id: UUID
    state: Literal["delivered", "failed"]
    at: Annotated[datetime, BeforeValidator(_moment)]


class SmsCentre:
    """Takes messages. Handing the same id over again is harmless: the centre sends each id once."""

    def __init__(self, exchange: AbstractRobustExchange, queue: str, cipher: FieldCipher) -> None:
        """`cipher`: with the keys that are agreed with the centre and used for nothing else."""
        self._exchange = exchange
        self._queue = queue
        self._cipher = cipher

    async def hand_over(self, message_id: UUID, *, mobile: str, text: str) -> None:
        """Give a message to the centre and wait until the broker has it for good."""
        letter = {"id": str(message_id), "mobile": mobile, "text": text, "sign": SIGN}
        body = {"sealed": self._cipher.encrypt(json.dumps(letter, ensure_ascii=False))}
        try:
            await bus.publish(self._exchange, self._queue, body, message_id=str(message_id))
        except (OSError, RuntimeError, TimeoutError, aio_pika.exceptions.AMQPError) as error:
            raise Unavailable from error


@asynccontextmanager
async def sms_centre(
    amqp_url: str, cipher: FieldCipher, *, messages: str, receipts: str
) -> AsyncIterator[SmsCentre]:
    """The way to the centre and the one back; both queues exist from here on."""
    async with bus.connect(amqp_url) as connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        await bus.declare_queue(channel, messages)
        await declare_entrance(channel, receipts)
        yield SmsCentre(cast("AbstractRobustExchange", channel.default_exchange), messages, cipher)
