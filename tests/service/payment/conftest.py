"""payment as it runs: pages and channel on real ports, its own database, a real object store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from deploy.local.stack import Stack
from deploy.simulators.payment_channel.settings import Settings as ChannelSettings
from kit.sealed import CaseFile
from tests.fixtures.database import Database
from tests.fixtures.people import SignIn
from tests.fixtures.storage import SettingsOf
from tests.service.payment.standing import channel_settings_of, standing
from tests.service.payment.world import World


@pytest.fixture(scope="session")
def channel_settings(servers: Stack) -> ChannelSettings:
    return channel_settings_of(servers)


@pytest.fixture(scope="session")
def apps() -> list[FastAPI]:
    """The app, once there is one: its templates are compiled once."""
    return []


@pytest.fixture
async def world(
    database: Database,
    settings_of: SettingsOf,
    channel_settings: ChannelSettings,
    case_file: CaseFile,
    sign_in: SignIn,
    apps: list[FastAPI],
    tmp_path: Path,
) -> AsyncIterator[World]:
    pool = await database("payment")
    async with standing(
        pool,
        tmp_path,
        settings_of=settings_of,
        channel_settings=channel_settings,
        case_file=case_file,
        sign_in=sign_in,
        apps=apps,
    ) as world:
        yield world
