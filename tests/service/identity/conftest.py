"""identity as people meet it: its pages over HTTP, each browser at an address of its own."""

import shutil
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI

from kit.clock import now
from kit.db import Pool
from kit.session import COOKIE
from services.identity.settings import Settings
from services.identity.web.app import create
from tests.fixtures.browser import HOST, client_of
from tests.fixtures.database import Database, words_of
from tests.fixtures.storage import SettingsOf
from tests.service.identity.browser import Browser
from tests.service.identity.states import QUICK, one_city

# Fixtures that are somebody in a state.
STATES = {
    "admin": "administered",
    "chief": "approved_employer",
    "offices": "staffed_offices",
    "two": "two_employers",
}
Browsers = Callable[..., Browser]


@pytest.fixture(autouse=True)
def no_wait_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A wait of a second is over before a busy machine asks again: what is counted here stands still."""
    at = now()
    monkeypatch.setattr("services.identity.access.operations.attempts.now", lambda: at)


@pytest.fixture(scope="session")
def city_folder(settings_of: SettingsOf, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return one_city(settings_of("identity").cities, tmp_path_factory.mktemp("cities"))


@pytest.fixture
def settings(settings_of: SettingsOf, city_folder: Path) -> Settings:
    """Shaoxing alone, so that nobody has to choose a city; `two_cities` has two."""
    found = settings_of("identity", **QUICK, cities=city_folder)
    assert isinstance(found, Settings)
    return found


@pytest.fixture
async def pool(database: Database, request: pytest.FixtureRequest) -> Pool:
    """In the state that the test's people come from, or that its mark names: `pytest.mark.state("…")`."""
    mark = request.node.get_closest_marker("state")
    asked = [state for who, state in STATES.items() if who in request.fixturenames]
    return await database("identity", state=mark.args[0] if mark else asked[-1] if asked else "")


@pytest.fixture(scope="session")
def apps() -> list[FastAPI]:
    """The app, once there is one: its routes are put together once."""
    return []


@pytest.fixture
def app(settings: Settings, pool: Pool, apps: list[FastAPI]) -> FastAPI:
    made = create(settings, pool)
    if not apps:
        apps.append(made)
    for name in ("pool", "parts", "registry"):
        setattr(apps[0].state, name, getattr(made.state, name))
    return apps[0]


@pytest.fixture
async def browsers(app: FastAPI, pool: Pool) -> AsyncIterator[Browsers]:
    """`browsers()` is a browser, `address=` puts it elsewhere, `browsers("clerk")` is one of the state."""
    async with AsyncExitStack() as stack:

        def browser(who: str = "", *, address: str = "10.0.0.1", of: FastAPI = app) -> Browser:
            client = client_of(of, address=address)
            if who:
                client.cookies.set(COOKIE, words_of(pool)[who], domain=HOST)
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
def admin(browsers: Browsers) -> Browser:
    """The province's administrator, signed in."""
    return browsers("admin")


@pytest.fixture
def chief(browsers: Browsers) -> Browser:
    """The chief clerk of an approved employer."""
    return browsers("clerk", address="10.0.0.2")
