"""python -m services.notification api|worker|relay|migrate."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from contracts.events import LISTENERS
from kit import process
from services.notification.settings import Settings

if TYPE_CHECKING:
    from kit.watching import Look


async def api(settings: Settings) -> None:
    """Serve the pages."""
    from kit.db import open_pool
    from kit.server import serve
    from services.notification.web import create

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        await serve(create(settings, pool), settings)


async def worker(settings: Settings) -> None:
    """Serve the activities, take events and receipts, hand messages over."""
    import cities
    from contracts.notification import TASK_QUEUE
    from kit.bus import consume, queue_name
    from kit.crypto import FieldCipher
    from kit.db import open_pool
    from kit.temporal import activities_of, connect, run_worker
    from services.notification.activities import Activities
    from services.notification.consumers import NAME, Means, hear, hear_receipts
    from services.notification.gateway import sms_centre

    amqp_url = settings.amqp_url.get_secret_value()
    async with AsyncExitStack() as stack:
        known = cities.follow(settings.cities)
        cipher = settings.field_cipher()
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        sealing = FieldCipher(settings.sms_keys.get_secret_value())
        centre = await stack.enter_async_context(
            sms_centre(amqp_url, sealing, messages=settings.sms_queue, receipts=settings.receipts_queue)
        )
        means = Means(pool=pool, cities=known, cipher=cipher, centre=centre)
        await process.together(
            consume(amqp_url, queue_name(NAME), hear(means)),
            consume(amqp_url, settings.receipts_queue, hear_receipts(pool)),
            run_worker(
                await connect(settings),
                TASK_QUEUE,
                activities=activities_of(Activities(pool, known, cipher)),
                ready=lambda: process.ready(settings),
            ),
        )


def looks() -> "Sequence[Look]":
    """What the database says of itself to whoever watches."""
    from services.notification.store import LOOKS

    return LOOKS


if __name__ == "__main__":
    process.service("notification", Settings, LISTENERS, looks, api=api, worker=worker)
