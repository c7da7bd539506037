"""Five times as many people as usual for a while: whether everybody is answered, and how soon it is over."""

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from http import HTTPStatus
from itertools import cycle, islice

import httpx2

from deploy.demo.house import House
from deploy.demo.visitor import Visitor
from kit.session import COOKIE
from tests.bench.measures import Measure, Samples, milliseconds

USUAL_PER_SECOND, FOLD = 10, 5
SECONDS = 20.0
ADDRESSES = 20
LATER_SECONDS = 40.0  # between the end of the spike and the last look, which ends a minute after it
SHARES = (0.5, 0.95)
AREA = "a five-fold spike"
PAGE = "/review"


async def measure(house: House, official: Visitor) -> list[Measure]:
    """An office's task list, asked for at a steady pace, five times as often, and again steadily."""
    async with AsyncExitStack() as opened:
        people = [
            await opened.enter_async_context(_client(house.url, f"127.0.11.{place}", official.session))
            for place in range(1, ADDRESSES + 1)
        ]
        answers = Counter[int]()
        usual = await _asked(people, USUAL_PER_SECOND, Counter())
        spike = await _asked(people, FOLD * USUAL_PER_SECOND, answers)
        await asyncio.sleep(LATER_SECONDS)
        after = await _asked(people, USUAL_PER_SECOND, Counter())
    failed = sum(number for status, number in answers.items() if status >= HTTPStatus.INTERNAL_SERVER_ERROR)
    before = ("before it", usual)
    return [
        *milliseconds(AREA, "task list meanwhile", spike, SHARES, before),
        *milliseconds(AREA, "task list a minute after", after, SHARES, before),
        Measure(area=AREA, what="answers 200", value=answers[HTTPStatus.OK], unit="", samples=len(spike)),
        Measure(area=AREA, what="answers 5xx", value=failed, unit="", samples=len(spike)),
    ]


async def _asked(people: list[httpx2.AsyncClient], per_second: int, answers: Counter[int]) -> Samples:
    """At fixed moments, whether or not those before were answered: people do not wait for each other."""
    samples, began = Samples(), time.perf_counter()

    async def ask(number: int, client: httpx2.AsyncClient) -> None:
        due = began + number / per_second
        await asyncio.sleep(max(due - time.perf_counter(), 0))
        answer = await client.get(PAGE)
        samples.taken.append(time.perf_counter() - due)
        answers[answer.status_code] += 1

    turns = islice(cycle(people), int(SECONDS * per_second))
    await asyncio.gather(*(ask(*turn) for turn in enumerate(turns)))
    return samples


def _client(url: str, address: str, session: str) -> httpx2.AsyncClient:
    transport = httpx2.AsyncHTTPTransport(local_address=address)
    return httpx2.AsyncClient(base_url=url, transport=transport, timeout=60, cookies={COOKIE: session})
