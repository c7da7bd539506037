"""A desk in a test: what waits there, who is there, and what notification was to send."""

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from contracts import identity, notification, review
from contracts.dues import DueLook, Dues, DueStanding, Reached
from contracts.notification import Template
from contracts.offices import DeskFilled, DeskLook, DeskStanding, workflow_id
from kit.clock import SHANGHAI, end_of
from kit.ids import new_id
from services.identity.offices.domain.hours import hours
from tests.workflow.serving import serving
from workflows.desk.workflow import Desk

OFFICE = UUID(int=0)
FRIDAY = 4
LI, WANG = UUID(int=1), UUID(int=2)  # Li is told at once, Wang in the morning only
ABOVE = UUID(int=3)  # works at the office above
NOTICE = timedelta(days=2)


def workday(day: date) -> date:
    """A calendar without holidays, so that a test does not depend on its day."""
    return day + timedelta(days=7 - day.weekday() if day.weekday() > FRIDAY else 0)


@dataclass
class Room:
    """What waits on the desk, since when, and who is told."""

    cases: int = 0
    archives: int = 0
    filled_at: datetime | None = None
    people: tuple[UUID, ...] = (LI, WANG)
    due_at: tuple[datetime, ...] | None = None  # of its cases; none: the city says nothing of days
    looks: list[datetime] = field(default_factory=list)
    messages: dict[UUID, tuple[datetime, notification.Message]] = field(default_factory=dict)
    meanwhile: Callable[[], Awaitable[None]] | None = None  # after a look, before its answer
    away: Counter[str] = field(default_factory=Counter)

    def fail_if_away(self, name: str) -> None:
        if self.away[name] > 0:
            self.away[name] -= 1
            raise ApplicationError(f"{name} is away")

    def told(self, template: Template) -> list[tuple[datetime, UUID]]:
        """When whom, in Shanghai and to the minute."""
        return sorted(
            (at.replace(second=0, microsecond=0), message.recipient_id)
            for at, message in self.messages.values()
            if message.template is template
        )

    def words(self, template: Template, who: UUID) -> list[str]:
        """What somebody read of what waits, in order."""
        found = sorted(self.messages.values(), key=lambda one: one[0])
        return [
            message.facts["what"]
            for _, message in found
            if (message.template, message.recipient_id) == (template, who)
        ]


class Identity(identity.Identity):
    def __init__(self, env: WorkflowEnvironment, room: Room) -> None:
        self.room = room
        self.env = env

    @activity.defn(name="identity.look_at_desk")
    async def look_at_desk(self, look: DeskLook) -> DeskStanding:
        self.room.fail_if_away("look")
        self.room.looks.append(look.at)
        now = hours(look.office_id, look.at, workday)
        found = DeskStanding(
            name="绍兴市生态环境局",
            cases=self.room.cases,
            archives=self.room.archives,
            filled_at=self.room.filled_at,
            people=self.room.people,
            at_once=tuple(one for one in self.room.people if one == LI),
            open_until=now.open_until,
            next_morning=now.next_morning,
            is_limited=self.room.due_at is not None,
            above=(ABOVE,),
        )
        if meanwhile := self.room.meanwhile:
            self.room.meanwhile = None
            await meanwhile()
        return found


class Review(Dues):
    def __init__(self, env: WorkflowEnvironment, room: Room) -> None:
        self.room = room

    @activity.defn(name="review.look_at_dues")
    async def look_at_dues(self, look: DueLook) -> DueStanding:
        self.room.fail_if_away("dues")
        assert self.room.due_at is not None
        tonight = end_of(look.at.astimezone(SHANGHAI).date())
        late = [at for at in self.room.due_at if at <= look.at]
        today = [at for at in self.room.due_at if look.at < at <= tonight]
        soon = [at for at in self.room.due_at if tonight < at <= tonight + NOTICE]
        return DueStanding(
            soon=len(soon),
            today=len(today),
            late=len(late),
            reached=Reached(
                soon=max(soon, default=None), today=max(today, default=None), late=max(late, default=None)
            ),
        )


class Notification(notification.Notification):
    def __init__(self, env: WorkflowEnvironment, room: Room) -> None:
        self.room = room
        self.env = env

    @activity.defn(name="notification.send")
    async def send(self, message: notification.Message) -> None:
        at = (await self.env.get_current_time()).astimezone(SHANGHAI)
        self.room.messages.setdefault(message.id, (at, message))
        self.room.fail_if_away("send")


SERVICES = (
    (identity.TASK_QUEUE, Identity),
    (notification.TASK_QUEUE, Notification),
    (review.TASK_QUEUE, Review),
)


def desk(env: WorkflowEnvironment, room: Room) -> AbstractAsyncContextManager[None]:
    """The workers that a desk needs."""
    return serving(env, [Desk], ((queue, service(env, room)) for queue, service in SERVICES))


async def until(env: WorkflowEnvironment, weekday: int, hour: int) -> datetime:
    """Let time pass until this hour of the next such day; Monday is 0."""
    now = (await env.get_current_time()).astimezone(SHANGHAI)
    days = (weekday - now.weekday() - 1) % 7 + 1
    at = datetime.combine(now.date() + timedelta(days=days), time(hour), SHANGHAI)
    await env.sleep(at - now)
    return at


def filled(at: datetime) -> DeskFilled:
    """What identity tells."""
    return DeskFilled(id=new_id(), about=OFFICE, at=at, office_id=OFFICE, city="shaoxing")


def handle(env: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    return env.client.get_workflow_handle(workflow_id(OFFICE))
