"""python -m services.archive api|worker|relay|migrate."""

from contextlib import AsyncExitStack

from contracts.events import LISTENERS
from kit import process
from services.archive.settings import Settings


async def api(settings: Settings) -> None:
    """Serve the pages."""
    from kit.db import open_pool
    from kit.server import serve
    from services.archive.web.app import create

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        await serve(create(settings, pool), settings)


async def worker(settings: Settings) -> None:
    """Serve the task queue and take events."""
    import cities
    from contracts.archive import TASK_QUEUE
    from kit import bus, temporal
    from kit.blobs import Blobs
    from kit.crypto import FieldCipher
    from kit.db import open_pool
    from kit.sealed import CaseFile
    from services.archive.activities import Activities
    from services.archive.consumers import NAME, hear

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        client = await temporal.connect(settings)
        cipher = settings.field_cipher()
        activities = Activities(
            pool,
            cipher,
            CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "archive"),
            cities.follow(settings.cities),
        )
        await process.together(
            temporal.run_worker(
                client,
                TASK_QUEUE,
                activities=temporal.activities_of(activities),
                ready=lambda: process.ready(settings),
            ),
            bus.consume(
                settings.amqp_url.get_secret_value(),
                bus.queue_name(NAME),
                hear(pool, cipher),
            ),
        )


if __name__ == "__main__":
    process.service("archive", Settings, LISTENERS, api=api, worker=worker)
