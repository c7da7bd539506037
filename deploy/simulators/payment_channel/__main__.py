"""python -m deploy.simulators.payment_channel."""

import asyncio
from contextlib import closing

import uvicorn

from deploy.simulators.payment_channel.book import Book
from deploy.simulators.payment_channel.notifier import Notifier
from deploy.simulators.payment_channel.settings import Settings
from deploy.simulators.payment_channel.signing import Signing
from deploy.simulators.payment_channel.web import create
from deploy.simulators.serving import Server
from kit import log
from kit.settings import load


async def run(settings: Settings) -> None:
    """Serve merchants and payers, and call merchants back, until a signal ends both."""
    with closing(Book(settings.state / "channel.db")) as book:
        signing = Signing(settings)
        notifier = Notifier(book, signing)
        app = create(book, signing, notifier, settings.merchant_id)
        config = uvicorn.Config(app, settings.host, settings.port, log_config=None, access_log=False)
        calling = asyncio.create_task(notifier.run())
        serving = asyncio.create_task(Server(config, settings.ready_file).serve())
        await asyncio.wait({calling, serving}, return_when=asyncio.FIRST_COMPLETED)
        for part in (calling, serving):
            part.cancel()
        results = await asyncio.gather(calling, serving, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result


if __name__ == "__main__":
    log.configure("payment_channel", "console")
    asyncio.run(run(load(Settings)))
