"""What is asked of whom."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from contracts import identity, notification, review
    from contracts.dues import DueLook, Dues, DueStanding
    from contracts.notification import Message, Template
    from contracts.offices import DeskLook, DeskStanding, DeskStart
    from kit.clock import SHANGHAI
    from kit.ids import derived
    from workflows.asking import ask
    from workflows.desk.domain import in_words, late_in_words

Q = TypeVar("Q")
R = TypeVar("R")


class Steps:
    """The questions that the workflow of one desk asks."""

    def __init__(self, start: DeskStart) -> None:
        self._start = start

    async def look(self, at: datetime) -> DeskStanding:
        """What waits by now, and who is there for it."""
        look = DeskLook(office_id=self._start.office_id, city=self._start.city, at=at)
        return await self._ask(
            identity.TASK_QUEUE, identity.Identity.look_at_desk, look, "查询待办和经办人员"
        )

    async def look_at_dues(self, at: datetime) -> DueStanding:
        """How much of what waits is due."""
        look = DueLook(office_id=self._start.office_id, city=self._start.city, at=at)
        return await self._ask(review.TASK_QUEUE, Dues.look_at_dues, look, "查询办理期限")

    async def tell(
        self, template: Template, desk: DeskStanding, at: datetime, dues: DueStanding | None = None
    ) -> None:
        """Have everybody told who wants to be; the same thing told again is told once."""
        is_arrival = template is Template.WORK_ARRIVED
        occasion = desk.filled_at if is_arrival else at.astimezone(SHANGHAI).date()
        people = desk.at_once if is_arrival else desk.people
        what = in_words(desk, dues if template is Template.WORK_DUE else None)
        await self._send(template, people, occasion, {"office": desk.name, "what": what})

    async def tell_above(self, desk: DeskStanding, dues: DueStanding, at: datetime) -> None:
        """Have the office above told how much is late here."""
        facts = {"office": desk.name, "what": late_in_words(dues)}
        await self._send(Template.WORK_LATE, desk.above, at.astimezone(SHANGHAI).date(), facts)

    async def _send(
        self,
        template: Template,
        people: Iterable[UUID],
        occasion: date | datetime | None,
        facts: Mapping[str, str],
    ) -> None:
        messages = [
            Message(
                id=derived("message", self._start.office_id, template, occasion, person_id),
                recipient_id=person_id,
                city=self._start.city,
                template=template,
                facts=facts,
            )
            for person_id in people
        ]
        await asyncio.gather(
            *(
                self._ask(notification.TASK_QUEUE, notification.Notification.send, message, "短信：待办提醒")
                for message in messages
            )
        )

    async def _ask(
        self, task_queue: str, method: Callable[[Any, Q], Awaitable[R]], request: Q, summary: str
    ) -> R:
        return await ask(task_queue, method, request, summary, city=self._start.city)
