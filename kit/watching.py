"""Figures: what a service's database says, read now and then by one of those processes that could.

Counters of a process tell what it did; how much waits, and since when, only the database knows. One process
reads it for all: it holds a lock as long as it lives, the others stand by and show nothing.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import asyncpg
import structlog
from prometheus_client import REGISTRY, Gauge
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

from kit.clock import now
from kit.db import Connection, Record, open_pool

LOOK_SECONDS = 30.0
REST = 15  # times as long as looking took one rests: many cases cost a database little all the same
LOCK = 7_200_152  # one reader at a time per database

Numbers = Mapping[tuple[str, ...], float]  # values of the labels → the figure

log = structlog.get_logger()
read_at = Gauge(
    "figures_read_at_seconds",
    "When the figures of this database were last read, or somebody began to try",
    ["service"],
)


@dataclass(frozen=True)
class Figure:
    """A number for each combination of its labels, as the database knows it."""

    name: str
    told: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """What one statement tells: several figures, all of one moment."""

    figures: tuple[Figure, ...]
    count: Callable[[Connection], Awaitable[Mapping[Figure, Numbers]]]


class Figures(Collector):
    """What was read last, as a scrape sees it: all of one moment, or nothing."""

    def __init__(self, looks: Sequence[Look]) -> None:
        self._looks = looks
        self._last: Mapping[Figure, Numbers] = {}

    async def look(self, conn: Connection) -> None:
        """Read all of them."""
        found: dict[Figure, Numbers] = {}
        for look in self._looks:
            found |= await look.count(conn)
        self._last = found

    def forget(self) -> None:
        """Show nothing: somebody else reads now, or nobody can."""
        self._last = {}

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What was read last."""
        for figure, numbers in self._last.items():
            family = GaugeMetricFamily(figure.name, figure.told, labels=figure.labels)
            for labels, number in numbers.items():
                family.add_metric(labels, number)
            yield family

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Their names, before anything was read."""
        for look in self._looks:
            for figure in look.figures:
                yield GaugeMetricFamily(figure.name, figure.told, labels=figure.labels)


def total(rows: Iterable[Record], number: str, *labels: str) -> Numbers:
    """Add a column up for each combination of these others."""
    found: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        found[tuple(row[label] for label in labels)] += row[number]
    return found


async def watch(
    service: str, database_url: str, looks: Sequence[Look], registry: CollectorRegistry = REGISTRY
) -> None:
    """Read the figures until cancelled, as long as no other process does."""
    kept = Figures(looks)
    registry.register(kept)
    read_at.labels(service).set(now().timestamp())  # one who never can is missed, too
    try:
        while True:
            try:
                await _lead(service, database_url, kept)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("figures_unread", error=type(error).__name__)
            kept.forget()
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        registry.unregister(kept)


async def _lead(service: str, database_url: str, kept: Figures) -> None:
    """Read on one connection, for the lock is its own: who loses it leads no more."""
    async with open_pool(database_url, size=1) as pool, pool.acquire() as conn:
        leads = False
        while True:
            leads, began = (
                leads or await conn.fetchval("select pg_try_advisory_lock($1)", LOCK),
                time.monotonic(),
            )
            if leads:
                await kept.look(conn)
                read_at.labels(service).set(now().timestamp())
            await asyncio.sleep(max(LOOK_SECONDS, REST * (time.monotonic() - began)))
