"""A notification service with real tables, and a way to the SMS centre with a queue of the test's own."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import aio_pika
import pytest
from aio_pika.abc import AbstractRobustQueue
from httpx2 import AsyncClient
from pydantic_core import to_jsonable_python

import cities
from contracts.identity import ContactChanged
from contracts.notification import Message, Template
from deploy.local.stack import Stack
from kit.bus import Handler, connect, declare_queue
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.ids import new_id
from services.notification.activities import Activities
from services.notification.consumers import Means, hear, hear_receipts
from services.notification.gateway import SmsCentre, sms_centre
from tests.fixtures.database import Database

CITIES = cities.load(Path(cities.__file__).parent)
FIELD_KEYS = "k1:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="
CIPHER = FieldCipher(FIELD_KEYS)
SEALING_KEYS = "k1:" + "QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkI="
SEALING = FieldCipher(SEALING_KEYS)
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


async def handed_over(pool: Pool, desk: "Desk", message: Message) -> None:
    """A message of notification's own, from the activity to the queue."""
    contact = a_contact(message.recipient_id)
    await desk.event(contact.topic, to_jsonable_python(asdict(contact)))
    await Activities(pool, CITIES, CIPHER).send(message)
    for row in await pool.fetch("select topic, body from outbox order by position"):
        await desk.event(row["topic"], row["body"])


def letter_of(message: aio_pika.abc.AbstractIncomingMessage) -> dict[str, str]:
    """What the SMS centre reads in a message."""
    letter: dict[str, str] = json.loads(SEALING.decrypt(json.loads(message.body)["sealed"]))
    return letter


@asynccontextmanager
async def administrator(servers: Stack, amqp_url: str) -> AsyncIterator[AsyncClient]:
    """Somebody who may ask the broker everything, and make users of it."""
    at = urlsplit(amqp_url)
    url = f"{servers.site.ports.url('rabbitmq-ui')}/api/"
    async with AsyncClient(base_url=url, auth=(at.username or "", at.password or "")) as client:
        yield client


@pytest.fixture
async def pool(database: Database) -> Pool:
    return await database("notification")


@dataclass
class Desk:
    """What hears events and receipts, the queue that the SMS centre would read, and where it would answer."""

    event: Handler
    receipt: Handler
    centre: SmsCentre
    outgoing: AbstractRobustQueue
    receipts: str

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
    back = f"{name}.receipts"
    async with (
        sms_centre(amqp_url, SEALING, messages=name, receipts=back) as centre,
        connect(amqp_url) as connection,
    ):
        channel = await connection.channel()
        queue = await declare_queue(channel, name)
        means = Means(pool=pool, cities=CITIES, cipher=CIPHER, centre=centre)
        yield Desk(hear(means), hear_receipts(pool), centre, queue, back)
        for used in (name, back):
            await channel.queue_delete(used)
            await channel.queue_delete(f"{used}.dead")
        await channel.exchange_delete(back)
