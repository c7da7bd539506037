"""A survey asks everybody, compares what the engine says with what people are shown, and waits for nobody."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from temporalio import activity
from temporalio.testing import WorkflowEnvironment

from contracts import operations as contract
from contracts.application import TASK_QUEUE
from contracts.operations import Answer, EngineFound, Source, Standing, Standings, SurveyRequest
from contracts.stuck import (
    DeclarationStuck,
    Finding,
    Found,
    Kind,
    NotificationStuck,
    PaymentStuck,
    Question,
    ReviewStuck,
)
from kit.ids import new_id
from tests.fixtures.stuck import a_question
from tests.workflow.serving import serving
from workflows.stuck.workflow import Survey

AT = datetime(2022, 9, 28, 4, tzinfo=UTC)
STANDING = Standing(case_id=new_id(), city="shaoxing", status="逐级审查", since=AT - timedelta(hours=2))
REQUEST = SurveyRequest(question=a_question(AT), look_back=timedelta(hours=1))


def found(kind: Kind) -> Found:
    case_id = STANDING.case_id
    finding = Finding(
        kind=kind, city="shaoxing", case_id=case_id, subject_id=case_id, party="系统", since=STANDING.since
    )
    return Found.of([(finding, 1)])


class Declaration(DeclarationStuck, contract.ReadModel):
    @activity.defn(name="declaration.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        return found(Kind.WAITS_TOO_LONG)

    @activity.defn(name="declaration.compare_standings")
    async def compare_standings(self, standings: Standings) -> Found:
        assert standings.standings == (STANDING,)
        return found(Kind.READ_MODEL_BEHIND)


class Review(ReviewStuck):
    @activity.defn(name="review.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        return found(Kind.DECISION_NOT_DELIVERED)


class Payment(PaymentStuck):
    @activity.defn(name="payment.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        return found(Kind.PAID_NOT_ADVANCED)


class Notification(NotificationStuck):
    @activity.defn(name="notification.find_stuck")
    async def find_stuck(self, question: Question) -> Found:
        return found(Kind.MESSAGE_UNDELIVERED)


class Operations(contract.Operations):
    def __init__(self, *, is_away: bool = False) -> None:
        self.is_away = is_away
        self.kept: dict[Source, Found | None] = {}

    @activity.defn(name="operations.find_stuck")
    async def find_stuck(self, request: SurveyRequest) -> EngineFound:
        if self.is_away:
            raise ConnectionError
        assert request == REQUEST
        return EngineFound(found=found(Kind.RETRYING), standings=(STANDING,))

    @activity.defn(name="operations.keep_answer")
    async def keep_answer(self, answer: Answer) -> None:
        assert answer.at == AT
        self.kept[answer.source] = answer.found


KINDS = {
    Source.ENGINE: Kind.RETRYING,
    Source.READ_MODEL: Kind.READ_MODEL_BEHIND,
    Source.DECLARATION: Kind.WAITS_TOO_LONG,
    Source.REVIEW: Kind.DECISION_NOT_DELIVERED,
    Source.PAYMENT: Kind.PAID_NOT_ADVANCED,
    Source.NOTIFICATION: Kind.MESSAGE_UNDELIVERED,
}


async def surveyed(env: WorkflowEnvironment, operations: Operations, silent: Sequence[str] = ()) -> Any:
    owners = {
        "declaration": Declaration(),
        "review": Review(),
        "payment": Payment(),
        "notification": Notification(),
        "operations": operations,
    }
    served = [(queue, service) for queue, service in owners.items() if queue not in silent]
    async with serving(env, [Survey], served):
        await env.client.execute_workflow(
            contract.TYPE, REQUEST, id=f"{contract.WORKFLOW_ID}-{new_id()}", task_queue=TASK_QUEUE
        )
    return operations.kept


async def test_everybody_s_answer_is_kept(env: WorkflowEnvironment) -> None:
    kept = await surveyed(env, Operations())
    assert kept == {source: found(kind) for source, kind in KINDS.items()}


@pytest.mark.parametrize("silent", ["review", "payment", "notification"])
async def test_who_does_not_answer_is_noted_and_holds_up_nobody(
    env: WorkflowEnvironment, silent: str
) -> None:
    kept = await surveyed(env, Operations(), [silent])
    assert kept == {source: None if source == silent else found(kind) for source, kind in KINDS.items()}


async def test_without_the_engine_nothing_is_compared(env: WorkflowEnvironment) -> None:
    kept = await surveyed(env, Operations(is_away=True))
    assert {source for source, answer in kept.items() if answer is None} == {
        Source.ENGINE,
        Source.READ_MODEL,
    }
