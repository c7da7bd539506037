"""Everybody whom a survey asks, with something to say of each kind."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.testing import WorkflowEnvironment

from contracts import operations as contract
from contracts.application import TASK_QUEUE
from contracts.operations import Answer, EngineFound, Source, Standing, Standings, SurveyRequest
from contracts.stuck import Finding, Found, Kind, Question
from contracts.surveying import DeclarationStuck, NotificationStuck, PaymentStuck, ReviewStuck
from tests.fixtures.stuck import a_question
from tests.workflow.serving import serving
from workflows.stuck.workflow import Survey

AT = datetime(2022, 9, 28, 4, tzinfo=UTC)
STANDING = Standing(case_id=UUID(int=1), city="shaoxing", status="逐级审查", since=AT - timedelta(hours=2))
REQUEST = SurveyRequest(question=a_question(AT), look_back=timedelta(hours=1))


def found(kind: Kind) -> Found:
    case_id = STANDING.case_id
    finding = Finding(
        kind=kind, city="shaoxing", case_id=case_id, subject_id=case_id, party="系统", since=STANDING.since
    )
    return Found.of([finding])


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


async def surveyed(
    env: WorkflowEnvironment, operations: Operations, silent: Sequence[str] = ()
) -> WorkflowHandle[Any, Any]:
    """A survey that is over."""
    owners = {
        "declaration": Declaration(),
        "review": Review(),
        "payment": Payment(),
        "notification": Notification(),
        "operations": operations,
    }
    served = [(queue, service) for queue, service in owners.items() if queue not in silent]
    async with serving(env, [Survey], served):
        handle = await env.client.start_workflow(
            contract.TYPE, REQUEST, id=contract.WORKFLOW_ID, task_queue=TASK_QUEUE
        )
        await handle.result()
    return handle
