"""One survey: everybody is asked what is stuck, briefly; who does not answer holds up nobody else."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

from temporalio import workflow
from temporalio.common import VersioningBehavior
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from contracts import declaration, notification, payment, review
    from contracts import operations as contract
    from contracts.operations import Answer, EngineFound, Source, Standings, SurveyRequest
    from contracts.stuck import Found, Kind, Question
    from contracts.surveying import DeclarationStuck, NotificationStuck, PaymentStuck, ReviewStuck
    from workflows.asking import ask_briefly

LIMIT = timedelta(seconds=15)
OWNERS = (
    (Source.DECLARATION, declaration.TASK_QUEUE, DeclarationStuck.find_stuck),
    (Source.REVIEW, review.TASK_QUEUE, ReviewStuck.find_stuck),
    (Source.PAYMENT, payment.TASK_QUEUE, PaymentStuck.find_stuck),
    (Source.NOTIFICATION, notification.TASK_QUEUE, NotificationStuck.find_stuck),
)


@workflow.defn(name=contract.TYPE, versioning_behavior=VersioningBehavior.AUTO_UPGRADE)
class Survey:
    """Ask, and have each answer kept as it comes."""

    @workflow.run
    async def run(self, request: SurveyRequest) -> None:
        """Side by side; the engine first, then the read model about what the engine said."""
        question = request.question
        await asyncio.gather(
            self._engine(request),
            *(
                self._keep(
                    source,
                    question,
                    ask_briefly(queue, method, question, "查找卡住的事项", city=question.city, limit=LIMIT),
                )
                for source, queue, method in OWNERS
            ),
        )

    async def _engine(self, request: SurveyRequest) -> None:
        question = request.question
        asked = ask_briefly(
            contract.TASK_QUEUE,
            contract.Operations.find_stuck,
            request,
            "查找流程引擎中卡住的事项",
            city=question.city,
            limit=LIMIT,
        )
        try:
            answer: EngineFound = await asked
        except ActivityError:
            for source in (Source.ENGINE, Source.READ_MODEL):
                await self._kept(source, question, None)
            return
        await self._kept(Source.ENGINE, question, answer.found)
        if not question.asks_for(Kind.READ_MODEL_BEHIND):
            return
        standings = Standings(
            question=question,
            standings=answer.standings,
            is_capped=Kind.READ_MODEL_BEHIND in answer.found.capped,
        )
        compared = ask_briefly(
            declaration.TASK_QUEUE,
            contract.ReadModel.compare_standings,
            standings,
            "核对进度显示",
            city=question.city,
            limit=LIMIT,
        )
        await self._keep(Source.READ_MODEL, question, compared)

    async def _keep(self, source: Source, question: Question, asked: Awaitable[Found]) -> None:
        try:
            found: Found | None = await asked
        except ActivityError:
            workflow.logger.warning("source_did_not_answer")
            found = None
        await self._kept(source, question, found)

    async def _kept(self, source: Source, question: Question, found: Found | None) -> None:
        await ask_briefly(
            contract.TASK_QUEUE,
            contract.Operations.keep_answer,
            Answer(source=source, at=question.at, found=found),
            "记录卡住的事项",
            city=question.city,
            limit=LIMIT,
        )
