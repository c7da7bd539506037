"""payment put together as it runs: pages and channel on real ports."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from deploy.local.stack import Stack
from deploy.simulators.payment_channel.book import Book
from deploy.simulators.payment_channel.notifier import Notifier
from deploy.simulators.payment_channel.settings import Settings as ChannelSettings
from deploy.simulators.payment_channel.signing import Signing
from deploy.simulators.payment_channel.web import create
from kit.db import Pool
from kit.sealed import CaseFile
from services.payment.__main__ import answers, pages
from services.payment.gateway.channel import open_channel
from tests.fixtures.people import SignIn
from tests.fixtures.running import closed, listening, serving, url_of
from tests.fixtures.storage import SettingsOf
from tests.service.payment.world import World


@asynccontextmanager
async def standing(
    pool: Pool,
    folder: Path,
    *,
    settings_of: SettingsOf,
    channel_settings: ChannelSettings,
    case_file: CaseFile,
    sign_in: SignIn,
    apps: list[FastAPI],
) -> AsyncIterator[World]:
    """Payment and the channel, until left. `apps` keeps the app, whose templates are compiled once."""
    async with AsyncExitStack() as opened:
        ours, theirs = opened.enter_context(listening()), opened.enter_context(listening())
        settings = settings_of(
            "payment", public_url=url_of(ours), channel_url=url_of(theirs), channel_page_url=url_of(theirs)
        )
        book = opened.enter_context(closing(Book(folder / "channel.db")))
        signing = Signing(channel_settings)
        notifier = Notifier(book, signing)
        calling = asyncio.create_task(notifier.run())
        opened.push_async_callback(_ended, calling)
        channel = await opened.enter_async_context(open_channel(settings))
        nobody = settings.model_copy(update={"channel_url": closed()})
        away = await opened.enter_async_context(open_channel(nobody))
        if not apps:
            apps.append(pages(settings, pool, channel))
        app = apps[0]
        app.state.pool, app.state.channel = pool, channel
        app.state.channel_page_url = settings.channel_page_url
        app.state.public_url = settings.public_url
        outside = create(book, signing, notifier, channel_settings.merchant_id)
        await opened.enter_async_context(serving(outside, theirs))
        await opened.enter_async_context(serving(app, ours))
        world = World(
            pool=pool,
            settings=settings,
            app=app,
            url=url_of(ours),
            channel=channel,
            away=away,
            channel_url=url_of(theirs),
            book=book,
            signing=signing,
            activities=answers(settings, pool, channel),
            file=case_file,
            sign_in=sign_in,
        )
        yield world
        for browser in world.browsers:
            await browser.aclose()


def channel_settings_of(servers: Stack) -> ChannelSettings:
    """The simulated channel's settings as the stack would start it."""
    prefix = "PAYMENT_CHANNEL_"
    found: dict[str, Any] = {
        name.removeprefix(prefix).lower(): value
        for name, value in servers.environment("payment_channel").items()
    }
    return ChannelSettings(**found)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
