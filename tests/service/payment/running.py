"""An app on a port of its own, in this process."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI


def listening() -> socket.socket:
    """A port that is ours from now on."""
    own = socket.socket()
    own.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    own.bind(("127.0.0.1", 0))
    return own


def closed() -> str:
    """The address of a port where nobody listens."""
    with listening() as own:
        return url_of(own)


def url_of(own: socket.socket) -> str:
    return f"http://127.0.0.1:{own.getsockname()[1]}"


@asynccontextmanager
async def serving(app: FastAPI, own: socket.socket) -> AsyncIterator[None]:
    """Serve until left."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off"))
    task = asyncio.create_task(server._serve([own]))
    while not server.started and not task.done():
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await task
