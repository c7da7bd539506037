"""How long an uninvolved visitor waits while another address asks for what costs much."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from itertools import count
from multiprocessing import get_context

import httpx2

from deploy.demo.house import House
from deploy.demo.visitor import Visitor
from kit.session import COOKIE
from tests.access.costs import COSTS
from tests.bench.measures import Measure, Samples, milliseconds, timed

TIMES = 40
SHARES = (0.5, 0.95)
WARMING_SECONDS = 3.0
DRIP_SECONDS = 2.0
STRANGER, VISITOR = "127.0.9.1", "127.0.9.2"
FORM = {"content-type": "application/x-www-form-urlencoded"}
REGISTER = "/register/employer"

Ask = Callable[[httpx2.AsyncClient], Awaitable[object]]


@dataclass(frozen=True, kw_only=True)
class Load:
    """So many at once do this again and again."""

    many: int
    ask: Ask


def _loads(session: str) -> Mapping[str, Load]:
    subjects = count(1)
    registration = COSTS[f"POST {REGISTER}"].typed
    if registration is None:
        raise AssertionError(REGISTER)

    async def register(client: httpx2.AsyncClient) -> None:
        await client.post(REGISTER, data=registration(next(subjects)))

    async def change(client: httpx2.AsyncClient) -> None:
        wrong = {"current": "not the password", "password": "another one 42"}
        await client.post("/account/password", data=wrong, cookies={COOKIE: session})

    async def drip(client: httpx2.AsyncClient) -> None:
        await client.post("/sign-in", content=_slowly(), headers=FORM)

    async def escape(client: httpx2.AsyncClient) -> None:
        await client.get("/sign-in", headers={"cookie": 'a="' + "\\" * 16_000 + '"'})

    return {
        "nine who change a password": Load(many=9, ask=change),
        "sixteen bodies of a byte in two seconds": Load(many=16, ask=drip),
        "eight cookies of 16 K": Load(many=8, ask=escape),
        "sixteen who register a unit": Load(many=16, ask=register),
    }


async def measure(house: House, official: Visitor) -> list[Measure]:
    """A page and a sign-in from a calm address, quiet first, then beside each load."""
    quiet = await _visits(house.url)
    measures: list[Measure] = []
    for what in _loads(official.session):
        async with _busy(house.url, what, official.session):
            beside = await _visits(house.url)
        for act, samples in beside.items():
            measures += milliseconds(
                "strangers", f"{act} beside {what}", samples, SHARES, ("quiet", quiet[act])
            )
    return measures


async def _visits(url: str) -> dict[str, Samples]:
    addresses = count(1)
    async with _client(url, VISITOR) as calm:

        async def sign_in() -> None:  # each from an address of its own: nobody may guess this often
            async with _client(url, f"127.0.10.{next(addresses)}") as somebody:
                await somebody.post("/sign-in", data={"login": "13900000000", "password": "not the password"})

        return {
            "a page": await timed(TIMES, lambda: calm.get("/sign-in")),
            "a sign-in": await timed(TIMES, sign_in),
        }


@contextlib.asynccontextmanager
async def _busy(url: str, what: str, session: str) -> AsyncIterator[None]:
    """A process of its own, so that only the platform is shared."""
    stranger = get_context("spawn").Process(target=_hammer, args=(url, what, session), daemon=True)
    stranger.start()
    await asyncio.sleep(WARMING_SECONDS)
    yield
    if not stranger.is_alive():
        raise AssertionError(what)
    stranger.kill()
    stranger.join()


def _hammer(url: str, what: str, session: str) -> None:
    async def again_and_again(load: Load, client: httpx2.AsyncClient) -> None:
        while True:
            with contextlib.suppress(httpx2.TransportError):
                await load.ask(client)

    async def go() -> None:
        load = _loads(session)[what]
        async with _client(url, STRANGER) as client:
            await asyncio.gather(*(again_and_again(load, client) for _ in range(load.many)))

    asyncio.run(go())


async def _slowly() -> AsyncIterator[bytes]:
    for byte in b"login=13900000000&password=not the password":
        yield bytes((byte,))
        await asyncio.sleep(DRIP_SECONDS)


def _client(url: str, address: str) -> httpx2.AsyncClient:
    transport = httpx2.AsyncHTTPTransport(local_address=address)
    return httpx2.AsyncClient(base_url=url, transport=transport, timeout=60)
