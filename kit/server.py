"""The HTTP server of an API process."""

import asyncio
from collections.abc import Callable
from typing import Any

import uvicorn
from fastapi import FastAPI

from kit.process import ready
from kit.settings import ProcessSettings


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
    """Serve HTTP until cancelled; requests in hand are answered first."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips="127.0.0.1",
        timeout_graceful_shutdown=10,
    )
    server = _Server(config, lambda: ready(settings))
    task = asyncio.create_task(server._serve())  # noqa: SLF001 - serve() would take the signals away from main
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        server.should_exit = True
        await task
