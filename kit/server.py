"""The HTTP server of an API process."""

import asyncio
from collections.abc import Callable
from typing import Any

import uvicorn
from fastapi import FastAPI

from kit.admission import MOST_ADDRESS, MOST_HEADERS
from kit.process import ready
from kit.revocations import Revocations, follow
from kit.settings import ProcessSettings

MOST_CONNECTIONS = 900  # below the number of files that a process may have open
KEEP_ALIVE_SECONDS = 150  # longer than the gateway keeps an idle connection: what it sends is never too late


class _Server(uvicorn.Server):
    """uvicorn that tells when it listens."""

    def __init__(self, config: uvicorn.Config, tell: Callable[[], None]) -> None:
        super().__init__(config)
        self._tell = tell

    async def startup(self, *args: Any, **kwargs: Any) -> None:
        """Listen, then tell."""
        await super().startup(*args, **kwargs)
        self._tell()


async def serve(app: FastAPI, settings: ProcessSettings) -> None:
    """Serve HTTP until cancelled; an app with sessions does once it knows which of them have ended."""
    revocations: Revocations | None = getattr(app.state, "revocations", None)
    if revocations is None:
        await _answer(app, settings)
        return
    async with asyncio.TaskGroup() as group:
        following = group.create_task(follow(settings.amqp_url.get_secret_value(), revocations))
        await revocations.catch_up()
        await _answer(app, settings)
        following.cancel()


async def _answer(app: FastAPI, settings: ProcessSettings) -> None:
    """Answer until cancelled; requests in hand are answered first."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.gateways,
        http="h11",
        ws="none",
        h11_max_incomplete_event_size=MOST_HEADERS + MOST_ADDRESS,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=10,
    )
    server = _Server(config, lambda: ready(settings))
    task = asyncio.create_task(server._serve())  # noqa: SLF001 - serve() would take the signals away from main
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        server.should_exit = True
        await task
