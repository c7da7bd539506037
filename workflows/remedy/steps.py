"""What is asked of whom, for one case."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow
from temporalio.common import Priority
from temporalio.exceptions import ActivityError

with workflow.unsafe.imports_passed_through():
    from contracts.remedies import ACT_NAMES, PARTS, Act, CaseResult, Code, OneCase, RemedyInput
    from contracts.remedying import (
        DeclarationRemedies,
        NotificationRemedies,
        PaymentRemedies,
        ReviewRemedies,
        WorkflowRemedies,
        joined,
    )
    from workflows.asking import PATIENT

Q = TypeVar("Q")
R = TypeVar("R")

LIMIT = timedelta(minutes=1)
# One that is away for longer is told of as such: the other cases do not wait, and the act can be repeated.
PATIENCE = timedelta(minutes=10)
AWAY = "服务暂时没有响应，请稍后用同一操作重试。"

ASKS: Mapping[str, Callable[[Any, OneCase], Awaitable[CaseResult]]] = {
    "declaration": DeclarationRemedies.remedy,
    "review": ReviewRemedies.remedy,
    "payment": PaymentRemedies.remedy,
    "notification": NotificationRemedies.remedy,
    "workflows": WorkflowRemedies.remedy,
}


class Steps:
    """The questions of one act."""

    def __init__(self, asked: RemedyInput) -> None:
        self._asked = asked

    async def act(self, case_id: UUID) -> CaseResult:
        """Everybody who has a part in it, in order, until one says no."""
        results: list[CaseResult] = []
        try:
            one = await self._one(case_id)
            for part in PARTS[one.act]:
                results.append(await self._ask(part, ASKS[part], one))
                if not results[-1].is_done:
                    break
        except ActivityError:
            return CaseResult(case_id=case_id, is_done=False, code=Code.AWAY, words=AWAY)
        return joined(case_id, results)

    async def _one(self, case_id: UUID) -> OneCase:
        asked = self._asked
        one = OneCase(
            act_id=asked.act_id,
            act=asked.act,
            case_id=case_id,
            city=asked.city,
            at=asked.at,
            reason_encrypted=asked.reason_encrypted,
            is_dry_run=asked.is_dry_run,
            until=asked.until,
            to=asked.to,
        )
        if one.act is not Act.REPLAY_READ_MODEL:
            return one
        return replace(one, moves=await self._ask("workflows", WorkflowRemedies.moves_told, case_id))

    async def _ask(self, task_queue: str, method: Callable[[Any, Q], Awaitable[R]], request: Q) -> R:
        return await workflow.execute_activity_method(
            method,
            request,
            task_queue=task_queue,
            start_to_close_timeout=LIMIT,
            schedule_to_close_timeout=PATIENCE,
            retry_policy=PATIENT,
            summary=ACT_NAMES[self._asked.act],
            priority=Priority(fairness_key=self._asked.city),
        )
