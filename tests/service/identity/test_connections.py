"""Few connections serve many: nobody keeps one who waits for another, for a hash or for a body."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import FastAPI

from kit.db import Pool, open_pool
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.fixtures.database import url_of
from tests.service.identity.browser import Browser

WRONG = {"current": "not the password", "password": "another one 42"}
FORM = {"content-type": "application/x-www-form-urlencoded"}

pytestmark = pytest.mark.state("approved_employer")


@pytest.fixture
async def narrow(settings: Settings, pool: Pool) -> AsyncIterator[FastAPI]:
    """The service with a single connection."""
    async with open_pool(url_of(pool), size=1) as one:
        yield create(settings, one)


async def test_many_at_once_share_one_connection(narrow: FastAPI, browsers: Callable[..., Browser]) -> None:
    clerk, admin = (browsers(who, of=narrow) for who in ("clerk", "admin"))
    answers = await asyncio.gather(
        *(one.client.post("/account/password", data=WRONG) for one in (clerk, admin) * 5)
    )
    assert {answer.status_code for answer in answers} <= {422, 429}


async def test_whoever_sends_slowly_keeps_no_connection(
    narrow: FastAPI, browsers: Callable[..., Browser]
) -> None:
    clerk, admin = (browsers(who, of=narrow) for who in ("clerk", "admin"))
    is_answered, has_begun = asyncio.Event(), asyncio.Event()

    async def slowly() -> AsyncIterator[bytes]:
        yield b"current=a"
        has_begun.set()
        await is_answered.wait()
        yield b"&password=b"

    async with asyncio.TaskGroup() as group:
        sending = group.create_task(clerk.client.post("/account/password", content=slowly(), headers=FORM))
        await has_begun.wait()
        answer = await admin.open("/account")
        is_answered.set()
    assert answer.status_code == 200
    assert sending.result().status_code == 422
