"""python -m services.identity api|worker|relay|migrate."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from contracts.events import LISTENERS
from kit import process
from services.identity.settings import Settings

if TYPE_CHECKING:
    from kit.watching import Look


async def api(settings: Settings) -> None:
    """Serve the pages."""
    from kit.db import open_pool
    from kit.server import serve
    from services.identity.web.app import create

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        await serve(create(settings, pool), settings)


async def worker(settings: Settings) -> None:
    """Serve the activities and take events."""
    import cities
    from contracts.identity import TASK_QUEUE
    from kit import bus
    from kit.blobs import Blobs
    from kit.calendar import Workdays
    from kit.crypto import FieldCipher
    from kit.db import open_pool
    from kit.sealed import CaseFile
    from kit.temporal import activities_of, connect, run_worker
    from services.identity.activities import Activities
    from services.identity.consumers import NAME, hear

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        known = cities.follow(settings.cities)
        activities = Activities(
            pool,
            known,
            settings.field_cipher(),
            CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "identity"),
            Workdays(settings.calendar_years),
        )
        await process.together(
            run_worker(
                await connect(settings),
                TASK_QUEUE,
                activities=activities_of(activities),
                ready=lambda: process.ready(settings),
            ),
            bus.consume(
                settings.amqp_url.get_secret_value(),
                bus.queue_name(NAME),
                hear(pool, known, settings),
            ),
        )


def looks() -> "Sequence[Look]":
    """What the database says of itself to whoever watches."""
    from services.identity.offices.store.queues import LOOKS

    return LOOKS


if __name__ == "__main__":
    process.service("identity", Settings, LISTENERS, looks, api=api, worker=worker)
