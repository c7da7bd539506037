"""The whole platform, to be shaken."""

import pytest

from deploy.demo import visitor
from deploy.demo.house import House
from deploy.demo.seed import create_accounts
from deploy.local.stack import Stack
from tests.chaos.faults import World
from tests.fixtures.stack import STATE

PATIENCE_SECONDS = 120.0


@pytest.fixture(scope="session")
def world(stack: Stack) -> World:
    house = House.at(STATE)
    create_accounts(house)
    return World(stack, house)


@pytest.fixture(autouse=True)
def patient_people(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that is away for a while may keep a page waiting longer than in a quiet house."""
    monkeypatch.setattr(visitor, "PATIENCE_SECONDS", PATIENCE_SECONDS)
