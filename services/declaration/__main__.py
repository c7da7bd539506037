"""python -m services.declaration api|worker|relay|migrate."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from contracts.events import LISTENERS
from kit import process
from services.declaration.settings import Settings

if TYPE_CHECKING:
    from kit.watching import Look


async def api(settings: Settings) -> None:
    """Serve the pages."""
    from kit.blobs import Blobs
    from kit.crypto import FieldCipher
    from kit.db import open_pool
    from kit.sealed import CaseFile
    from kit.server import serve
    from kit.temporal import connect
    from services.declaration.gateway import Applications
    from services.declaration.web.app import create

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        case_file = CaseFile(
            Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "declaration"
        )
        applications = Applications(await connect(settings, lazy=True))
        await serve(create(settings, pool, case_file, applications), settings)


async def worker(settings: Settings) -> None:
    """Do what the workflow asks, and hear what others tell."""
    import cities
    from contracts.declaration import TASK_QUEUE
    from kit import bus
    from kit.blobs import Blobs
    from kit.calendar import Workdays
    from kit.crypto import FieldCipher
    from kit.db import open_pool
    from kit.sealed import CaseFile
    from kit.temporal import activities_of, connect, run_worker
    from services.declaration.activities import Activities
    from services.declaration.consumers import NAME, hear
    from services.declaration.plans.operations import keep_announcing

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        case_file = CaseFile(
            Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "declaration"
        )
        known = cities.follow(settings.cities)
        activities = Activities(
            pool,
            case_file,
            settings.field_cipher(),
            Workdays(settings.calendar_years),
            cases_kept_years=settings.cases_kept_years,
            cities=known,
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
                hear(pool, settings.field_cipher()),
            ),
            keep_announcing(pool, known),
        )


def looks() -> "Sequence[Look]":
    """What the database says of itself to whoever watches."""
    from services.declaration.progress.store.figures import LOOKS

    return LOOKS


if __name__ == "__main__":
    process.service("declaration", Settings, LISTENERS, looks, api=api, worker=worker)
