"""documents as a process of its own, for what only a real one shows."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from httpx2 import AsyncClient, HTTPError

from deploy.local.stack import Stack
from tests.fixtures.database import url_of
from tests.service.documents.world import Browser, World

PATIENCE_SECONDS = 300  # as long as the stack gives a process that starts beside many others


@asynccontextmanager
async def api(
    servers: Stack, world: World, who: Browser, port: int, **settings: str
) -> AsyncIterator[tuple[Process, AsyncClient]]:
    """A process of documents, and this person as its client."""
    told = {"DOCUMENTS_DATABASE_URL": url_of(world.pool), "DOCUMENTS_PORT": str(port), **settings}
    environment = {**os.environ, **servers.environment("documents"), **told}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "services.documents", "api"),
        env=environment,
        stdout=asyncio.subprocess.DEVNULL,
        cwd=Path(__file__).parents[3],
    )
    try:
        async with AsyncClient(
            base_url=f"http://127.0.0.1:{port}", cookies=dict(who.client.cookies), timeout=120
        ) as client:
            async with asyncio.timeout(PATIENCE_SECONDS):
                while True:
                    try:
                        await client.get("/health/live")
                        break
                    except HTTPError:
                        await asyncio.sleep(0.2)
            yield process, client
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
