"""python -m deploy.simulators.payment_channel."""

import asyncio
from contextlib import closing
from typing import Any

import uvicorn

from deploy.simulators.payment_channel.book import Book
from deploy.simulators.payment_channel.notifier import Notifier
from deploy.simulators.payment_channel.settings import Settings
from deploy.simulators.payment_channel.signing import Signing
from deploy.simulators.payment_channel.web import create
from kit import log
from kit.settings import load


class Server(uvicorn.Server):
    """uvicorn that tells when it listens."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings

    async def startup(self, *args: Any, **kwargs: Any) -> None:
        """Listen, then tell."""
        await super().startup(*args, **kwargs)
        if self._settings.ready_file:
            self._settings.ready_file.parent.mkdir(parents=True, exist_ok=True)
            self._settings.ready_file.touch()


async def run(settings: Settings) -> None:
    """Serve merchants and payers, and call merchants back, until a signal ends both."""
    with closing(Book(settings.state / "channel.db")) as book:
        signing = Signing(settings)
        notifier = Notifier(book, signing)
        app = create(book, signing, notifier, settings.merchant_id)
        config = uvicorn.Config(app, settings.host, settings.port, log_config=None, access_log=False)
        calling = asyncio.create_task(notifier.run())
        serving = asyncio.create_task(Server(config, settings).serve())
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
