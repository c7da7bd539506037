"""python -m services.documents api|worker|relay|migrate."""

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from contracts.events import LISTENERS
from kit import process
from services.documents.settings import Settings

if TYPE_CHECKING:
    from services.documents.photos.imaging.studio import Studio


async def api(settings: Settings) -> None:
    """Serve the pages."""
    import structlog

    from kit.db import open_pool
    from kit.server import serve
    from services.documents.papers.rendering import Renderer
    from services.documents.uploads.inspection.inspector import Inspector
    from services.documents.web.app import create

    if not settings.scanner_url:
        structlog.get_logger().warning("no_virus_scanner", setting="DOCUMENTS_SCANNER_URL")
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        inspector = await stack.enter_async_context(
            Inspector(
                children=settings.inspectors,
                previewers=settings.previewers,
                megabytes=settings.inspect_megabytes,
                seconds=settings.inspect_seconds,
                page_seconds=settings.page_seconds,
            )
        )
        papers = {"megabytes": settings.render_megabytes, "seconds": settings.render_seconds}
        renderer = await stack.enter_async_context(Renderer(settings.fonts, **papers))
        studio = await stack.enter_async_context(_studio(settings))
        await serve(create(settings, pool, inspector, renderer, studio), settings)


async def worker(settings: Settings) -> None:
    """Answer the workflow, few papers at a time, because rendering is what eats memory; take events."""
    import cities
    from contracts.documents import TASK_QUEUE
    from kit import bus
    from kit.blobs import Blobs
    from kit.crypto import FieldCipher
    from kit.db import open_pool
    from kit.sealed import CaseFile
    from kit.temporal import activities_of, connect, run_worker
    from services.documents.activities import Activities
    from services.documents.consumers import NAME, hear
    from services.documents.papers.rendering import Renderer
    from services.documents.photos.gateway import PhotoStore

    limits = {"megabytes": settings.render_megabytes, "seconds": settings.render_seconds}
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        renderer = Renderer(settings.fonts, children=settings.renderers, **limits)
        blobs = Blobs(settings)
        activities = Activities(
            pool,
            cities.follow(settings.cities),
            settings.field_cipher(),
            PhotoStore(blobs, settings.field_cipher()),
            CaseFile(blobs, FieldCipher(settings.case_keys.get_secret_value()), "documents"),
            await stack.enter_async_context(renderer),
            await stack.enter_async_context(_studio(settings)),
            settings.public_url,
        )
        await process.together(
            run_worker(
                await connect(settings),
                TASK_QUEUE,
                activities=activities_of(activities),
                max_concurrent_activities=settings.renderers + 3,
                ready=lambda: process.ready(settings),
            ),
            bus.consume(settings.amqp_url.get_secret_value(), bus.queue_name(NAME), hear(pool)),
        )


def _studio(settings: Settings) -> "Studio":
    from services.documents.photos.imaging.studio import Studio

    return Studio(
        children=settings.photo_inspectors,
        megabytes=settings.inspect_megabytes,
        seconds=settings.photo_seconds,
    )


if __name__ == "__main__":
    process.service("documents", Settings, LISTENERS, api=api, worker=worker)
