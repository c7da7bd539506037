"""kit against the real servers: an event leaves the outbox once and arrives, a sealed section opens."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

import aio_pika
import asyncpg
import pytest
from aio_pika.abc import AbstractRobustQueue
from fastapi import FastAPI, Request, Response

from contracts.sections.settlement import SettlementSection
from deploy.local.postgres import TIMEOUTS
from kit import bus, outbox, relay
from kit.blobs import PART, Blobs, NotStored
from kit.db import Connection, Pool, open_pool, transaction
from kit.errors import Unavailable
from kit.ids import new_id
from kit.rows import insert, upsert
from kit.sealed import Broken, CaseFile, KeyMissing, Opened, SealedRef
from tests.fixtures import running
from tests.fixtures.database import Database, url_of
from tests.fixtures.storage import SettingsOf
from tests.unit.sections.written import settlement

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
PATIENCE = 60


@dataclass(frozen=True, kw_only=True)
class Happened:
    topic: ClassVar[str] = "kit.happened"
    is_awaited: ClassVar[bool] = True
    id: UUID
    about: UUID
    at: datetime
    number: int


async def unsent(pool: Pool) -> int:
    async with transaction(pool) as conn:
        return int(await conn.fetchval("select count(*) from outbox where sent_at is null"))


async def test_events_arrive_in_order_and_only_after_the_commit(database: Database, amqp_url: str) -> None:
    pool, listener, about = await database("review"), f"test-{new_id()}", new_id()
    listeners = {Happened.topic: (listener,)}
    arrived: list[object] = []

    async def handler(_: str, body: dict[str, object]) -> None:
        arrived.append(body["number"])

    async with transaction(pool) as conn:
        for number in range(50):
            event = Happened(id=new_id(), about=about, at=NOON, number=number)
            await outbox.add(conn, event)
            await outbox.add(conn, event)
    async with asyncio.TaskGroup() as group:
        parts = [
            group.create_task(relay.run(url_of(pool), amqp_url, listeners)),
            group.create_task(bus.consume(amqp_url, bus.queue_name(listener), handler, prefetch=1)),
        ]
        async with asyncio.timeout(PATIENCE):
            while len(arrived) < 50:
                await asyncio.sleep(0.02)
        for part in parts:
            part.cancel()
    assert arrived == list(range(50))


async def test_a_broker_that_ends_the_connection_while_we_begin_is_asked_again(
    amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    unwell, declare = iter([aio_pika.exceptions.AMQPConnectionError("INTERNAL_ERROR")]), bus.declare_queue
    begun = asyncio.Event()

    async def declare_in_the_end(*asked: Any) -> AbstractRobustQueue:
        for error in unwell:
            raise error
        return await declare(*asked)

    async def handler(_: str, body: dict[str, object]) -> None:
        pytest.fail(str(body))

    monkeypatch.setattr(bus, "declare_queue", declare_in_the_end)
    name = bus.queue_name(f"test-{new_id()}")
    consuming = asyncio.create_task(bus.consume(amqp_url, name, handler, ready=begun.set))
    async with asyncio.timeout(PATIENCE):
        await begun.wait()
    consuming.cancel()
    await asyncio.gather(consuming, return_exceptions=True)


async def test_a_queue_that_is_gone_is_made_and_bound_anew_by_who_begins_after_it(
    database: Database, amqp_url: str
) -> None:
    pool, listener = await database("review"), f"test-{new_id()}"
    heard: set[object] = set()

    async def handler(_: str, body: dict[str, object]) -> None:
        heard.add(body["number"])

    async def hear(number: int) -> None:
        """Relay and listener begin; what is told from now on is heard."""
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            parts = [
                group.create_task(relay.run(url_of(pool), amqp_url, {Happened.topic: (listener,)})),
                group.create_task(bus.consume(amqp_url, bus.queue_name(listener), handler)),
            ]
            while number not in heard:
                async with transaction(pool) as conn:
                    await outbox.add(conn, Happened(id=new_id(), about=new_id(), at=NOON, number=number))
                await asyncio.sleep(0.1)
            for part in parts:
                part.cancel()

    await hear(1)
    async with bus.connect(amqp_url) as connection:
        await (await connection.channel()).queue_delete(bus.queue_name(listener))
    await hear(2)


async def test_what_took_no_effect_is_told_again_and_less_and_less_often(database: Database) -> None:
    pool, about = await database("review"), new_id()
    heard, lost = (Happened(id=new_id(), about=about, at=NOON, number=number) for number in range(2))
    async with transaction(pool) as conn:
        for event in (heard, lost):
            await outbox.add(conn, event)
        await outbox.hear(conn, heard.id)
        assert await sweep(conn, waited="0 minutes", ago="2 minutes") == (0, 0)
        assert await sweep(conn, waited="0 minutes", ago="4 minutes") == (1, 1)
        assert await sweep(conn, waited="60 minutes", ago="62 minutes") == (1, 0)
        assert await sweep(conn, waited="60 minutes", ago="64 minutes") == (1, 1)
        assert await conn.fetchval("select id from outbox where sent_at is null") == lost.id


async def sweep(conn: Connection, *, waited: str, ago: str) -> tuple[int, int]:
    """Had everything been sent so long after it happened and so long ago: unheard, and sent again."""
    await conn.execute(
        f"update outbox set sent_at = now() - '{ago}'::interval,"  # noqa: S608 - of the lines above
        f" created_at = now() - '{ago}'::interval - '{waited}'::interval"
    )
    unheard = await outbox.tell_unheard(conn)
    return unheard, await conn.fetchval("select count(*) from outbox where sent_at is null")


async def test_a_message_that_cannot_be_handled_is_kept_apart(
    amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "RETRY_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(bus, "DELIVERY_LIMIT", 2)
    name = f"test-{new_id()}"

    async def handler(_: str, __: dict[str, object]) -> None:
        raise ValueError

    async with bus.connect(amqp_url) as connection:
        channel = await connection.channel()
        await bus.declare_queue(channel, name)
        await channel.default_exchange.publish(aio_pika.Message(b"{}"), name)
        dead = await channel.get_queue(f"{name}.dead")
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            consumer = group.create_task(bus.consume(amqp_url, name, handler))
            while (message := await dead.get(fail=False)) is None:
                await asyncio.sleep(0.05)
            consumer.cancel()
        await message.ack()
    assert message.body == b"{}"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "no_json"),
        (b"13800138000", "no_object"),
        (b'"13800138000"', "no_object"),
        (b"[]", "no_object"),
        (b"id=1&mobile=13800138000", "no_json"),
        (b"\xff\xfe", "no_json"),
        (b"[" * 100_000, "no_json"),
    ],
)
async def test_what_can_never_be_read_is_put_apart_at_once_as_it_came(
    amqp_url: str, body: bytes, why: str, capfd: pytest.CaptureFixture[str]
) -> None:
    name, heard = f"test-{new_id()}", asyncio.Queue[str]()

    async def handler(_: str, told: dict[str, object]) -> None:
        await heard.put(str(told["id"]))

    async with bus.connect(amqp_url) as connection:
        channel = await connection.channel()
        await bus.declare_queue(channel, name)
        for one in (body, b'{"id": "next"}'):
            await channel.default_exchange.publish(aio_pika.Message(one, message_id="13800138000"), name)
        dead = await channel.get_queue(f"{name}.dead")
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            consumer = group.create_task(bus.consume(amqp_url, name, handler))
            assert await heard.get() == "next"  # nothing waits for it
            while (message := await dead.get(fail=False)) is None:
                await asyncio.sleep(0.05)
            consumer.cancel()
        await message.ack()
    assert (message.body, message.headers["x-first-death-reason"]) == (body, "rejected")
    assert message.headers["x-delivery-count"] == 0  # never tried again
    assert bus.unreadable_total.labels(name, why)._value.get() == 1
    assert "13800138000" not in "".join(capfd.readouterr())


async def test_whoever_is_told_to_end_ends_whatever_the_broker_answers_just_then(amqp_url: str) -> None:
    """An answer and the end at the same moment: the end got lost, and the consumer went on."""

    async def handler(_: str, __: dict[str, object]) -> None:
        raise AssertionError

    for turns in range(8):
        ready = asyncio.Event()
        consumer = asyncio.create_task(bus.consume(amqp_url, f"test-{new_id()}", handler, ready=ready.set))
        async with asyncio.timeout(PATIENCE):
            await ready.wait()
            for _ in range(turns):
                await asyncio.sleep(0)
            consumer.cancel()
            await asyncio.wait([consumer])
        assert consumer.cancelled()


async def test_a_world_that_is_away_uses_up_no_delivery(
    amqp_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bus, "RETRY_PAUSE_SECONDS", 0.0)
    monkeypatch.setattr(bus, "DELIVERY_LIMIT", 2)
    name, tries = f"test-{new_id()}", 0
    done = asyncio.Event()

    async def handler(_: str, __: dict[str, object]) -> None:
        nonlocal tries
        tries += 1
        if tries < 50:
            raise Unavailable
        done.set()

    async with bus.connect(amqp_url) as connection:
        channel = await connection.channel()
        await bus.declare_queue(channel, name)
        await channel.default_exchange.publish(aio_pika.Message(b"{}"), name)
        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            consumer = group.create_task(bus.consume(amqp_url, name, handler))
            await done.wait()
            consumer.cancel()
        dead = await channel.get_queue(f"{name}.dead")
        assert await dead.get(fail=False) is None


async def test_the_same_section_is_sealed_once_and_opens(case_file: CaseFile) -> None:
    case = new_id()
    await case_file.publish_key(case, case_file.new_key())
    first = await case_file.seal(case, "identity", settlement(), previous="abc")
    assert first == await case_file.seal(case, "identity", settlement(), previous="abc")
    opened = await case_file.open(case, first, SettlementSection)
    assert opened == Opened(section="identity", previous="abc", data=settlement())


async def test_a_section_that_was_tampered_with_does_not_open(case_file: CaseFile) -> None:
    case = new_id()
    await case_file.publish_key(case, case_file.new_key())
    sealed = await case_file.seal(case, "identity", settlement())
    for wrong in (
        SealedRef(name="archive", key=sealed.key, sha256=sealed.sha256),
        SealedRef(name="identity", key=sealed.key, sha256="0" * 64),
    ):
        with pytest.raises(Broken):
            await case_file.open(case, wrong, SettlementSection)


async def test_a_section_opens_whatever_was_written_over_it(case_file: CaseFile, blobs: Blobs) -> None:
    case = new_id()
    await case_file.publish_key(case, case_file.new_key())
    sealed = await case_file.seal(case, "identity", settlement())
    for number in range(3):
        await blobs.replace("cases", sealed.key, f"other {number}".encode())
        assert (await case_file.open(case, sealed, SettlementSection)).data == settlement()
    await blobs.remove("cases", sealed.key)
    assert (await case_file.open(case, sealed, SettlementSection)).data == settlement()
    assert await case_file.seal(case, "identity", settlement()) == sealed


async def test_a_destroyed_key_is_gone_with_all_its_versions(case_file: CaseFile, blobs: Blobs) -> None:
    case = new_id()
    for _ in range(2):
        await blobs.replace("keys", f"keys/{case}", case_file.new_key())
    await case_file.destroy_key(case)
    assert await blobs.versions("keys", f"keys/{case}") == []
    with pytest.raises(KeyMissing):
        await case_file.seal(case, "identity", settlement())


async def test_a_store_whose_disk_is_full_takes_nothing_and_says_so(settings_of: SettingsOf) -> None:
    """It reads as ever, and answers a write as SeaweedFS does then."""
    full = FastAPI()

    @full.api_route("/{path:path}", methods=["HEAD", "PUT", "POST", "DELETE"])
    async def answer(request: Request) -> Response:
        if request.method == "HEAD":
            return Response(status_code=404)
        return Response("<Error><Code>InternalError</Code></Error>", 500, media_type="application/xml")

    async def pieces() -> AsyncIterator[bytes]:
        yield bytes(PART + 1)

    own = running.listening()
    async with running.serving(full, own):
        blobs = Blobs(settings_of("documents", blob_endpoint=running.url_of(own).removeprefix("http://")))
        for store in (
            blobs.put("uploads", "files/1", b"photo"),
            blobs.replace("uploads", "files/1", b"photo"),
            blobs.put_stream("uploads", "files/1", pieces(), PART + 1),
        ):
            with pytest.raises(NotStored):
                await store


async def test_a_row_that_is_there_is_changed_and_told(database: Database) -> None:
    pool, recipient = await database("notification"), new_id()
    async with transaction(pool) as conn:
        for city in ("shaoxing", "hangzhou"):
            row = await upsert(
                conn, "recipients", "(id) do update set city = excluded.city", id=recipient, city=city
            )
            assert row["city"] == city
        with pytest.raises(LookupError):
            await upsert(conn, "recipients", "(id) do nothing", id=recipient, city="x")


async def test_a_row_is_written_once_and_says_so(database: Database) -> None:
    pool, recipient = await database("notification"), new_id()
    async with transaction(pool) as conn:
        assert await insert(conn, "recipients", id=recipient, city="shaoxing")
        assert not await insert(conn, "recipients", "on conflict (id) do nothing", id=recipient, city="x")
        assert await conn.fetchval("select city from recipients where id = $1", recipient) == "shaoxing"


async def test_the_rows_of_who_froze_within_a_statement_are_free_again(database: Database) -> None:
    pool = await database("review")
    within_a_second = dict.fromkeys(TIMEOUTS, "1s")
    frozen = await asyncpg.connect(url_of(pool), server_settings=within_a_second)
    await frozen.execute("begin; lock table outbox in exclusive mode")
    await frozen.prepare("select 1")  # its first message went; the second never does
    async with asyncio.timeout(PATIENCE), transaction(pool) as conn:
        await conn.execute("lock table outbox in exclusive mode")
    frozen.terminate()


async def test_only_a_command_that_is_alone_may_hold_rows_for_long(database: Database) -> None:
    async with open_pool(f"{url_of(await database('review'))}?transaction_timeout=300ms") as pool:
        with pytest.raises(Unavailable):
            async with transaction(pool) as conn:
                await conn.execute("select pg_sleep(0.6)")
        async with transaction(pool, is_alone=True) as conn:
            await conn.execute("select pg_sleep(0.6)")


async def test_a_database_that_takes_no_writes_for_now_is_away(database: Database) -> None:
    async with open_pool(f"{url_of(await database('review'))}?default_transaction_read_only=on") as pool:
        with pytest.raises(Unavailable):
            async with transaction(pool) as conn:
                await conn.execute("delete from outbox")


async def test_a_database_whose_password_is_being_changed_is_away(database: Database) -> None:
    parts = urlsplit(url_of(await database("review")))
    old = parts._replace(netloc=f"{parts.username}:old@{parts.netloc.rpartition('@')[2]}").geturl()
    async with open_pool(old) as pool:
        with pytest.raises(Unavailable):
            async with transaction(pool) as conn:
                await conn.execute("select true")
