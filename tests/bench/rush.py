"""The last minute of a window: hundreds press 提交, some after its end. Nobody is left in between."""

import asyncio
import time
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import datetime, timedelta

from temporalio import activity
from temporalio.client import Client, WorkflowHandle, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError
from temporalio.worker import Worker, WorkerDeploymentConfig

from contracts import declaration
from contracts.application import TASK_QUEUE, Start, Status, workflow_id
from contracts.clock import DeadlineKind
from contracts.commands import Answer, Command
from deploy.local.stack import Stack
from kit.clock import now
from kit.ids import new_id
from kit.process import together
from kit.temporal import activities_of, data_converter, make_current
from services.declaration.gateway import ANSWER_PATIENCE_SECONDS
from tests.bench import lives
from tests.bench.engine import VERSION, namespace
from tests.bench.lives import Town, a_start
from tests.bench.measures import Measure, Samples, milliseconds
from tests.workflow import fakes
from workflows.application.workflow import Application

DRAFTS = 500
ALONE = 10
BEGINNING = timedelta(seconds=120)  # of all of them; what is left of it nobody presses in
LATE = 50  # of them, in the seconds after the end
MINUTE = timedelta(seconds=60)
AFTERWARDS = timedelta(seconds=5)
SHARES = (0.5, 0.95)
PAUSE_SECONDS = 1.0
AGAIN = "pressed again, told that the platform is busy"
AREA = "the last minute of a window"


class Declaration(lives.Declaration):
    """A window that ends for everybody at the same instant."""

    closes_at: datetime
    begun = 0

    @activity.defn(name="declaration.open_deadline")
    async def open_deadline(self, request: declaration.DeadlineRequest) -> declaration.Deadline:
        deadline = await super().open_deadline(request)
        if request.kind is not DeadlineKind.SUBMISSION:
            return deadline
        Declaration.begun += 1
        return replace(deadline, due_at=self.closes_at)


async def measure(stack: Stack) -> list[Measure]:
    """The answer's time, and how many were answered how; in time and refused, or late and taken, is none."""
    codec = data_converter(stack.environment("workflows")["WORKFLOWS_PAYLOAD_KEYS"])
    client, town = await namespace(stack, "bench-rush", codec), Town()
    async with AsyncExitStack() as served:
        versioned = WorkerDeploymentConfig(version=VERSION, use_worker_versioning=True)
        await served.enter_async_context(
            Worker(client, task_queue=TASK_QUEUE, workflows=[Application], deployment_config=versioned)
        )
        await make_current(client, VERSION)
        for queue, kind in lives.SERVICES:
            is_declaration = issubclass(kind, fakes.Declaration)
            answers = activities_of((Declaration if is_declaration else kind)(town))
            await served.enter_async_context(Worker(client, task_queue=queue, activities=answers))
        return await _rush(client)


async def _rush(client: Client) -> list[Measure]:
    Declaration.closes_at = closes_at = now() + BEGINNING + MINUTE

    async def begin(start: Start) -> WorkflowHandle[Application, Status]:
        return await client.start_workflow(
            Application.run, args=[start, None], id=workflow_id(start.application_id), task_queue=TASK_QUEUE
        )

    quiet, samples, told = Samples(), Samples(), Counter[str]()
    alone = [await begin(a_start(new_id())) for _ in range(ALONE)]
    drafts = [await begin(a_start(new_id())) for _ in range(DRAFTS)]
    while Declaration.begun < ALONE + DRAFTS:
        await asyncio.sleep(PAUSE_SECONDS)
    for draft in alone:
        await _press(draft, now(), closes_at, quiet, Counter())
    first = closes_at - MINUTE
    early = MINUTE / (DRAFTS - LATE)
    moments = [first + early * number for number in range(DRAFTS - LATE)]
    moments += [closes_at + AFTERWARDS / LATE * number for number in range(LATE)]
    await together(*(_press(*one, closes_at, samples, told) for one in zip(drafts, moments, strict=True)))
    counts = ("in time and taken", "late and refused", "in time and refused", "late and taken", AGAIN)
    return [
        *milliseconds(AREA, f"提交, {DRAFTS} drafts", samples, SHARES, ("one alone", quiet)),
        *(Measure(area=AREA, what=what, value=told[what], unit="drafts", samples=DRAFTS) for what in counts),
    ]


async def _press(
    draft: WorkflowHandle[Application, Status],
    at: datetime,
    closes_at: datetime,
    samples: Samples,
    told: Counter[str],
) -> None:
    await asyncio.sleep(max((at - now()).total_seconds(), 0))
    began, command = time.perf_counter(), Command(id=new_id(), at=now())
    while (answer := await _answer(draft, command)) is None:
        told[AGAIN] += 1
        await asyncio.sleep(PAUSE_SECONDS)
    samples.taken.append(time.perf_counter() - began)
    was = "in time" if command.at and command.at < closes_at else "late"
    told[f"{was} and {'refused' if answer.is_no else 'taken'}"] += 1


async def _answer(draft: WorkflowHandle[Application, Status], command: Command) -> Answer | None:
    """None where a person would read that the platform is busy; the same press counts from its first time."""
    try:
        async with asyncio.timeout(ANSWER_PATIENCE_SECONDS):
            answer: Answer = await draft.execute_update(Application.submit, command)
    except (RPCError, WorkflowUpdateRPCTimeoutOrCancelledError, TimeoutError):
        return None
    return None if answer.is_away else answer
