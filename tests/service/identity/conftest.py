"""identity as people meet it: its pages over HTTP, each browser at an address of its own."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

from kit.db import Pool
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.fixtures.database import Database
from tests.fixtures.storage import SettingsOf
from tests.service.identity.browser import Browser
from tests.service.identity.factories import an_admin, signed_in

QUICK = {"password_time_cost": 1, "password_memory_kib": 8, "password_parallelism": 1}
Browsers = Callable[..., Browser]


@pytest.fixture
def settings(settings_of: SettingsOf, tmp_path: Path) -> Settings:
    """Shaoxing alone, so that nobody has to choose a city; `two_cities` has two."""
    shutil.copytree(settings_of("identity").cities / "shaoxing", tmp_path / "one" / "shaoxing")
    found = settings_of("identity", **QUICK, cities=tmp_path / "one")
    assert isinstance(found, Settings)
    return found


@pytest.fixture
async def pool(database: Database) -> Pool:
    return await database("identity")


@pytest.fixture
def app(settings: Settings, pool: Pool) -> FastAPI:
    return create(settings, pool)


@pytest.fixture
async def browsers(app: FastAPI) -> AsyncIterator[Browsers]:
    """`browsers()` is a browser, `browsers(address="10.0.0.2")` one elsewhere."""
    async with AsyncExitStack() as stack:

        def browser(*, address: str = "10.0.0.1", of: FastAPI = app) -> Browser:
            client = httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app=of, client=(address, 1234)),
                base_url="http://portal",
                headers={"accept": "text/html"},
            )
            stack.push_async_callback(client.aclose)
            return Browser(client, of)

        yield browser


@pytest.fixture
def browser(browsers: Browsers) -> Browser:
    return browsers()


@pytest.fixture
def two_cities(settings: Settings, pool: Pool, tmp_path: Path) -> FastAPI:
    """The same service for two cities."""
    for slug in ("shaoxing", "jiaxing"):
        shutil.copytree(settings.cities / "shaoxing", tmp_path / "two" / slug)
    city = tmp_path / "two" / "jiaxing" / "city.toml"
    city.write_text(city.read_text().replace("330600", "330400"))
    return create(settings.model_copy(update={"cities": tmp_path / "two"}), pool)


@pytest.fixture
async def admin(browsers: Browsers, app: FastAPI, pool: Pool) -> Browser:
    """The province's administrator, signed in."""
    await an_admin(pool, app)
    return await signed_in(browsers(), "admin.zj")
