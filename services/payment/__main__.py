"""python -m services.payment api|worker|relay|migrate."""

from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from contracts.events import LISTENERS
from kit import process
from services.payment.settings import Settings

if TYPE_CHECKING:
    from fastapi import FastAPI

    from kit.db import Pool
    from services.payment.activities import Activities
    from services.payment.gateway.channel import Channel

TEMPLATES = Path(__file__).parent / "templates"


def pages(settings: Settings, pool: "Pool", channel: "Channel") -> "FastAPI":
    """The applicant's pages, and the door for the channel."""
    import cities
    from kit.http import create_app
    from services.payment.web.callback import router as callback
    from services.payment.web.pages import router

    state = {
        "pool": pool,
        "channel": channel,
        "code_lifetime": settings.code_lifetime,
        "channel_page_url": settings.channel_page_url,
        "public_url": settings.public_url,
        "payee": settings.payee,
        "cities": cities.follow(settings.cities),
    }
    return create_app("payment", [callback, router], settings=settings, state=state, templates=[TEMPLATES])


def answers(settings: Settings, pool: "Pool", channel: "Channel") -> "Activities":
    """What the workflow may ask."""
    import cities
    from kit.blobs import Blobs
    from kit.crypto import FieldCipher
    from kit.sealed import CaseFile
    from services.payment.activities import Activities

    file = CaseFile(Blobs(settings), FieldCipher(settings.case_keys.get_secret_value()), "payment")
    return Activities(pool, channel, file, cities.follow(settings.cities), settings.field_cipher())


async def api(settings: Settings) -> None:
    """Serve the pages."""
    from kit.db import open_pool
    from kit.server import serve
    from services.payment.gateway.channel import open_channel

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        channel = await stack.enter_async_context(open_channel(settings))
        await serve(pages(settings, pool, channel), settings)


async def worker(settings: Settings) -> None:
    """Answer the workflow."""
    from contracts.payment import TASK_QUEUE
    from kit import temporal
    from kit.db import open_pool
    from services.payment.gateway.channel import open_channel

    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(open_pool(settings.database_url.get_secret_value()))
        channel = await stack.enter_async_context(open_channel(settings))
        await temporal.run_worker(
            await temporal.connect(settings),
            TASK_QUEUE,
            activities=temporal.activities_of(answers(settings, pool, channel)),
            ready=lambda: process.ready(settings),
        )


if __name__ == "__main__":
    process.service("payment", Settings, LISTENERS, api=api, worker=worker)
