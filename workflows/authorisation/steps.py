"""What is asked of whom."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import identity, notification
    from contracts.authorisation import AuthorisationStart, Term, TermStanding
    from contracts.notification import Message, Template
    from kit.ids import derived
    from workflows.asking import ask
    from workflows.authorisation.domain import due

Q = TypeVar("Q")
R = TypeVar("R")


class Steps:
    """The questions that the workflow of one term asks."""

    def __init__(self, start: AuthorisationStart) -> None:
        self._start = start
        self._term = Term(employer_id=start.employer_id, valid_until=start.valid_until)

    async def standing(self) -> TermStanding:
        """Whether the employer still acts by this term, and who is its chief clerk by now."""
        return await self._ask(
            identity.TASK_QUEUE, identity.Identity.term_standing, self._term, "查询授权是否仍有效"
        )

    async def remind(self, chief_id: UUID, days_left: int) -> None:
        """Have the chief clerk told until when the letter holds."""
        message = Message(
            id=derived("message", self._start.employer_id, self._start.valid_until.isoformat(), days_left),
            recipient_id=chief_id,
            city=self._start.city,
            template=Template.AUTHORISATION_ENDING,
            facts={"due": due(self._start.valid_until)},
        )
        await self._ask(
            notification.TASK_QUEUE, notification.Notification.send, message, f"短信：还有 {days_left} 天到期"
        )

    async def end(self) -> bool:
        """Have the authorisation ended; not, if another term has begun."""
        return await self._ask(identity.TASK_QUEUE, identity.Identity.end_term, self._term, "终止授权")

    async def _ask(
        self, task_queue: str, method: Callable[[Any, Q], Awaitable[R]], request: Q, summary: str
    ) -> R:
        return await ask(task_queue, method, request, summary, city=self._start.city)
