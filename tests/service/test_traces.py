"""One trace leads from a page over the outbox, the relay, the bus and the intake to a workflow's activity."""

import asyncio
from asyncio import create_task
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi import APIRouter
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from temporalio.worker import Worker

from contracts.application import TASK_QUEUE, TYPE
from contracts.declaration import Started
from kit import bus, relay, traces
from kit.db import transaction
from kit.http import Conn, create_app
from kit.ids import new_id
from kit.outbox import add
from kit.session import Anyone
from kit.temporal import connect
from tests.fixtures.browser import client_of
from tests.fixtures.database import Database, url_of
from tests.fixtures.storage import SettingsOf
from tests.service.asking import Asking, open_task
from workflows.intake import hear

PATIENCE = 60
NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)
SECRET = "330602199001011234"
router = APIRouter()


@router.post("/begin/{number}")
async def begin(conn: Conn, _: Anyone, number: str) -> dict[str, str]:
    who = new_id()
    await add(conn, a_start(who))
    return {"id": str(who), "number": number}


def a_start(application_id: Any) -> Started:
    return Started(
        id=new_id(),
        about=application_id,
        at=NOON,
        application_id=application_id,
        person_id=new_id(),
        employer_id=new_id(),
        city="shaoxing",
        plan="2022-engineer",
        plan_version="1",
        closes_at=NOON,
    )


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    traces.follow(provider.get_tracer("test"))
    yield kept
    traces.follow(None)
    provider.shutdown()


def way_to(name: str, spans: tuple[ReadableSpan, ...]) -> list[str]:
    """The names of the spans that led to one, the first of all first."""
    by_id = {span.context.span_id: span for span in spans if span.context}
    one: ReadableSpan | None = next((span for span in spans if span.name == name), None)
    names = []
    while one is not None:
        names.append(one.name)
        one = by_id.get(one.parent.span_id) if one.parent else None
    return names[::-1]


async def test_a_press_is_followed_to_the_activity_that_it_leads_to(
    database: Database, settings_of: SettingsOf, amqp_url: str, spans: InMemorySpanExporter
) -> None:
    pool, settings = await database("declaration"), settings_of("declaration")
    listener, temporal = f"test-{new_id()}", await connect(settings)
    listeners = {Started.topic: (listener,)}
    app = create_app("declaration", [router], settings=settings, state={"pool": pool})
    parts = [
        create_task(relay.run(url_of(pool), amqp_url, listeners)),
        create_task(bus.consume(amqp_url, bus.queue_name(listener), hear(temporal))),
    ]
    async with (
        Worker(temporal, task_queue=TASK_QUEUE, workflows=[Asking], activities=[open_task]),
        client_of(app) as client,
        asyncio.timeout(PATIENCE),
    ):
        assert (await client.post(f"/begin/{SECRET}")).status_code == 200
        while not way_to("RunActivity:test.open_task", spans.get_finished_spans()):
            await asyncio.sleep(0.05)
        while len(way := way_to("RunActivity:test.open_task", spans.get_finished_spans())) < 6:
            await asyncio.sleep(0.05)
    for part in parts:
        part.cancel()
    assert way == [
        "POST /begin/{number}",
        f"tell {Started.topic}",
        f"hear {Started.topic}",
        f"StartWorkflow:{TYPE}",
        "StartActivity:test.open_task",
        "RunActivity:test.open_task",
    ]
    finished = spans.get_finished_spans()
    assert SECRET not in "".join(span.to_json() for span in finished)
    assert traces.HEADER in await pool.fetchval("select body from outbox")


async def test_nothing_is_followed_unless_somebody_wants_it(database: Database) -> None:
    pool = await database("declaration")
    async with transaction(pool) as conn:
        with traces.span("work") as own:
            await add(conn, a_start(new_id()))
            assert (own, traces.carried(), traces.interceptors()) == (None, None, ())
    assert traces.HEADER not in await pool.fetchval("select body from outbox")
