"""A worker with other code breaks the replay of a case on a real server; a reset mends it, or is refused."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.common import WorkerDeploymentVersion
from temporalio.worker import UnsandboxedWorkflowRunner, Worker, WorkerDeploymentConfig

from contracts.application import Start, Status, workflow_id
from contracts.case import Duty, Role
from contracts.operations import SurveyRequest
from contracts.payment import Settled
from contracts.remedies import Act, OneCase
from contracts.stuck import Kind
from kit.clock import now
from kit.crypto import FieldCipher
from kit.ids import new_id
from kit.temporal import activities_of, make_current
from services.operations.gateway import Engine
from tests.fixtures.remedies import an_act
from tests.fixtures.stuck import a_question
from tests.workflow.fakes import EMPLOYER, SERVICES, World, handing_in
from tests.workflow.life import TERMS, Life
from workflows.application import attributes
from workflows.application.rows import Ask
from workflows.application.table import TABLE
from workflows.application.workflow import Application
from workflows.remedy.activities import Activities

CIPHER = FieldCipher("k1:" + "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE=")


@dataclass
class Server:
    """A real server, as far as a life needs one."""

    client: Client

    async def get_current_time(self) -> datetime:
        return now()


@contextmanager
def other_code() -> Iterator[None]:
    """A version that prints the form before it tells that the fee was paid."""
    with pytest.MonkeyPatch.context() as patch:
        row = replace(TABLE[Status.PAID], asks=((Ask.SEAL_SETTLEMENT,), (Ask.RENDER_FORM,)), then=())
        patch.setitem(TABLE, Status.PAID, row)
        yield


@asynccontextmanager
async def running(life: Life, build: str) -> AsyncIterator[None]:
    """The code as it is now is deployed, outside of the sandbox, which would read the table anew."""
    queue = queue_of(life.start)
    version = WorkerDeploymentVersion(deployment_name=queue, build_id=build)
    async with Worker(
        life.env.client,
        task_queue=queue,
        workflows=[Application],
        workflow_runner=UnsandboxedWorkflowRunner(),
        deployment_config=WorkerDeploymentConfig(version=version, use_worker_versioning=True),
    ):
        await make_current(life.env.client, version)
        yield


def queue_of(start: Start) -> str:
    """Of this case alone: whose queue has a current version is not served without one."""
    return f"test-{start.application_id}"


@pytest.fixture
def world() -> World:
    """A short way without days that have to pass."""
    world = World()
    world.stages = (("hr", Role.HR, (Duty.EXAMINE,)), handing_in()[-1])
    return world


@pytest.fixture
async def life(temporal: Client, world: World) -> AsyncIterator[Life]:
    """The services answer; the workflow runs only where a test lets it."""
    async with AsyncExitStack() as stack:
        for queue, service in SERVICES:
            methods = activities_of(service(world))
            await stack.enter_async_context(Worker(temporal, task_queue=queue, activities=methods))
        start = a_start()
        handle = await temporal.start_workflow(
            Application.run,
            args=[start, None],
            id=workflow_id(start.application_id),
            task_queue=queue_of(start),
            search_attributes=attributes.initial(start),
        )
        life = Life(Server(temporal), world, handle, start)  # type: ignore[arg-type]  # as far as it needs one
        yield life
        if (await life.handle.describe()).status is WorkflowExecutionStatus.RUNNING:
            await life.handle.terminate()


def a_start() -> Start:
    return Start(
        application_id=new_id(),
        person_id=new_id(),
        employer_id=EMPLOYER,
        city=f"city-{new_id().hex[:12]}",
        plan="2022-engineer",
        plan_version="v1",
        started_at=now(),
        closes_at=now() + timedelta(days=60),
        terms=TERMS,
    )


async def pay(life: Life) -> None:
    await life.until_told(Status.AWAITING_PAYMENT)
    await life.tell(Settled.topic, life.world.orders[-1].order_id)


async def up_to_the_fee(life: Life) -> None:
    await life.submit()
    for stage in ("hr", "committee"):
        await life.decide(await life.until_open(stage))
    await life.until_told(Status.AWAITING_PAYMENT)


async def until_asked(life: Life, activity: str) -> None:
    async with asyncio.timeout(30):
        while activity not in [
            event.activity_task_scheduled_event_attributes.activity_type.name
            for event in (await life.handle.fetch_history()).events
        ]:
            await asyncio.sleep(0.05)


async def until_found(life: Life, cases: list[UUID]) -> None:
    """Until these are what operators find with a replay that is broken, in the city of this life."""
    patience = {**a_question(now()).patience, Kind.REPLAY_BROKEN: timedelta()}
    async with asyncio.timeout(60):
        while True:
            question = a_question(now(), city=life.start.city, patience=patience)
            request = SurveyRequest(question=question, look_back=timedelta(hours=1))
            found = (await Engine(life.env.client).find(request)).found.findings
            if [one.case_id for one in found if one.kind is Kind.REPLAY_BROKEN] == cases:
                return
            await asyncio.sleep(0.1)


def asked(life: Life, **changes: object) -> OneCase:
    return an_act(CIPHER, Act.RESET, life.start.application_id, **changes)


async def run_id(life: Life) -> str:
    return (await life.handle.describe()).run_id


async def test_a_case_that_other_code_led_astray_begins_again_where_nobody_was_told(
    temporal: Client, world: World, life: Life
) -> None:
    engine = Activities(temporal)
    async with running(life, "first"):
        await up_to_the_fee(life)
        assert (await engine.remedy(asked(life))).code == "NotBroken"
    world.away["form"] = 1_000_000
    with other_code():
        async with running(life, "other"):
            await pay(life)
            await until_asked(life, "documents.render_review_form")
    world.away.clear()
    before = await run_id(life)
    assert (await engine.remedy(asked(life, is_dry_run=True))).code == "would_do"
    assert await run_id(life) == before
    async with running(life, "third"):
        await until_found(life, [life.start.application_id])
        one = asked(life)
        first, second = await engine.remedy(one), await engine.remedy(one)
        assert (first.code, second.code) == ("done", "unchanged")
        assert await run_id(life) != before
        await life.until_told(Status.HANDING_IN)
        await until_found(life, [])
    assert [move.position for move in world.progress] == list(range(1, len(world.progress) + 1))
    assert len({message.id for message in world.messages}) == len(world.messages)
    assert len(world.tasks) == len(world.stages)


async def test_what_people_were_told_is_not_unmade(temporal: Client, world: World, life: Life) -> None:
    engine = Activities(temporal)
    async with running(life, "first"):
        await up_to_the_fee(life)
    world.away["hand_in"] = 1_000_000
    with other_code():
        async with running(life, "other"):
            await pay(life)
            await until_asked(life, "review.open_hand_in")
    before = await run_id(life)
    refused = await engine.remedy(asked(life))
    assert (refused.is_done, refused.code) == (False, "Told")
    assert await run_id(life) == before


async def test_a_case_that_is_not_there_or_over_is_refused(temporal: Client, life: Life) -> None:
    engine = Activities(temporal)
    await life.handle.terminate()
    over = await engine.remedy(asked(life))
    unknown = await engine.remedy(replace(asked(life), case_id=new_id()))
    assert (over.code, unknown.code) == ("IsOver", "NoSuchWorkflow")
    assert not over.is_done
    assert not unknown.is_done
