"""A gateway of somebody else's: the sample, with the rights that docs/asyncapi.yaml names, and no more."""

import asyncio
import os
import re
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import aio_pika
import pytest
import yaml
from aio_pika.abc import AbstractChannel
from asyncpg import Record

from contracts.notification import Template
from deploy.local.stack import Stack
from kit import bus
from kit.crypto import FieldCipher
from kit.db import Pool
from kit.ids import new_id
from services.notification.gateway import sms_centre
from tests.service.notification.conftest import (
    MOBILE,
    NOON,
    SEALING_KEYS,
    Desk,
    a_message,
    administrator,
    handed_over,
)

ROOT = Path(__file__).parents[3]
FOREIGN = FieldCipher("k9:" + "Q0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0NDQ0M=")


@pytest.fixture
async def account(desk: Desk, servers: Stack, amqp_url: str) -> AsyncIterator[str]:
    """The address of the broker for a user with the documented rights, here for the queues of the test."""
    rights = yaml.safe_load((ROOT / "docs/asyncapi.yaml").read_text("utf-8"))["info"]["x-rights"]
    used = {
        right: pattern.replace(r"sms\.outgoing", re.escape(desk.outgoing.name)).replace(
            r"sms\.receipts", re.escape(desk.receipts)
        )
        for right, pattern in rights.items()
    }
    name, at = f"gateway-{new_id()}", urlsplit(amqp_url)
    async with administrator(servers, amqp_url) as broker:
        for path, body in (
            (f"users/{name}", {"password": name, "tags": ""}),
            (f"permissions/%2F/{name}", used),
        ):
            (await broker.put(path, json=body)).raise_for_status()
        yield f"amqp://{name}:{name}@{at.hostname}:{at.port}/"
        (await broker.delete(f"users/{name}")).raise_for_status()


@dataclass
class Line:
    """Notification's end: the receipts that it took in so far, one after the other."""

    taken: asyncio.Queue[bus.Body]

    async def next(self) -> bus.Body:
        async with asyncio.timeout(60):
            return await self.taken.get()


@asynccontextmanager
async def _listening(desk: Desk, amqp_url: str) -> AsyncIterator[Line]:
    line = Line(asyncio.Queue())

    async def receipt(topic: str, body: bus.Body) -> None:
        await desk.receipt(topic, body)
        await line.taken.put(body)

    task = asyncio.create_task(bus.consume(amqp_url, desk.receipts, receipt))
    try:
        yield line
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@asynccontextmanager
async def _sample(account: str, desk: Desk, folder: Path) -> AsyncIterator[asyncio.StreamReader]:
    """The sample as a program of its own; what it sends is what it prints."""
    told = {
        "AMQP_URL": account,
        "SMS_KEYS": SEALING_KEYS,
        "SMS_SENT": str(folder / "sent.db"),
        "SMS_MESSAGES": desk.outgoing.name,
        "SMS_RECEIPTS": desk.receipts,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "deploy.samples.sms_gateway"),
        stdout=PIPE,
        cwd=ROOT,
        env={**os.environ, **told},
    )
    assert process.stdout is not None
    try:
        yield process.stdout
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _sent(sample: asyncio.StreamReader) -> str:
    async with asyncio.timeout(60):
        return (await sample.readline()).decode()


async def _kept(pool: Pool) -> list[Record]:
    """The messages, each with the transaction that wrote it last."""
    return await pool.fetch("select xmin::text as written_by, * from messages order by created_at, id")


async def test_a_receipt_counts_once_however_often_and_in_whatever_order(
    pool: Pool, desk: Desk, amqp_url: str, account: str, tmp_path: Path
) -> None:
    message = a_message()
    await handed_over(pool, desk, message)
    text = (await _kept(pool))[0]["text"]
    async with (
        _listening(desk, amqp_url) as line,
        bus.connect(account) as connection,
        _sample(account, desk, tmp_path) as sample,
    ):
        receipt = await line.next()
        assert (receipt["id"], receipt["state"]) == (str(message.id), "delivered")
        assert await _sent(sample) == f"{MOBILE} {text}\n"
        (closed,) = await _kept(pool)
        assert closed["state"] == "delivered"

        await desk.centre.hand_over(message.id, mobile=MOBILE, text=text)
        assert await line.next() == receipt
        channel = await connection.channel(on_return_raises=True)
        back = await channel.get_exchange(desk.receipts)
        late = {"id": str(message.id), "state": "failed", "at": (NOON - timedelta(days=1)).isoformat()}
        await bus.publish(back, "", late, message_id="late")
        assert await line.next() == late

        other = a_message(Template.ARCHIVE_RETURNED)
        await handed_over(pool, desk, other)
        assert (await line.next())["id"] == str(other.id)
        first, second = await _kept(pool)
        assert await _sent(sample) == f"{MOBILE} {second['text']}\n"  # the first was not sent again
        assert first["text"] != second["text"]

    assert [row["state"] for row in await _kept(pool)] == ["delivered", "delivered"]
    assert (await _kept(pool))[0] == closed
    assert not await pool.fetch("select * from odd_receipts")


async def test_what_cannot_be_opened_is_put_apart_and_holds_up_nothing(
    pool: Pool, desk: Desk, amqp_url: str, account: str, tmp_path: Path
) -> None:
    names = {"messages": desk.outgoing.name, "receipts": desk.receipts}
    strange, message = new_id(), a_message()
    async with sms_centre(amqp_url, FOREIGN, **names) as mistaken:
        await mistaken.hand_over(strange, mobile=MOBILE, text="【12333】")
    await handed_over(pool, desk, message)

    async with _listening(desk, amqp_url) as line, _sample(account, desk, tmp_path) as sample:
        assert (await line.next())["id"] == str(message.id)
        assert (await _sent(sample)).startswith(f"put apart: {strange} ")
    async with bus.connect(amqp_url) as connection:
        dead = await (await connection.channel()).get_queue(f"{desk.outgoing.name}.dead")
        assert (await dead.get()).message_id == str(strange)


async def _read(channel: AbstractChannel, desk: Desk) -> object:
    return await (await channel.get_queue(desk.receipts)).get(fail=False)


async def _declare(channel: AbstractChannel, desk: Desk) -> object:
    return await channel.declare_queue(f"{desk.receipts}.mine")


async def _write(channel: AbstractChannel, desk: Desk) -> object:
    return await channel.default_exchange.publish(aio_pika.Message(b"{}"), "review.events")


@pytest.mark.parametrize("attempt", [_read, _declare, _write])
async def test_with_the_rights_of_the_document_nothing_else_can_be_done(
    desk: Desk, account: str, attempt: Callable[[AbstractChannel, Desk], Awaitable[object]]
) -> None:
    async with await aio_pika.connect(account) as connection:
        channel = await connection.channel()
        with pytest.raises(aio_pika.exceptions.AMQPError, match="ACCESS_REFUSED"):
            await attempt(channel, desk)
