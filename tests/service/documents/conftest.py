"""documents as it runs: its own database, a real object store, pages over HTTP, the workflow's questions."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

import cities
from kit.blobs import Blobs
from kit.crypto import FieldCipher
from kit.grants import Grants
from kit.sealed import CaseFile
from services.documents.activities import Activities
from services.documents.papers.rendering import Renderer
from services.documents.photos.gateway import PhotoStore
from services.documents.uploads.inspection import Inspector
from services.documents.web.app import create
from tests.fixtures.database import Database
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf
from tests.service.documents.world import World


@pytest.fixture
async def world(database: Database, settings_of: SettingsOf, sign_in: SignIn) -> AsyncIterator[World]:
    pool, settings = await database("documents"), settings_of("documents")
    async with AsyncExitStack() as opened:
        inspector = await opened.enter_async_context(Inspector(children=1))
        grants = Grants(settings.grant_keys.get_secret_value())
        renderer = await opened.enter_async_context(Renderer(settings.fonts))
        yield World(pool, create(settings, pool, inspector, renderer), sign_in, opened, grants)


@pytest.fixture
async def renderer(settings_of: SettingsOf) -> AsyncIterator[Renderer]:
    async with Renderer(settings_of("documents").fonts) as started:
        yield started


@pytest.fixture
def activities(
    world: World, settings_of: SettingsOf, blobs: Blobs, case_file: CaseFile, renderer: Renderer
) -> Activities:
    settings = settings_of("documents")
    store = PhotoStore(Blobs(settings), FieldCipher(settings.field_keys.get_secret_value()))
    return Activities(
        world.pool, cities.load(settings.cities), store, case_file, renderer, settings.public_url
    )
