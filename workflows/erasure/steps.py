"""What is asked of whom."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import archive, declaration, documents, identity, notification, review
    from contracts.erasure import ErasureNote, ErasureStart, Hold, PersonRequest, State
    from workflows.asking import SHORT, ask

LONG = timedelta(minutes=10)  # somebody's files are many

HOLDERS = (
    (identity.TASK_QUEUE, identity.Identity.erasure_holds),
    (declaration.TASK_QUEUE, declaration.Declaration.erasure_holds),
)
# identity first: from then on nobody can sign in as this person and make something new. declaration destroys
# the keys of the cases, so it comes before those who keep what the keys open.
OWNERS = (
    (identity.TASK_QUEUE, identity.Identity.erase_person),
    (declaration.TASK_QUEUE, declaration.Declaration.erase_person),
    (review.TASK_QUEUE, review.Review.erase_person),
    (archive.TASK_QUEUE, archive.Archive.erase_person),
    (documents.TASK_QUEUE, documents.Documents.erase_person),
    (notification.TASK_QUEUE, notification.Notification.erase_person),
)

Q = TypeVar("Q")
R = TypeVar("R")


class Steps:
    """The questions that the workflow of one request asks."""

    def __init__(self, start: ErasureStart) -> None:
        self._start = start

    async def holds(self) -> tuple[Hold, ...]:
        """Everything that stands against it, of all services at once."""
        answers = await asyncio.gather(
            *(self._ask(queue, method, self._person, "查询保留事项") for queue, method in HOLDERS)
        )
        return tuple(hold for answer in answers for hold in answer.holds)

    async def erase(self) -> None:
        """Every owner in turn."""
        for queue, method in OWNERS:
            await self._ask(queue, method, self._person, "删除个人信息", limit=LONG)

    async def note(
        self, state: State, *, holds: tuple[Hold, ...] = (), due_at: datetime | None = None
    ) -> None:
        """Tell identity where the request stands."""
        note = ErasureNote(erasure_id=self._start.erasure_id, state=state, holds=holds, due_at=due_at)
        await self._ask(identity.TASK_QUEUE, identity.Identity.note_erasure, note, f"登记：{state}")

    @property
    def _person(self) -> PersonRequest:
        return PersonRequest(person_id=self._start.person_id)

    async def _ask(
        self,
        task_queue: str,
        method: Callable[[Any, Q], Awaitable[R]],
        request: Q,
        summary: str,
        *,
        limit: timedelta = SHORT,
    ) -> R:
        return await ask(task_queue, method, request, summary, city=self._start.city, limit=limit)
