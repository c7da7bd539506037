"""What a process tells whoever watches: its own counts, and what one of several reads in the database."""

import asyncio
from asyncio import Task, create_task
from dataclasses import dataclass

import pytest
from httpx2 import AsyncClient, HTTPError
from prometheus_client import REGISTRY, CollectorRegistry

from deploy.local.ports import free_port_base
from deploy.local.stack import Stack
from kit import outbox, watching
from tests.fixtures.database import Database, url_of
from tests.fixtures.running import closed
from tests.service.process import started

PATIENCE = 60
SERVICE = "notification"
# What a worker counts itself, what its database says, and what the Temporal SDK counts.
OURS = ("db_connections{", "outbox_lag_seconds{", "messages_of_kind", "events_queued{", "python_info{")
OF_TEMPORAL = "temporal_num_pollers"


@dataclass(frozen=True)
class Reader:
    """A process that could read the figures."""

    task: Task[None]
    shown: CollectorRegistry

    @property
    def reads(self) -> bool:
        """Whether it shows anything."""
        return self.shown.get_sample_value("outbox_waiting", {"service": SERVICE}) is not None


def a_reader(url: str) -> Reader:
    shown = CollectorRegistry()
    return Reader(create_task(watching.watch(SERVICE, url, [outbox.look(SERVICE)], shown)), shown)


async def until_reads(*readers: Reader, does: bool = True) -> Reader:
    """Who reads now, or not any more."""
    async with asyncio.timeout(PATIENCE):
        while not (found := [reader for reader in readers if reader.reads is does]):
            await asyncio.sleep(0.02)
    [reader] = found
    return reader


async def test_one_of_several_reads_and_another_goes_on_when_it_ends(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.05)
    url = url_of(await database("notification"))
    readers = [a_reader(url), a_reader(url)]
    first = await until_reads(*readers)
    readers.remove(first)
    first.task.cancel()
    second = await until_reads(*readers)
    second.task.cancel()
    assert REGISTRY.get_sample_value("figures_read_at_seconds", {"service": SERVICE})


async def test_nobody_shows_old_figures_while_they_cannot_be_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "LOOK_SECONDS", 0.05)
    pool = await database("notification")
    reader = await until_reads(a_reader(url_of(pool)))
    await pool.execute("alter table outbox rename to gone")
    await until_reads(reader, does=False)
    await pool.execute("alter table gone rename to outbox")
    (await until_reads(reader)).task.cancel()


async def test_a_database_that_nobody_could_ever_read_is_missed_all_the_same() -> None:
    task = create_task(watching.watch("missed", f"{closed()}/missed".replace("http", "postgresql"), []))
    async with asyncio.timeout(PATIENCE):
        while REGISTRY.get_sample_value("figures_read_at_seconds", {"service": "missed"}) is None:
            await asyncio.sleep(0.02)
    task.cancel()


async def test_a_process_serves_its_metrics_where_it_is_told_to(database: Database, servers: Stack) -> None:
    pool, base = await database("notification"), free_port_base()
    ports = {"NOTIFICATION_METRICS_PORT": base, "NOTIFICATION_TEMPORAL_METRICS_PORT": base + 1}
    told = {name: str(port) for name, port in ports.items()}
    async with (
        started(servers, "notification", pool, "services.notification", "worker", **told),
        AsyncClient(timeout=PATIENCE) as client,
    ):
        await until_told(client, base, OURS)
        await until_told(client, base + 1, (OF_TEMPORAL,))


async def until_told(client: AsyncClient, port: int, words: tuple[str, ...]) -> None:
    """All of it is said at this port."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                text = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
            except HTTPError:
                text = ""
            if all(word in text for word in words):
                return
            await asyncio.sleep(0.1)
