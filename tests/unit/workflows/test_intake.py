"""Events that come when the workflow has ended change nothing; one that was never started is told again."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic_core import to_jsonable_python
from temporalio.service import RPCError, RPCStatusCode

from contracts.application import Fact, Verdict
from contracts.review import Decided
from kit.bus import Handler
from kit.errors import Unavailable
from kit.ids import new_id
from workflows.application.rows import PASSED_FREE
from workflows.intake import hear, whose

NOON = datetime(2022, 9, 1, 4, tzinfo=UTC)


class Handle:
    def __init__(self, *, has_ended: bool, status: RPCStatusCode) -> None:
        self.close_time = NOON if has_ended else None
        self.status = status

    async def signal(self, *_: Any) -> None:
        raise RPCError("as Temporal says it", self.status, b"")

    async def describe(self) -> Any:
        return SimpleNamespace(close_time=self.close_time)


def intake(*, has_ended: bool = False, status: RPCStatusCode = RPCStatusCode.NOT_FOUND) -> Handler:
    def handle(*_: Any) -> Handle:
        return Handle(has_ended=has_ended, status=status)

    return hear(SimpleNamespace(get_workflow_handle=handle))  # type: ignore[arg-type]  # all it asks of a client


def decided() -> dict[str, Any]:
    event = Decided(
        id=new_id(),
        about=new_id(),
        at=NOON,
        application_id=new_id(),
        task_id=new_id(),
        stage="employer",
        round=1,
        verdict=Verdict.PASSED,
    )
    body: dict[str, Any] = to_jsonable_python(event)
    return body


def test_an_event_takes_the_turn_of_its_city_or_of_all_that_name_none() -> None:
    assert whose({**decided(), "city": "shaoxing"}) == "shaoxing"
    assert whose({"id": str(new_id())}) == whose({"id": str(new_id())})


@pytest.mark.rule("B2.1")
async def test_what_an_office_charges_nothing_for_is_told_as_such() -> None:
    told: list[Fact] = []

    async def signal(_: object, fact: Fact) -> None:
        told.append(fact)

    client = SimpleNamespace(get_workflow_handle=lambda _: SimpleNamespace(signal=signal))
    for is_free in (False, True):
        await hear(client)(Decided.topic, {**decided(), "is_free": is_free})  # type: ignore[arg-type]  # all it asks of a client
    assert [fact.code for fact in told] == [Verdict.PASSED, PASSED_FREE]


async def test_a_fact_that_comes_after_the_end_is_noted_and_done_with() -> None:
    await intake(has_ended=True)(Decided.topic, decided())


async def test_a_fact_about_a_workflow_that_runs_no_more_but_never_ended_is_told_again() -> None:
    with pytest.raises(RPCError):
        await intake(has_ended=False)(Decided.topic, decided())


@pytest.mark.parametrize(
    "status",
    [
        RPCStatusCode.UNAVAILABLE,
        RPCStatusCode.DEADLINE_EXCEEDED,
        RPCStatusCode.RESOURCE_EXHAUSTED,
        RPCStatusCode.UNAUTHENTICATED,
        RPCStatusCode.PERMISSION_DENIED,
    ],
)
async def test_a_server_that_is_away_is_waited_for(status: RPCStatusCode) -> None:
    with pytest.raises(Unavailable):
        await intake(status=status)(Decided.topic, decided())


async def test_a_server_that_refuses_is_an_error() -> None:
    with pytest.raises(RPCError):
        await intake(status=RPCStatusCode.INVALID_ARGUMENT)(Decided.topic, decided())
