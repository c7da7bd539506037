"""A session that ended in one service is refused by every other: at once, after a start, after an outage."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aio_pika
import httpx2
import pytest
from fastapi import FastAPI

from contracts.events import LISTENERS
from deploy.local.ports import free_port_base
from kit import bus, relay
from kit.clock import now
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.revocations import Revocations, follow
from kit.server import serve
from kit.session import COOKIE
from services.archive.web.app import create as create_archive
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.web.app import create as create_identity
from tests.fixtures.browser import client_of
from tests.fixtures.database import Database, url_of
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf
from tests.service.identity.browser import Browser
from tests.service.identity.factories import a_person
from tests.service.identity.states import QUICK

PATIENCE = 60  # the promise is a minute; it takes a fraction of a second


async def until_refused(app: FastAPI, cookie: str) -> None:
    async with asyncio.timeout(PATIENCE):
        while await status(app, cookie) != 401:
            await asyncio.sleep(0.02)


async def status(app: FastAPI, cookie: str) -> int:
    """What a page of another service answers to this cookie."""
    async with client_of(app, {COOKIE: cookie}, accept="*/*") as client:
        return (await client.get("/archive/records")).status_code


@asynccontextmanager
async def running(*parts: object) -> AsyncIterator[None]:
    tasks = [asyncio.ensure_future(part) for part in parts]  # type: ignore[call-overload]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


@pytest.fixture
async def identity(database: Database, amqp_url: str) -> AsyncIterator[Pool]:
    """identity's database, with its relay at work."""
    pool = await database("identity")
    async with running(relay.run(url_of(pool), amqp_url, LISTENERS)):
        yield pool


@pytest.fixture
async def archive(database: Database, settings_of: SettingsOf) -> FastAPI:
    return create_archive(settings_of("archive"), await database("archive"))


@pytest.fixture
async def browser(identity: Pool, settings_of: SettingsOf) -> AsyncIterator[Browser]:
    """Somebody who has just registered and is signed in."""
    app = create_identity(settings_of("identity", **QUICK), identity)
    async with client_of(app) as client:
        browser = Browser(client, app)
        await browser.fill("/register", city="shaoxing", **a_person())
        yield browser


@pytest.mark.rule("A1.1")
async def test_signing_out_is_heard_by_every_other_service(
    archive: FastAPI, browser: Browser, amqp_url: str
) -> None:
    cookie = browser.client.cookies[COOKIE]
    async with running(follow(amqp_url, archive.state.revocations)):
        await archive.state.revocations.catch_up()
        assert await status(archive, cookie) != 401
        await browser.send("/sign-out")
        await until_refused(archive, cookie)


async def test_a_process_that_starts_later_knows_it_before_it_serves(
    archive: FastAPI, browser: Browser, amqp_url: str
) -> None:
    cookie = browser.client.cookies[COOKIE]
    hearing = Revocations()
    async with running(follow(amqp_url, hearing)):
        await hearing.catch_up()
        known = len(hearing._sessions)  # of other tests
        await browser.send("/sign-out")
        async with asyncio.timeout(PATIENCE):
            while len(hearing._sessions) == known:
                await asyncio.sleep(0.02)
    async with running(follow(amqp_url, archive.state.revocations)):
        await archive.state.revocations.catch_up()
        assert await status(archive, cookie) == 401


@pytest.mark.rule("B0.1")
async def test_all_sessions_of_an_account_end_and_a_new_one_does_not(
    archive: FastAPI, identity: Pool, sign_in: SignIn, amqp_url: str
) -> None:
    account_id = new_id()
    before = sign_in("applicant", account_id=account_id)[COOKIE]
    async with transaction(identity) as conn:
        at = now()
        await end_sessions_of(conn, account_id, at)
        await end_sessions_of(conn, account_id, at)
    after = sign_in("applicant", account_id=account_id)[COOKIE]
    async with running(follow(amqp_url, archive.state.revocations)):
        await until_refused(archive, before)
        assert await status(archive, after) != 401


async def test_forged_and_broken_events_harm_nobody(archive: FastAPI, sign_in: SignIn, amqp_url: str) -> None:
    first, second = (sign_in("applicant", account_id=new_id())[COOKIE] for _ in range(2))
    async with running(follow(amqp_url, archive.state.revocations)):
        await archive.state.revocations.catch_up()
        async with bus.connect(amqp_url) as connection:
            channel = await connection.channel()
            for body in (b"\xff", b"{}", b"[1]", b'{"account_id": "x", "session_id": null, "at": "never"}'):
                await channel.default_exchange.publish(aio_pika.Message(body), bus.queue_name(bus.EVERYONE))
        again = Revocations()
        async with running(follow(amqp_url, again)):
            await again.catch_up()
            assert again.is_current
        assert await status(archive, first) != 401
        assert await status(archive, second) != 401


async def test_without_the_broker_people_are_served_and_readiness_says_so(
    archive: FastAPI, settings_of: SettingsOf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Revocations.catch_up, "__defaults__", (0.2,))
    port = free_port_base()
    settings = settings_of(
        "archive", amqp_url="amqp://nobody:x@127.0.0.1:1/", port=port, ready_file=tmp_path / "ready"
    )
    async with running(serve(archive, settings)), asyncio.timeout(PATIENCE):
        while not (tmp_path / "ready").exists():
            await asyncio.sleep(0.05)
        async with httpx2.AsyncClient() as client:
            answer = await client.get(f"http://127.0.0.1:{port}/health/ready")
    assert answer.json() == {"status": "ready", "revocations": "behind"}
