"""A season in a test: the window as declaration knows it, and what was asked of it when."""

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from contracts import declaration
from contracts.season import DraftsReminder, SeasonChanged, SeasonStanding, SeasonStart, workflow_id
from kit.clock import SHANGHAI
from kit.ids import new_id
from tests.workflow.serving import serving
from workflows.season.domain import spread
from workflows.season.workflow import Season

CITY, PLAN = "shaoxing", "2022-engineer"
LATER = spread(SeasonStart(city=CITY, plan=PLAN))


@dataclass
class Calendar:
    """The window, and what happened in it."""

    opens_at: datetime
    closes_at: datetime
    remind_days: tuple[int, ...] = (7, 3, 1)
    looks: list[datetime] = field(default_factory=list)
    reminders: list[tuple[datetime, DraftsReminder]] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None  # after a look, before its answer
    away: Counter[str] = field(default_factory=Counter)

    def fail_if_away(self, name: str) -> None:
        if self.away[name] > 0:
            self.away[name] -= 1
            raise ApplicationError(f"{name} is away")


class Declaration(declaration.Declaration):
    def __init__(self, env: WorkflowEnvironment, calendar: Calendar) -> None:
        self.env = env
        self.calendar = calendar

    @activity.defn(name="declaration.look_at_season")
    async def look_at_season(self, season: SeasonStart) -> SeasonStanding:
        calendar = self.calendar
        calendar.fail_if_away("look")
        calendar.looks.append(await self.env.get_current_time())
        found = SeasonStanding(
            opens_at=calendar.opens_at, closes_at=calendar.closes_at, remind_days=calendar.remind_days
        )
        if meanwhile := calendar.meanwhile:
            calendar.meanwhile = None
            await meanwhile()
        return found

    @activity.defn(name="declaration.remind_drafts")
    async def remind_drafts(self, reminder: DraftsReminder) -> None:
        self.calendar.fail_if_away("remind")
        self.calendar.reminders.append((await self.env.get_current_time(), reminder))


def seasons(env: WorkflowEnvironment, calendar: Calendar) -> AbstractAsyncContextManager[None]:
    """The workers that a season needs."""
    return serving(env, [Season], [(declaration.TASK_QUEUE, Declaration(env, calendar))])


async def a_calendar(env: WorkflowEnvironment, *, opens_in: int = 1, lasts: int = 30) -> Calendar:
    """A window that opens at nine so many days from now and closes at seventeen."""
    today = (await env.get_current_time()).astimezone(SHANGHAI).date()
    opens_on, closes_on = (today + timedelta(days) for days in (opens_in, opens_in + lasts))
    return Calendar(
        opens_at=datetime.combine(opens_on, time(9), SHANGHAI),
        closes_at=datetime.combine(closes_on, time(17), SHANGHAI),
    )


def changed(at: datetime) -> SeasonChanged:
    """What declaration tells."""
    return SeasonChanged(id=new_id(), about=new_id(), at=at, city=CITY, plan=PLAN)


def handle(env: WorkflowEnvironment) -> WorkflowHandle[Any, Any]:
    return env.client.get_workflow_handle(workflow_id(CITY, PLAN))
