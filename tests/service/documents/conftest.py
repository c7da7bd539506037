"""documents as it runs: its own database, a real object store, pages over HTTP, the workflow's questions.

All tests share one loop, because the child processes that inspect and render start once for all of them.
A test that kills or starves children starts its own.
"""

import inspect
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio

import cities
from deploy.local.stack import Stack
from kit.blobs import Blobs
from kit.grants import Grants
from kit.sealed import CaseFile
from services.documents.activities import Activities
from services.documents.papers.rendering import Renderer
from services.documents.photos.gateway import PhotoStore
from services.documents.photos.imaging.studio import Studio
from services.documents.uploads.inspection.inspector import Inspector
from services.documents.web.app import create
from tests.fixtures.database import Database, databases
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf
from tests.service.documents.world import World

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE) and inspect.iscoroutinefunction(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(loop_scope="session")
async def database(servers: Stack, settings_of: SettingsOf) -> AsyncIterator[Database]:
    async with databases(servers.postgres_url, settings_of) as clone:
        yield clone


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def inspector() -> AsyncIterator[Inspector]:
    async with Inspector(page_seconds=1) as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def renderer(settings_of: SettingsOf) -> AsyncIterator[Renderer]:
    async with Renderer(settings_of("documents").fonts) as started:
        yield started


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def studio() -> AsyncIterator[Studio]:
    async with Studio() as started:
        yield started


@pytest_asyncio.fixture(loop_scope="session")
async def world(
    database: Database,
    settings_of: SettingsOf,
    sign_in: SignIn,
    inspector: Inspector,
    renderer: Renderer,
    studio: Studio,
) -> AsyncIterator[World]:
    pool, settings = await database("documents"), settings_of("documents")
    grants = Grants(settings.grant_keys.get_secret_value())
    async with AsyncExitStack() as opened:
        yield World(pool, create(settings, pool, inspector, renderer, studio), sign_in, opened, grants)


@pytest.fixture
def activities(
    world: World,
    settings_of: SettingsOf,
    blobs: Blobs,
    case_file: CaseFile,
    renderer: Renderer,
    studio: Studio,
) -> Activities:
    settings = settings_of("documents")
    cipher = settings.field_cipher()
    return Activities(
        world.pool,
        cities.load(settings.cities),
        cipher,
        PhotoStore(Blobs(settings), cipher),
        case_file,
        renderer,
        studio,
        settings.public_url,
    )
