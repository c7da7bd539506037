"""python -m services.review api|worker|relay|migrate."""

from typing import TYPE_CHECKING

from contracts.events import LISTENERS
from kit import process
from services.review.settings import Settings

if TYPE_CHECKING:
    from kit.db import Pool
    from kit.sealed import CaseFile
    from services.review.activities import Activities


def answers(settings: Settings, pool: "Pool") -> "Activities":
    """What the workflow may ask."""
    import cities
    from kit.calendar import Workdays
    from services.review.activities import Activities

    known = cities.follow(settings.cities)
    return Activities(
        pool, case_file(settings), settings.field_cipher(), Workdays(settings.calendar_years), known
    )


def case_file(settings: Settings) -> "CaseFile":
    """The sealed files of the cases."""
    from kit.blobs import Blobs
    from kit.crypto import FieldCipher
    from kit.sealed import CaseFile

    return CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "review")


async def api(settings: Settings) -> None:
    """Serve the pages."""
    from kit.db import open_pool
    from kit.server import serve
    from services.review.web.app import create

    async with open_pool(settings.database_url.get_secret_value()) as pool:
        await serve(create(settings, pool, case_file(settings)), settings)


async def worker(settings: Settings) -> None:
    """Answer the workflow, and hear what others tell."""
    import cities
    from contracts.review import TASK_QUEUE
    from kit import bus, temporal
    from kit.db import open_pool
    from services.review.batches.operations import running
    from services.review.consumers import NAME, hear
    from services.review.tasks.store.names import index_names

    async with open_pool(settings.database_url.get_secret_value()) as pool:
        await index_names(pool, settings.field_cipher())
        await process.together(
            temporal.run_worker(
                await temporal.connect(settings),
                TASK_QUEUE,
                activities=temporal.activities_of(answers(settings, pool)),
                ready=lambda: process.ready(settings),
            ),
            bus.consume(
                settings.amqp_url.get_secret_value(),
                bus.queue_name(NAME),
                hear(pool, settings.field_cipher()),
            ),
            running.run(pool, settings.field_cipher(), cities.follow(settings.cities)),
        )


if __name__ == "__main__":
    process.service("review", Settings, LISTENERS, api=api, worker=worker)
