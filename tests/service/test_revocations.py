"""A session that ended in one service is refused by every other: at once, after a start, after an outage."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import Context
from datetime import timedelta
from pathlib import Path

import aio_pika
import httpx2
import pytest
from fastapi import FastAPI

from contracts.events import LISTENERS
from contracts.identity import SessionEnded
from deploy.local.ports import free_port_base
from kit import bus, relay
from kit.clock import now
from kit.db import Pool, transaction
from kit.ids import new_id
from kit.revocations import DOUBT_AFTER_SECONDS, Revocations, follow
from kit.server import serve
from kit.session import COOKIE
from services.archive.web.app import create as create_archive
from services.identity.access.operations.passwords import replace_password
from services.identity.access.operations.sessions import end_sessions_of
from services.identity.access.store.sessions import open_sessions
from services.identity.offices.web import renewal
from services.identity.web.app import create as create_identity
from tests.fixtures.browser import client_of
from tests.fixtures.database import Database, until_waited_for, url_of
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf
from tests.service.identity.browser import Browser
from tests.service.identity.factories import PASSWORD, a_person
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
    async with running(relay.run(url_of(pool), amqp_url, LISTENERS, marked=SessionEnded.topic)):
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
        await browser.register("/register", city="shaoxing", **a_person())
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
@pytest.mark.parametrize("off", [timedelta(0), timedelta(minutes=10)], ids=["same clock", "was ahead"])
async def test_all_sessions_of_an_account_end_and_a_new_one_does_not(
    archive: FastAPI, identity: Pool, browser: Browser, amqp_url: str, off: timedelta
) -> None:
    """Whatever the clock said that they were begun by."""
    before, holder = browser.client.cookies[COOKIE], a_person()
    async with transaction(identity) as conn:
        account_id = await conn.fetchval("select account_id from sessions")
        await end_sessions_of(conn, account_id, now() - off)
        await end_sessions_of(conn, account_id, now() - off)
    async with running(follow(amqp_url, archive.state.revocations)):
        await until_refused(archive, before)
        await browser.fill("/sign-in", login=holder["mobile"], password=PASSWORD)
        assert await status(archive, browser.client.cookies[COOKIE]) != 401


async def test_whoever_is_signing_in_with_the_old_password_meanwhile_is_not_let_in(
    identity: Pool, browser: Browser
) -> None:
    """A password is looked at while nobody holds the account; what is begun then waits and looks again."""
    app, holder = browser.app, a_person()
    async with transaction(identity) as conn, client_of(app) as client:
        account_id = await conn.fetchval("select account_id from sessions")
        await replace_password(conn, account_id, "another hash")
        other = Browser(client, app)
        typed = {"login": holder["mobile"], "password": PASSWORD}
        signing_in = asyncio.create_task(other.fill("/sign-in", **typed), context=Context())
        await until_waited_for(identity)
    assert (await signing_in).status_code == 422
    async with transaction(identity) as conn:
        assert not await open_sessions(conn, account_id, now())


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


class Ticks:
    """A clock that is moved by hand."""

    at = 1000.0

    def __call__(self) -> float:
        return self.at


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.02)


async def test_marks_travel_the_way_of_revocations_and_without_the_relay_a_process_is_behind(
    database: Database, amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "IDLE_SECONDS", 0.05)
    ticks = Ticks()
    known = Revocations(ticks)
    url = url_of(await database("identity"))
    async with running(follow(amqp_url, known)):
        await until(lambda: known.is_current)
        ticks.at += DOUBT_AFTER_SECONDS * 2
        assert not known.is_current
        async with running(relay.run(url, amqp_url, LISTENERS, marked=SessionEnded.topic)):
            await until(lambda: known.is_current)
        assert known._told_at.tzinfo is not None
        ticks.at += DOUBT_AFTER_SECONDS * 2
        assert not known.is_current


async def test_a_decider_is_asked_again_and_a_change_is_put_off(archive: FastAPI, sign_in: SignIn) -> None:
    known, ticks = archive.state.revocations, Ticks()
    known._ticks = ticks
    known.begin()
    address = "/archive/verification?words=x"
    async with client_of(archive, sign_in("clerk", org_id=new_id())) as client:
        assert (await client.get(address)).status_code == 200
        ticks.at += DOUBT_AFTER_SECONDS * 2
        asked = await client.get(address)
        change = await client.post("/archive/verification/batch", data={"batch": "x"})
    assert asked.status_code == 303
    assert asked.headers["location"] == "/sign-in/renewed?next=/archive/verification%3Fwords%3Dx"
    assert change.status_code == 503
    assert "暂时无法确认登录状态，请稍后再试" in change.text
    async with client_of(archive, sign_in("applicant")) as client:
        answer = await client.get("/archive/basic")
        assert not answer.headers.get("location", "").startswith("/sign-in")


async def test_identity_signs_anew_what_holds_and_sends_who_signed_out_to_sign_in(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "ROUND", timedelta(0))
    before = browser.client.cookies[COOKIE]
    answer = await browser.open("/sign-in/renewed?next=/review")
    assert answer.headers["location"] == "/review"
    renewed = browser.client.cookies[COOKIE]
    assert renewed != before
    await browser.send("/sign-out")
    browser.client.cookies.set(COOKIE, renewed)
    answer = await browser.open("/sign-in/renewed?next=/review")
    assert answer.headers["location"] == "/sign-in?next=/review"
    assert f'{COOKIE}=""' in answer.headers["set-cookie"]


async def test_who_is_sent_to_identity_over_and_over_gets_home(browser: Browser) -> None:
    await browser.open("/sign-in/renewed?next=/review")
    answer = await browser.open("/sign-in/renewed?next=/review")
    assert answer.headers["location"] == "/"
