"""operations as it runs: its own database, a real engine, pages over HTTP."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest
from temporalio.client import Client

from contracts.operations import Answer, Source
from contracts.stuck import Count, Finding, Found, Kind
from kit.clock import now
from kit.db import Pool
from kit.ids import new_id
from services.operations.activities import Activities
from services.operations.gateway import Engine
from services.operations.web import create
from tests.fixtures.browser import client_of
from tests.fixtures.database import Database
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf


def a_finding(kind: Kind = Kind.RETRYING, **changes: Any) -> Finding:
    case_id = new_id()
    values = {
        "kind": kind,
        "city": "shaoxing",
        "case_id": case_id,
        "subject_id": case_id,
        "party": "系统",
        "since": now() - timedelta(hours=3),
        "detail": "review.open_task/Unavailable",
    }
    return Finding(**{**values, **changes})


def an_answer(
    *findings: Finding, source: Source = Source.ENGINE, at: datetime | None = None, counted: int = 0
) -> Answer:
    """With each of its city and kind counted, or as many as are said."""
    found = Found.of(findings)
    if counted:
        found = replace(found, counts=tuple(replace(one, count=counted) for one in found.counts))
    return Answer(source=source, at=at or now(), found=found)


def counts(found: Found) -> list[tuple[str, str, int]]:
    return [_told(count) for count in found.counts]


def _told(count: Count) -> tuple[str, str, int]:
    return count.city, count.kind, count.count


@pytest.fixture
async def pool(database: Database) -> Pool:
    return await database("operations")


@pytest.fixture
def engine(temporal: Client) -> Engine:
    return Engine(temporal)


@pytest.fixture
def activities(pool: Pool, engine: Engine) -> Activities:
    return Activities(pool, engine)


@pytest.fixture
async def browser(
    pool: Pool, engine: Engine, settings_of: SettingsOf, sign_in: SignIn
) -> AsyncIterator[httpx2.AsyncClient]:
    """An operator of all cities."""
    app = create(settings_of("operations"), pool, engine)
    async with client_of(app, sign_in("operator", city="")) as client:
        yield client
