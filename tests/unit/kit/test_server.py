"""Who sent a request is what a gateway says, and nobody else."""

import asyncio
import socket
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI, Request

from kit.server import serve
from kit.settings import ProcessSettings

SENDER = "203.0.113.7"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def app() -> FastAPI:
    """Answers with the address from which it was asked."""
    result = FastAPI()

    @result.get("/")
    def sender(request: Request) -> str:
        return request.client.host if request.client else ""

    return result


async def seen(gateways: str, ready: Path) -> str:
    """What the app takes for the sender when we, on 127.0.0.1, name another."""
    settings = ProcessSettings(
        amqp_url="amqp://nowhere",
        temporal_address="nowhere:7233",
        payload_keys="k1:",
        port=free_port(),
        ready_file=ready,
        gateways=gateways,
    )
    serving = asyncio.create_task(serve(app(), settings))
    try:
        async with asyncio.timeout(30):
            while not ready.exists():
                await asyncio.sleep(0.01)
        async with httpx2.AsyncClient(trust_env=False) as client:
            answer = await client.get(
                f"http://127.0.0.1:{settings.port}/", headers={"x-forwarded-for": SENDER}
            )
        return str(answer.json())
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


@pytest.mark.enable_socket
@pytest.mark.parametrize(
    ("gateways", "believed"),
    [("127.0.0.1", SENDER), ("10.9.0.1,127.0.0.0/8", SENDER), ("172.30.99.0/24", "127.0.0.1")],
)
async def test_a_gateway_is_believed_and_nobody_else(tmp_path: Path, gateways: str, believed: str) -> None:
    assert await seen(gateways, tmp_path / "ready") == believed
