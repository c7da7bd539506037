"""python -m deploy.simulators.registers."""

import asyncio

import uvicorn

from deploy.simulators.registers.settings import Settings
from deploy.simulators.registers.web import create
from deploy.simulators.serving import Server
from kit import log
from kit.settings import load


async def run(settings: Settings) -> None:
    """Serve until a signal ends it."""
    app = create(settings).app
    config = uvicorn.Config(app, settings.host, settings.port, log_config=None, access_log=False)
    await Server(config, settings.ready_file).serve()


if __name__ == "__main__":
    log.configure("registers", "console")
    asyncio.run(run(load(Settings)))
