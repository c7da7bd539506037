"""The real ledger of deadlines in a test, on entries in memory, for a case that lives on days of its own."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest
from temporalio import activity

from cities import Plan
from contracts.clock import DeadlineChanged, DeadlineKind, Pause
from contracts.declaration import TASK_QUEUE, Deadline, DeadlineRequest, Progress
from kit.calendar import Workdays
from kit.db import Connection
from services.declaration.progress.domain.deadlines import Due
from services.declaration.progress.domain.records import Act, Entry, Reason
from services.declaration.progress.operations import ledger
from services.declaration.progress.store.deadlines import EXTENDED
from tests.workflow import fakes

NOBODY = cast("Connection", None)  # the entries are here


class Ledger:
    """What the store and the outbox would keep. Moments are those of the days on which the case lives."""

    def __init__(self, plan: Plan, years: Path) -> None:
        self.plan, self.years = plan, years
        self.calendar = Workdays(years)
        self.entries: dict[UUID, Entry] = {}
        self.told: list[DeadlineChanged] = []

    def take_the_place_of_the_store(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(ledger, "deadlines", self)
        patch.setattr(ledger, "declarations", self)
        patch.setattr(ledger, "plans", self)
        patch.setattr(ledger, "outbox", self)

    def forget(self, year: int) -> None:
        """Nothing is announced for a year: a file that cannot be read opens it again."""
        (self.years / f"{year}.toml").write_text("")

    def announce(self, year: int, arrangement: str) -> None:
        """As it is written here; without a text as the library knows it."""
        file = self.years / f"{year}.toml"
        if arrangement:
            file.write_text(arrangement)
        else:
            file.unlink()

    async def recompute(self, at: datetime) -> DeadlineChanged | None:
        """What `zhicheng deadlines recompute` does with the deadline that began last, and tells the case."""
        self.told.clear()
        reason = Reason(by="管理员", why="节假日安排已公布", at=at)
        await ledger.recompute_deadline(NOBODY, list(self.entries)[-1], self.calendar, reason)
        return self.told[-1] if self.told else None

    # The store.

    async def declaration(self, _: object, application_id: UUID) -> Any:
        return SimpleNamespace(
            id=application_id, city="", plan="", plan_version="", closes_at=self.plan.closes
        )

    async def plan_as_started(self, *_: object) -> Plan:
        return self.plan

    async def deadline(self, _: object, deadline_id: UUID) -> Entry | None:
        return self.entries.get(deadline_id)

    deadline_for_update = deadline

    async def provisional_deadline_for_update(self, _: object, deadline_id: UUID) -> Entry | None:
        entry = self.entries.get(deadline_id)
        return entry if entry and entry.is_provisional else None

    async def insert_deadline(self, _: object, request: DeadlineRequest, due: Due) -> None:
        self.entries[request.id] = Entry(
            id=request.id,
            application_id=request.application_id,
            city=request.city,
            kind=request.kind,
            starts_at=request.starts_at,
            days=due.days,
            rule=due.rule,
            calendar_version=due.calendar_version,
            due_at=due.due_at,
            is_provisional=due.is_provisional,
            remind_at=due.remind_at,
        )

    async def was_extended(self, _: object, deadline_id: UUID) -> bool:
        return any(act.kind == EXTENDED for act in self.entries[deadline_id].acts)

    async def insert_pause(self, _: object, entry: Entry, pause: Pause) -> bool:
        self.entries[entry.id] = replace(entry, pauses=(*entry.pauses, pause))
        return pause not in entry.pauses

    async def change_deadline(self, _: object, deadline_id: UUID, due: Due, act: Act, *, city: str) -> int:
        entry = self.entries[deadline_id]
        assert city == entry.city
        self.entries[deadline_id] = replace(
            entry,
            due_at=due.due_at,
            is_provisional=due.is_provisional,
            calendar_version=due.calendar_version,
            remind_at=due.remind_at,
            changes=entry.changes + 1,
            acts=(*entry.acts, act),
        )
        return entry.changes + 1

    async def add(self, _: object, event: DeadlineChanged) -> None:
        self.told.append(event)


class Declaration(fakes.Declaration):
    """Deadlines of one kind are the ledger's.

    The server's clock goes only forward, from today, and goes on while a test works: the first deadline of
    the kind says which moment of the server is the one at which it begins, to the microsecond.
    """

    def __init__(self, world: fakes.World, kept: Ledger, kind: DeadlineKind, starts_at: datetime) -> None:
        super().__init__(world)
        self.kept, self.kind, self.starts_at = kept, kind, starts_at
        self.later: timedelta | None = None  # how much later the server's clock is than the case's days

    @activity.defn(name="declaration.open_deadline")
    async def open_deadline(self, request: DeadlineRequest) -> Deadline:
        if request.kind is not self.kind:
            return await super().open_deadline(request)
        if self.later is None:
            self.later = request.starts_at - self.starts_at
        request = replace(request, starts_at=self.case_time(request.starts_at))
        return self._at_the_server(await ledger.open_deadline(NOBODY, request, self.kept.calendar))

    @activity.defn(name="declaration.resume_deadline")
    async def resume_deadline(self, pause: Pause) -> Deadline:
        pause = replace(
            pause, paused_at=self.case_time(pause.paused_at), resumed_at=self.case_time(pause.resumed_at)
        )
        return self._at_the_server(await ledger.resume_deadline(NOBODY, pause, self.kept.calendar))

    @activity.defn(name="declaration.record_progress")
    async def record_progress(self, progress: Progress) -> Deadline | None:
        return await super().record_progress(progress)

    def case_time(self, at: datetime) -> datetime:
        assert self.later is not None
        return at - self.later

    def server_time(self, at: datetime) -> datetime:
        assert self.later is not None
        return at + self.later

    def _at_the_server(self, deadline: Deadline) -> Deadline:
        return replace(
            deadline,
            due_at=self.server_time(deadline.due_at),
            remind_at=tuple(self.server_time(at) for at in deadline.remind_at),
        )


def services(world: fakes.World, kept: Declaration) -> Mapping[str, object]:
    """Everything that answers, with this one for declaration."""
    return {queue: service(world) for queue, service in fakes.SERVICES} | {TASK_QUEUE: kept}
