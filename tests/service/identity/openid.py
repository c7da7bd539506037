"""A certified OpenID provider beside the service, and somebody who says there who they are."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from deploy.local.ports import HOST
from deploy.local.table import NODE

CHECKOUT = Path(__file__).parents[3]
SCRIPT = CHECKOUT / "deploy/simulators/openid_provider/provider.mjs"
CLIENT = {"client_id": "zhicheng", "client_secret": "a-secret-of-the-tests"}
PATIENCE_SECONDS = 300.0


@dataclass
class Provider:
    """The provider's program. A restart makes new keys."""

    port: int
    return_to: str
    id_token_seconds: int = 300
    _process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def issuer(self) -> str:
        return f"http://{HOST}:{self.port}"

    def start(self) -> None:
        settings = {
            "port": self.port,
            "public_url": self.issuer,
            "redirect_uri": self.return_to,
            "id_token_seconds": self.id_token_seconds,
            **CLIENT,
        }
        self._process = subprocess.Popen(
            [str(NODE), str(SCRIPT)],
            env={**os.environ, **{f"OPENID_PROVIDER_{k}".upper(): str(v) for k, v in settings.items()}},
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self._answers():
            assert time.monotonic() < deadline, "the provider does not answer"
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            return httpx2.get(f"{self.issuer}/jwks").is_success
        except httpx2.TransportError:
            return False

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(10)
            self._process = None

    def restart(self) -> None:
        self.stop()
        self.start()


@contextmanager
def running(provider: Provider) -> Iterator[Provider]:
    provider.start()
    try:
        yield provider
    finally:
        provider.stop()


async def say_who(address: str, *, act: str = "go", **person: str) -> str:
    """Open the provider's page, say who one is (or cancel); the path at which one comes back."""
    async with httpx2.AsyncClient() as client:
        page = await _follow(client, await client.get(address))
        answer = await client.post(str(page.url), data={"act": act, **person})
        while not urlsplit(answer.headers["location"]).path.startswith("/sign-in/openid"):
            answer = await client.get(_absolute(answer))
        back = urlsplit(answer.headers["location"])
        return f"{back.path}?{back.query}"


async def _follow(client: httpx2.AsyncClient, answer: httpx2.Response) -> httpx2.Response:
    while answer.is_redirect:
        answer = await client.get(_absolute(answer))
    return answer


def _absolute(answer: httpx2.Response) -> str:
    return str(answer.url.join(answer.headers["location"]))
