"""python -m services.review api|worker|relay|migrate."""

from pathlib import Path

from fastapi import FastAPI

from contracts.events import LISTENERS
from kit import process
from kit.blobs import Blobs
from kit.calendar import Workdays
from kit.crypto import FieldCipher
from kit.db import Pool, open_pool
from kit.grants import Grants
from kit.sealed import CaseFile
from services.review.activities import Activities
from services.review.settings import Settings

TEMPLATES = Path(__file__).parent / "web" / "templates"


def pages(settings: Settings, pool: Pool) -> FastAPI:
    """The offices' desk and the public page."""
    from kit.http import create_app
    from services.review.web.routes import router

    state = {
        "pool": pool,
        "file": _case_file(settings),
        "cipher": _cipher(settings),
        "calendar": Workdays(settings.calendar_years),
        "grants": Grants(settings.grant_keys.get_secret_value()),
    }
    return create_app("review", [router], settings=settings, state=state, templates=[TEMPLATES])


def answers(settings: Settings, pool: Pool) -> Activities:
    """What the workflow may ask."""
    return Activities(pool, _case_file(settings), _cipher(settings), Workdays(settings.calendar_years))


def _cipher(settings: Settings) -> FieldCipher:
    return settings.field_cipher()


def _case_file(settings: Settings) -> CaseFile:
    return CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()))


async def api(settings: Settings) -> None:
    """Serve the pages."""
    from kit.server import serve

    async with open_pool(settings.database_url.get_secret_value()) as pool:
        await serve(pages(settings, pool), settings)


async def worker(settings: Settings) -> None:
    """Answer the workflow, and hear what others tell."""
    from contracts.review import TASK_QUEUE
    from kit import bus, temporal
    from services.review.consumers import NAME, hear

    async with open_pool(settings.database_url.get_secret_value()) as pool:
        await process.together(
            temporal.run_worker(
                await temporal.connect(settings),
                TASK_QUEUE,
                activities=temporal.activities_of(answers(settings, pool)),
                ready=lambda: process.ready(settings),
            ),
            bus.consume(
                settings.amqp_url.get_secret_value(), bus.queue_name(NAME), hear(pool, _cipher(settings))
            ),
        )


if __name__ == "__main__":
    process.service("review", Settings, LISTENERS, api=api, worker=worker)
