"""The others' side of a declaration: a small workflow that asks ours for real and makes up the rest."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from contracts import application as contract
from contracts import preview
from contracts.application import Status, Turn, derived_id
from contracts.case import Manifest, Problem, Role, SealRequest
from contracts.clock import DeadlineKind
from contracts.commands import Answer, Command
from contracts.declaration import (
    DeadlineRequest,
    Declaration,
    Progress,
    SealManifest,
    Started,
)

LIMIT = timedelta(seconds=20)


@dataclass(frozen=True, kw_only=True)
class Play:
    started: Started
    queue: str
    problems: tuple[Problem, ...] = ()
    others: Manifest = ()
    closes_at: datetime | None = None


PLAYS: dict[UUID, Play] = {}  # what a preview of each declaration finds


@workflow.defn(name=contract.TYPE)
class SmallApplication:
    @workflow.init
    def __init__(self, play: Play) -> None:
        self.play = play
        self.status = Status.DRAFTING
        self.sections: Manifest = ()
        self.number = 0
        self.submissions: list[str] = []
        self.at_work = asyncio.Lock()

    @workflow.run
    async def run(self, _: Play) -> None:
        await workflow.wait_condition(lambda: self.status is Status.WITHDRAWN)
        await workflow.wait_condition(workflow.all_handlers_finished)

    @workflow.query
    def submitted(self) -> list[str]:
        return self.submissions

    @workflow.signal
    def have_problems(self, problems: tuple[Problem, ...]) -> None:
        self.play = replace(self.play, problems=problems)

    @workflow.signal
    def have_others(self, others: Manifest) -> None:
        self.play = replace(self.play, others=others)

    @workflow.signal
    def close(self, at: datetime) -> None:
        self.play = replace(self.play, closes_at=at)

    @workflow.update
    async def submit(self, command: Command) -> Answer:
        async with self.at_work:
            return Answer() if str(command.id) in self.submissions else await self._submit(command)

    async def _submit(self, command: Command) -> Answer:
        if self.status is not Status.DRAFTING:
            raise ApplicationError("not now")
        closes_at = self.play.closes_at
        if closes_at and command.at and command.at >= closes_at:
            return Answer(ended_at=closes_at)
        answer = await sealed_by_all(self.play, self._request())
        if answer.problems:
            return answer
        if command.previewed != answer.manifest:
            answer = replace(answer, is_changed=True)
        else:
            self.submissions.append(str(command.id))
            await self._list(answer.manifest)
            await self._move("submitted", Status.EXAMINING, Role.EMPLOYER, number=1)
        return answer

    @workflow.update
    async def withdraw(self, _: Command) -> Answer:
        await self._move("withdrawn", Status.WITHDRAWN, Role.PLATFORM, number=0)
        return Answer()

    async def _ask(self, method: Any, request: Any) -> Any:
        return await workflow.execute_activity_method(
            method, request, task_queue=self.play.queue, start_to_close_timeout=LIMIT
        )

    def _request(self) -> SealRequest:
        started = self.play.started
        return SealRequest(
            application_id=started.application_id,
            person_id=started.person_id,
            employer_id=started.employer_id,
            city=started.city,
            plan=started.plan,
            round=1,
        )

    async def _list(self, sections: Manifest) -> None:
        request = SealManifest(
            application_id=self.play.started.application_id, round=1, sections=sections, previous=""
        )
        self.sections = (*sections, await self._ask(Declaration.seal_manifest, request))

    async def _move(self, event: str, status: Status, role: Role, *, number: int) -> None:
        self.status = status
        self.number += 1
        at = workflow.now()
        progress = a_move(
            self.play.started.application_id,
            self.number,
            at=at,
            event=event,
            status=status,
            round=number,
            turn=Turn(who=role, name="绍兴市环境监测站", why="逐项审查申报材料", since=at),
            manifest=self.sections,
        )
        await self._ask(Declaration.record_progress, progress)


@workflow.defn(name=preview.TYPE)
class SmallPreview:
    @workflow.run
    async def run(self, request: SealRequest) -> Answer:
        play = PLAYS.get(request.application_id)
        return await sealed_by_all(play, request) if play else Answer()


async def sealed_by_all(play: Play, request: SealRequest) -> Answer:
    sealed = await workflow.execute_activity_method(
        Declaration.seal_section, request, task_queue=play.queue, start_to_close_timeout=LIMIT
    )
    problems = (*play.problems, *sealed.problems)
    identity, archive, documents = play.others
    assert problems or sealed.section
    sections = (identity, archive, sealed.section, documents) if sealed.section and not problems else ()
    return Answer(problems=problems, manifest=sections)


def a_move(application_id: UUID, position: int, *, at: datetime, **changes: Any) -> Progress:
    turn = Turn(who=Role.APPLICANT, name="", why="填写申报信息并提交", since=at)
    values: dict[str, Any] = {
        "event": "started",
        "status": Status.DRAFTING,
        "stage": "",
        "round": 0,
        "turn": turn,
        **changes,
    }
    return Progress(
        id=derived_id(application_id, "progress", position),
        application_id=application_id,
        position=position,
        at=at,
        **values,
    )


def a_deadline_request(started: Started, kind: DeadlineKind, starts_at: datetime) -> DeadlineRequest:
    return DeadlineRequest(
        id=derived_id(started.application_id, "deadline", kind, starts_at),
        application_id=started.application_id,
        city=started.city,
        plan=started.plan,
        kind=kind,
        starts_at=starts_at,
    )
