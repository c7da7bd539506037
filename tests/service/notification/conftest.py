"""A notification service with real tables, and a way to the SMS centre with a queue of the test's own."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import aio_pika
import pytest
from aio_pika.abc import AbstractRobustQueue

import cities
from contracts.identity import ContactChanged
from contracts.notification import Message, Template
from kit.bus import Handler, connect, declare_queue
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.ids import new_id
from services.notification.consumers import Means, hear, hear_receipts
from services.notification.gateway import SmsCentre, sms_centre
from tests.fixtures.database import Database

CITIES = cities.load(Path(cities.__file__).parent)
CIPHER = FieldCipher("k1:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")
SEALING = FieldCipher("k1:" + "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI=")
MOBILE = "13800001234"
NOON = datetime(2022, 9, 28, 4, tzinfo=UTC)


def a_message(template: Template = Template.ARCHIVE_VERIFIED, **changes: object) -> Message:
    values = {"id": new_id(), "recipient_id": new_id(), "city": "shaoxing", "template": template}
    return Message(**{**values, **changes})  # type: ignore[arg-type]


def a_contact(holder_id: UUID, mobile: str = MOBILE, at: datetime = NOON) -> ContactChanged:
    return ContactChanged(
        id=new_id(),
        about=holder_id,
        at=at,
        holder_id=holder_id,
        city="shaoxing",
        mobile_encrypted=CIPHER.encrypt(mobile),
    )


def letter_of(message: aio_pika.abc.AbstractIncomingMessage) -> dict[str, str]:
    """What the SMS centre reads in a message."""
    letter: dict[str, str] = json.loads(SEALING.decrypt(json.loads(message.body)["sealed"]))
    return letter


@pytest.fixture
async def pool(database: Database) -> Pool:
    return await database("notification")


@dataclass
class Desk:
    """What hears events and receipts, and the queue that the SMS centre would read."""

    event: Handler
    receipt: Handler
    centre: SmsCentre
    outgoing: AbstractRobustQueue

    async def taken(self) -> list[aio_pika.abc.AbstractIncomingMessage]:
        """Everything that was handed over so far."""
        messages = []
        while (message := await self.outgoing.get(fail=False)) is not None:
            await message.ack()
            messages.append(message)
        return messages


@pytest.fixture
async def desk(pool: Pool, amqp_url: str) -> AsyncIterator[Desk]:
    name = f"test.{new_id()}"
    async with sms_centre(amqp_url, name, SEALING) as centre, connect(amqp_url) as connection:
        channel = await connection.channel()
        queue = await declare_queue(channel, name)
        means = Means(pool=pool, cities=CITIES, cipher=CIPHER, centre=centre)
        yield Desk(hear(means), hear_receipts(pool), centre, queue)
        await channel.queue_delete(name)
        await channel.queue_delete(f"{name}.dead")
