"""The whole way of a message: activity, outbox, relay, queue, simulated SMS centre, receipt."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from contracts.notification import MessageReady
from deploy.simulators.sms_centre.centre import Centre
from deploy.simulators.sms_centre.sent import Sent
from kit import bus, relay
from kit.db import Pool, transaction
from kit.entrance import declare_entrance
from kit.ids import new_id
from services.notification import operations
from services.notification.activities import Activities
from services.notification.consumers import Means, hear, hear_receipts
from services.notification.gateway import sms_centre
from tests.fixtures.database import url_of
from tests.service.notification.conftest import CIPHER, CITIES, NOON, SEALING, a_contact, a_message

UNREACHABLE = "13800000000"


async def _until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not reached():
            await asyncio.sleep(0.02)


async def _know(pool: Pool, *contacts: object) -> None:
    for contact in contacts:
        async with transaction(pool) as conn:
            await operations.keep_contact(conn, CIPHER, contact, at=NOON)  # type: ignore[arg-type]


async def test_every_message_is_sent_once_and_its_receipt_noted(
    pool: Pool, amqp_url: str, tmp_path: Path
) -> None:
    outgoing, receipts, listener = (f"test.{new_id()}" for _ in range(3))
    messages = [a_message() for _ in range(20)]
    await _know(pool, *(a_contact(message.recipient_id) for message in messages[1:]))
    await _know(pool, a_contact(messages[0].recipient_id, UNREACHABLE))
    sent, closed = Sent(tmp_path / "sent.jsonl"), 0

    async with (
        sms_centre(amqp_url, SEALING, messages=outgoing, receipts=receipts) as centre,
        bus.connect(amqp_url) as connection,
        asyncio.TaskGroup() as group,
    ):
        means = Means(pool=pool, cities=CITIES, cipher=CIPHER, centre=centre)
        closes = hear_receipts(pool)
        back = await declare_entrance(await connection.channel(on_return_raises=True), receipts)
        simulator = Centre(sent, back, SEALING)

        async def receipt(topic: str, body: dict[str, object]) -> None:
            nonlocal closed
            await closes(topic, body)
            closed += 1

        running = [
            group.create_task(relay.run(url_of(pool), amqp_url, {MessageReady.topic: (listener,)})),
            group.create_task(bus.consume(amqp_url, bus.queue_name(listener), hear(means))),
            group.create_task(bus.consume(amqp_url, outgoing, simulator.take)),
            group.create_task(bus.consume(amqp_url, receipts, receipt)),
        ]
        for message in messages * 2:
            await Activities(pool, CITIES, CIPHER).send(message)
        await _until(lambda: closed >= len(messages))
        for task in running:
            task.cancel()

    assert {sms.id for sms in sent.to()} == {str(message.id) for message in messages}
    states = await pool.fetch("select state, count(*) from messages group by state order by state")
    assert [tuple(row) for row in states] == [("delivered", 19), ("failed", 1)]
    assert [sms.state for sms in sent.to(UNREACHABLE)] == ["failed"]
