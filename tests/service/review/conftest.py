"""review as it runs: its own database, a real object store, pages over HTTP, the workflow's questions."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI

from kit.sealed import CaseFile
from services.review.__main__ import answers
from services.review.web.app import create
from tests.fixtures.database import Database
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf
from tests.service.review.world import World


@pytest.fixture(scope="session")
def apps() -> list[FastAPI]:
    """The app, once there is one: its templates are compiled once."""
    return []


@pytest.fixture
async def world(
    database: Database, settings_of: SettingsOf, case_file: CaseFile, sign_in: SignIn, apps: list[FastAPI]
) -> AsyncIterator[World]:
    pool, settings = await database("review"), settings_of("review")
    if not apps:
        apps.append(create(settings, pool, case_file))
    apps[0].state.pool = pool
    apps[0].state.objecting = replace(apps[0].state.objecting, takes=timedelta())
    world = World(pool, apps[0], answers(settings, pool), case_file, sign_in)
    yield world
    for browser in world.browsers:
        await browser.aclose()
