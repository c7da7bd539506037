"""A Temporal test server whose clock skips, the real workflow, and fake services on the real queues."""

import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.enums.v1 import IndexedValueType
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.common import SearchAttributeKey
from temporalio.converter import DataConverter
from temporalio.testing import WorkflowEnvironment

from contracts import attributes
from kit.temporal import data_converter
from tests.workflow.fakes import SERVICES, World
from tests.workflow.life import Life
from tests.workflow.serving import serving
from workflows.application.workflow import Application
from workflows.preview.workflow import Preview

SERVER = Path(sys.executable).with_name("temporal-test-server")
TRIES = 6
KEYS = "k1:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY="

KINDS: dict[SearchAttributeKey[Any], IndexedValueType.ValueType] = {
    attributes.CITY: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    attributes.PLAN: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    attributes.STAGE: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    attributes.STATUS: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    attributes.WHOSE_TURN: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
    attributes.SINCE: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    attributes.DUE: IndexedValueType.INDEXED_VALUE_TYPE_DATETIME,
    attributes.ROUND: IndexedValueType.INDEXED_VALUE_TYPE_INT,
}


async def _started(converter: DataConverter) -> WorkflowEnvironment:
    """The library waits five seconds for its server, of which a busy machine may need more."""
    for _ in range(TRIES):
        with suppress(RuntimeError):
            return await WorkflowEnvironment.start_time_skipping(
                test_server_existing_path=str(SERVER), data_converter=converter
            )
    raise TimeoutError


@asynccontextmanager
async def environment(converter: DataConverter) -> AsyncIterator[WorkflowEnvironment]:
    async with await _started(converter) as env:
        await env.client.operator_service.add_search_attributes(
            AddSearchAttributesRequest(
                namespace="default",
                search_attributes={key.name: kind for key, kind in KINDS.items()},
            )
        )
        yield env


def workers(env: WorkflowEnvironment, world: World) -> AbstractAsyncContextManager[None]:
    services = ((queue, service(world)) for queue, service in SERVICES)
    return serving(env, [Application, Preview], services)


@pytest.fixture
async def env() -> AsyncIterator[WorkflowEnvironment]:
    async with environment(data_converter(KEYS)) as env:
        yield env


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
async def life(env: WorkflowEnvironment, world: World) -> AsyncIterator[Life]:
    async with workers(env, world):
        yield await Life.begin(env, world)
