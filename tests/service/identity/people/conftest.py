"""The province's OpenID provider, and a service that knows it."""

import socket
from collections.abc import Iterator

import pytest

from deploy.local.ports import HOST
from services.identity.settings import Settings
from tests.fixtures.storage import SettingsOf
from tests.service.identity.openid import CLIENT, Provider, running


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def provider(settings_of: SettingsOf) -> Iterator[Provider]:
    back = f"{settings_of('identity').public_url}/sign-in/openid/return"
    with running(Provider(free_port(), back)) as one:
        yield one


@pytest.fixture
def with_provider(settings: Settings, provider: Provider) -> Settings:
    client = {f"openid_{name}": value for name, value in CLIENT.items()}
    return Settings(**{**settings.model_dump(), **client, "openid_issuer": provider.issuer})
