"""What is written down about an application, seen from outside: databases and queues."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from typing import Any
from uuid import UUID

import aio_pika
import asyncpg

from contracts.events import LISTENERS
from deploy.local.services import SERVICES
from deploy.local.stack import Stack
from kit.bus import EVERYONE, queue_name

SMS_QUEUES = ("sms.outgoing", "sms.receipts")
Rows = list[dict[str, Any]]


async def connected(stack: Stack, service: str) -> asyncpg.Connection:
    """A connection to a service's own database."""
    return await asyncpg.connect(stack.environment(service)[f"{service}_DATABASE_URL".upper()])


async def rows(stack: Stack, service: str, query: str, *args: object) -> Rows:
    """What a service's own database says."""
    conn = await connected(stack, service)
    try:
        return [dict(row) for row in await conn.fetch(query, *args)]
    finally:
        await conn.close()


def paid_at_channel(stack: Stack, charges: Collection[str]) -> list[str]:
    """The transactions of these charges in the payment channel's own book."""
    book = stack.site.state / "payment-channel" / "channel.db"
    with closing(sqlite3.connect(f"file:{book}?mode=ro", uri=True)) as base:
        found = base.execute("select out_trade_no, transaction_id from trades where state = 'SUCCESS'")
        return [transaction for charge, transaction in found if str(UUID(charge)) in charges]


async def unsent(stack: Stack) -> dict[str, int]:
    """Events that have not left, by service."""
    query = "select count(*) as waiting from outbox where sent_at is null"
    found = {service: (await rows(stack, service, query))[0]["waiting"] for service in SERVICES}
    return {service: waiting for service, waiting in found.items() if waiting}


def listening() -> list[str]:
    """The queues of those who listen, but for the stream: it keeps what it was told, and rejects nothing."""
    return sorted({queue_name(name) for names in LISTENERS.values() for name in names if name != EVERYONE})


async def queued(stack: Stack) -> dict[str, int]:
    """Messages that wait in a queue, dead letters included, by queue."""
    found: dict[str, int] = {}
    async with await aio_pika.connect(stack.environment("review")["REVIEW_AMQP_URL"]) as connection:
        for name in (*listening(), *SMS_QUEUES):
            for queue in (name, f"{name}.dead"):
                channel = await connection.channel()
                declared = await channel.declare_queue(queue, passive=True)
                found[queue] = declared.declaration_result.message_count or 0
                await channel.close()
    return {queue: waiting for queue, waiting in found.items() if waiting}
