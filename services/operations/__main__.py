"""python -m services.operations api|worker|relay|migrate."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from contracts.events import LISTENERS
from kit import process
from services.operations.settings import Settings

if TYPE_CHECKING:
    from kit.watching import Look


async def api(settings: Settings) -> None:
    """Serve the pages."""
    from kit.db import open_pool
    from kit.server import serve
    from kit.temporal import connect
    from services.operations.gateway import Engine
    from services.operations.web import create

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        engine = Engine(await connect(settings, lazy=True))
        await serve(create(settings, pool, engine), settings)


async def worker(settings: Settings) -> None:
    """Serve the activities, and have everybody asked once in a while."""
    from contracts.operations import TASK_QUEUE
    from kit.db import open_pool
    from kit.temporal import activities_of, connect, run_worker
    from services.operations.activities import Activities
    from services.operations.gateway import Engine
    from services.operations.operations import survey_for_ever

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        client = await connect(settings)
        engine = Engine(client)
        await process.together(
            run_worker(
                client,
                TASK_QUEUE,
                activities=activities_of(Activities(pool, engine)),
                ready=lambda: process.ready(settings),
            ),
            survey_for_ever(pool, engine, settings),
        )


def looks() -> "Sequence[Look]":
    """What the database says of itself to whoever watches."""
    from services.operations.store import LOOKS

    return LOOKS


if __name__ == "__main__":
    process.service("operations", Settings, LISTENERS, looks, api=api, worker=worker)
