"""What the engine itself knows to be stuck, on a real server: steps tried again and again, broken replays."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.common import RetryPolicy, SearchAttributePair, TypedSearchAttributes
from temporalio.worker import Worker

from contracts import application
from contracts.application import STATUS_NAMES, Status, workflow_id
from contracts.attributes import CITY, SINCE, STATUS, WHOSE_TURN
from contracts.case import ROLE_NAMES, Role
from contracts.operations import EngineFound, SurveyRequest
from contracts.stuck import Kind
from kit.clock import now
from kit.errors import Unavailable
from kit.ids import new_id
from services.operations import gateway
from services.operations.gateway import Engine
from tests.fixtures.stuck import a_question

PATIENCE_SECONDS = 60
BRIEF = RetryPolicy(initial_interval=timedelta(milliseconds=20), backoff_coefficient=1)


@activity.defn(name="review.open_task")
async def fails() -> None:
    raise Unavailable


@workflow.defn(name=application.TYPE, sandboxed=False)
class Retries:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(
            fails, start_to_close_timeout=timedelta(seconds=5), retry_policy=BRIEF
        )


@workflow.defn(name=application.TYPE, sandboxed=False)
class Waits:
    @workflow.run
    async def run(self) -> None:
        await workflow.sleep(timedelta(hours=1))
        await workflow.wait_condition(lambda: False)

    @workflow.signal
    def wake(self) -> None:
        return


@workflow.defn(name=application.TYPE, sandboxed=False)
class WaitsOtherwise(Waits):
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(fails, start_to_close_timeout=timedelta(seconds=5))

    @workflow.signal
    def wake(self) -> None:
        return


class Place:
    """A city and a queue of the test's own on the engine that all share."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.city, self.queue = f"city-{new_id().hex[:12]}", f"queue-{new_id().hex[:12]}"
        self.started: list[UUID] = []

    @asynccontextmanager
    async def worker(self, kind: type, *activities: Callable[..., Any]) -> AsyncIterator[None]:
        async with Worker(self.client, task_queue=self.queue, workflows=[kind], activities=activities):
            yield

    async def start(
        self, kind: type, *, ago: timedelta, who: Role = Role.PLATFORM, status: Status = Status.REVIEWING
    ) -> UUID:
        case_id, run = new_id(), getattr(kind, "run")  # noqa: B009 - of whichever workflow
        attributes = TypedSearchAttributes(
            [
                SearchAttributePair(CITY, self.city),
                SearchAttributePair(WHOSE_TURN, ROLE_NAMES[who]),
                SearchAttributePair(STATUS, STATUS_NAMES[status]),
                SearchAttributePair(SINCE, now() - ago),
            ]
        )
        await self.client.start_workflow(
            run, id=workflow_id(case_id), task_queue=self.queue, search_attributes=attributes
        )
        self.started.append(case_id)
        return case_id

    def request(self, **changes: Any) -> SurveyRequest:
        patience = {**a_question(now()).patience, Kind.REPLAY_BROKEN: timedelta()}
        question = a_question(now(), city=self.city, patience=patience)
        return replace(SurveyRequest(question=question, look_back=timedelta(hours=1), attempts=3), **changes)

    async def until(self, engine: Engine, is_so: Callable[[EngineFound], bool], **asked: Any) -> EngineFound:
        """What is found, once it is so: the engine lists what it knows a moment later."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not is_so(found := await engine.find(self.request(**asked))):
                await asyncio.sleep(0.1)
        return found


@pytest.fixture
async def place(temporal: Client) -> AsyncIterator[Place]:
    place = Place(temporal)
    yield place
    for case_id in place.started:
        await temporal.get_workflow_handle(workflow_id(case_id)).terminate()


def cases(found: EngineFound, kind: Kind) -> Sequence[UUID | None]:
    return [one.case_id for one in found.found.findings if one.kind is kind]


async def test_a_step_that_fails_again_and_again_is_found_whoever_s_turn_it_seems_to_be(
    place: Place, engine: Engine
) -> None:
    async with place.worker(Retries, fails):
        ours = await place.start(Retries, ago=timedelta(hours=9))
        theirs = await place.start(Retries, ago=timedelta(hours=1, minutes=30), who=Role.HR)
        recent = await place.start(Retries, ago=timedelta(minutes=1))
        long_ago = await place.start(Retries, ago=timedelta(hours=9), who=Role.HR)
        found = await place.until(engine, lambda found: len(cases(found, Kind.RETRYING)) == 2)
        assert set(cases(found, Kind.RETRYING)) == {ours, theirs}
        finding = found.found.findings[0]
        assert (finding.city, finding.party) == (place.city, "系统")
        assert finding.detail == "review.open_task/Unavailable"
        assert [(one.kind, one.count) for one in found.found.counts] == [(Kind.RETRYING, 2)]
        again = await place.until(
            engine, lambda found: len(cases(found, Kind.RETRYING)) == 3, again=(long_ago,)
        )
        assert recent not in cases(again, Kind.RETRYING)
        patient = await engine.find(place.request(attempts=10_000))
        assert cases(patient, Kind.RETRYING) == []

        look = await engine.look(ours)
        assert look
        assert look.is_running
        [pending] = look.pending
        assert (pending.activity, pending.failure) == ("review.open_task", "Unavailable")
        assert pending.attempts > 3
        assert [one.code for one in look.happenings] == ["review.open_task", "started"]


async def test_a_case_that_cannot_be_replayed_is_found_until_it_can(place: Place, engine: Engine) -> None:
    async with place.worker(Waits):
        case_id = await place.start(Waits, ago=timedelta(minutes=1), who=Role.APPLICANT)
        handle = place.client.get_workflow_handle(workflow_id(case_id))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while [event async for event in handle.fetch_history_events()][-1].event_id < 5:
                await asyncio.sleep(0.05)  # the timer is started
    async with place.worker(WaitsOtherwise, fails):
        await handle.signal("wake")
        found = await place.until(engine, lambda found: bool(found.found.findings))
        [finding] = found.found.findings
        assert (finding.kind, finding.case_id) == (Kind.REPLAY_BROKEN, case_id)
        assert "category=WorkflowTaskFailed" in finding.detail
        look = await engine.look(case_id)
        assert look
        assert "category=WorkflowTaskFailed" in look.problems
    async with place.worker(Waits):
        await place.until(engine, lambda found: not found.found.findings)


async def test_where_cases_stand_that_moved_lately_is_told_and_of_others_when_asked(
    place: Place, engine: Engine
) -> None:
    at = {"lately": timedelta(hours=1, minutes=30), "now": timedelta(0), "long ago": timedelta(hours=9)}
    ids = {
        name: await place.start(Waits, ago=ago, who=Role.HR, status=Status.EXAMINING)
        for name, ago in at.items()
    }
    found = await place.until(engine, lambda found: len(found.standings) == 1)
    [standing] = found.standings
    assert (standing.case_id, standing.city, standing.status) == (
        ids["lately"],
        place.city,
        "用人单位审查",
    )
    found = await place.until(
        engine, lambda found: len(found.standings) == 2, again=(ids["long ago"], ids["lately"])
    )
    assert {one.case_id for one in found.standings} == {ids["lately"], ids["long ago"]}


async def test_more_than_is_looked_at_is_said_to_be_more(
    place: Place, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "MOST", 2)
    for _ in range(3):
        await place.start(Waits, ago=timedelta(hours=9))
    found = await place.until(engine, lambda found: bool(found.found.capped))
    assert Kind.RETRYING in found.found.capped


async def test_a_case_that_the_engine_does_not_know_is_none(engine: Engine) -> None:
    assert await engine.look(new_id()) is None
