"""The workflow engine: a survey of all, and what it knows of a case by itself."""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from temporalio.api.common.v1 import WorkflowExecution as Execution
from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflow.v1 import PendingActivityInfo
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    GetWorkflowExecutionHistoryReverseRequest,
)
from temporalio.client import (
    Client,
    WorkflowExecution,
    WorkflowExecutionDescription,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
)
from temporalio.common import (
    Priority,
    SearchAttributeKey,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from contracts import application, operations, remedies
from contracts.application import workflow_id
from contracts.attributes import CITY, DUE, SINCE, STAGE, STATUS, WHOSE_TURN
from contracts.case import ROLE_NAMES, Role
from contracts.operations import EngineFound, Standing, SurveyRequest
from contracts.remedies import CaseResult, RemedyInput
from contracts.stuck import Finding, Found, Kind
from kit.db import without_connection
from kit.errors import Unavailable
from kit.temporal import reached
from services.operations.domain import Happening, Look, Pending

PREFIX = workflow_id(UUID(int=0)).removesuffix(str(UUID(int=0)))
MOST = 300  # cases are described in one survey
AT_ONCE = 10
SHOWN = 40  # events of a history, the newest
LIMIT = timedelta(seconds=50)  # of a survey
PATIENCE_SECONDS = 10.0  # of somebody in front of a page

PROBLEMS = SearchAttributeKey.for_keyword_list("TemporalReportedProblems")  # the engine's own
CASES = f'WorkflowType = "{application.TYPE}" AND ExecutionStatus = "Running"'
REPORTED = ", ".join(f'"category=WorkflowTask{how}"' for how in ("Failed", "TimedOut"))
BROKEN = f"{CASES} AND TemporalReportedProblems IN ({REPORTED})"
OURS = f'{CASES} AND {WHOSE_TURN.name} = "{ROLE_NAMES[Role.PLATFORM]}"'


@contextmanager
def _asked() -> Iterator[None]:
    """The engine is away when it does not answer in time, too."""
    without_connection("asking the engine")
    try:
        with reached():
            yield
    except (TimeoutError, RuntimeError) as error:
        raise Unavailable from error


class Engine:
    """Asked by client; nothing is decoded."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def survey(self, request: SurveyRequest) -> None:
        """Have everybody asked, wait for it, and leave no history behind: there is one a minute."""
        with _asked():
            handle = await self._client.start_workflow(
                operations.TYPE,
                request,
                id=operations.WORKFLOW_ID,
                task_queue=application.TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                execution_timeout=LIMIT,
                priority=Priority(fairness_key=request.question.city),
            )
            try:
                await handle.result()
            except WorkflowFailureError as error:
                raise Unavailable from error
            await self._client.workflow_service.delete_workflow_execution(
                DeleteWorkflowExecutionRequest(
                    namespace=self._client.namespace,
                    workflow_execution=Execution(
                        workflow_id=operations.WORKFLOW_ID, run_id=handle.result_run_id or ""
                    ),
                )
            )

    async def find(self, request: SurveyRequest) -> EngineFound:
        """What cannot be replayed, what is tried again and again, and where cases stand that moved lately."""
        question = request.question
        city = f' AND City = "{question.city}"' if question.city else ""
        with _asked():
            broken = await self._listed(BROKEN + city)
            ours = await self._listed(f"{OURS}{city} AND {_before(question.before(Kind.RETRYING))}")
            moved = await self._listed(f"{CASES}{city} AND {_lately(request)}")
            again = await self._again(request.again)
            looked_at = list({one.id: one for one in (*ours, *moved, *again)}.values())[:MOST]
            described = await self._described(looked_at)
        lines = [_finding(Kind.REPLAY_BROKEN, one, ",".join(_problems(one))) for one in broken]
        for one, description in zip(looked_at, described, strict=True):
            retried = _retried(description, request.attempts) if description else None
            if retried and _since(one) < question.before(Kind.RETRYING):
                lines.append(_finding(Kind.RETRYING, one, f"{retried.activity}/{retried.failure}"))
        is_capped = max(map(len, (broken, ours, moved))) >= MOST or len(looked_at) >= MOST
        standings = (*moved, *again)
        return EngineFound(
            found=Found.of(
                (one for one in lines if question.asks_for(one.kind)),
                capped=(Kind.REPLAY_BROKEN, Kind.RETRYING, Kind.READ_MODEL_BEHIND) if is_capped else (),
            ),
            standings=tuple({one.id: _standing(one) for one in standings}.values()),
        )

    async def look(self, case_id: UUID) -> Look | None:
        """A case as the engine has it; none that it does not know."""
        handle = self._client.get_workflow_handle(workflow_id(case_id))
        try:
            with _asked():
                async with asyncio.timeout(PATIENCE_SECONDS):
                    found = await handle.describe()
                    events = await self._client.workflow_service.get_workflow_execution_history_reverse(
                        GetWorkflowExecutionHistoryReverseRequest(
                            namespace=self._client.namespace,
                            execution=Execution(workflow_id=found.id, run_id=found.run_id),
                            maximum_page_size=SHOWN,
                        )
                    )
        except RPCError as error:
            if error.status is RPCStatusCode.NOT_FOUND:
                return None
            raise
        attributes = found.typed_search_attributes
        return Look(
            run_id=found.run_id or "",
            is_running=found.status is WorkflowExecutionStatus.RUNNING,
            status=attributes.get(STATUS) or "",
            stage=attributes.get(STAGE) or "",
            whose=attributes.get(WHOSE_TURN) or "",
            since=attributes.get(SINCE),
            due=attributes.get(DUE),
            problems=tuple(_problems(found)),
            pending=tuple(_pending(one) for one in found.raw_description.pending_activities),
            happenings=tuple(_happenings(events.history.events)),
        )

    async def remedy(self, asked: RemedyInput, within: timedelta) -> tuple[CaseResult, ...] | None:
        """Have an act done, once for its id; what came of it, or none when it takes longer."""
        known: type[tuple[CaseResult, ...]] = tuple[CaseResult, ...]
        try:
            with _asked():
                handle = await self._client.start_workflow(
                    remedies.TYPE,
                    asked,
                    id=remedies.workflow_id(asked.act_id),
                    task_queue=application.TASK_QUEUE,
                    result_type=known,
                    id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
                    priority=Priority(fairness_key=asked.city),
                )
        except WorkflowAlreadyStartedError:  # and ended
            handle = self._client.get_workflow_handle(remedies.workflow_id(asked.act_id), result_type=known)
        return await self._result(handle, within)

    async def _result(
        self, handle: WorkflowHandle[Any, tuple[CaseResult, ...]], within: timedelta
    ) -> tuple[CaseResult, ...] | None:
        try:
            with reached():
                async with asyncio.timeout(within.total_seconds()):
                    return await handle.result()
        except TimeoutError:
            return None
        except WorkflowFailureError as error:
            raise Unavailable from error

    async def _listed(self, query: str) -> list[WorkflowExecution]:
        return [one async for one in self._client.list_workflows(query, limit=MOST, page_size=MOST)]

    async def _again(self, case_ids: Iterable[UUID]) -> list[WorkflowExecution]:
        ids = ", ".join(f'"{workflow_id(case_id)}"' for case_id in case_ids)
        return await self._listed(f"{CASES} AND WorkflowId IN ({ids})") if ids else []

    async def _described(
        self, cases: Iterable[WorkflowExecution]
    ) -> list[WorkflowExecutionDescription | None]:
        lanes = asyncio.Semaphore(AT_ONCE)

        async def described(one: WorkflowExecution) -> WorkflowExecutionDescription | None:
            async with lanes:
                try:
                    return await self._client.get_workflow_handle(one.id, run_id=one.run_id).describe()
                except RPCError as error:
                    if error.status is RPCStatusCode.NOT_FOUND:  # it ended, and is forgotten
                        return None
                    raise

        return await asyncio.gather(*map(described, cases))


def _before(at: datetime) -> str:
    return f'Since < "{_stamp(at)}"'


def _lately(request: SurveyRequest) -> str:
    """Moved so long ago that all that follows should have happened, and not much longer."""
    question = request.question
    until = question.before(Kind.READ_MODEL_BEHIND)
    return f'Since > "{_stamp(until - request.look_back)}" AND {_before(until)}'


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _since(one: WorkflowExecution) -> datetime:
    return one.typed_search_attributes.get(SINCE) or one.start_time


def _case_id(one: WorkflowExecution) -> UUID:
    return UUID(one.id.removeprefix(PREFIX))


def _problems(one: WorkflowExecution) -> list[str]:
    return [*(one.typed_search_attributes.get(PROBLEMS) or ())]


def _finding(kind: Kind, one: WorkflowExecution, detail: str) -> Finding:
    attributes = one.typed_search_attributes
    return Finding(
        kind=kind,
        city=attributes.get(CITY) or "",
        case_id=_case_id(one),
        subject_id=_case_id(one),
        party=ROLE_NAMES[Role.PLATFORM],
        since=_since(one),
        due=attributes.get(DUE),
        detail=detail,
    )


def _standing(one: WorkflowExecution) -> Standing:
    attributes = one.typed_search_attributes
    return Standing(
        case_id=_case_id(one),
        city=attributes.get(CITY) or "",
        status=attributes.get(STATUS) or "",
        since=_since(one),
    )


def _pending(info: PendingActivityInfo) -> Pending:
    return Pending(
        activity=info.activity_type.name,
        attempts=info.attempt,
        failure=info.last_failure.application_failure_info.type if info.HasField("last_failure") else "",
        since=info.scheduled_time.ToDatetime(tzinfo=UTC),
    )


def _retried(found: WorkflowExecutionDescription, attempts: int) -> Pending | None:
    """What was tried most often, if it was tried often enough."""
    pending = [_pending(info) for info in found.raw_description.pending_activities]
    often = [one for one in pending if one.attempts > attempts]
    return max(often, key=lambda one: one.attempts, default=None)


def _happenings(events: Iterable[HistoryEvent]) -> Iterator[Happening]:
    """Of each event that says something by its name; payloads stay closed."""
    for event in events:
        if code := _code(event):
            yield Happening(at=event.event_time.ToDatetime(tzinfo=UTC), code=code)


def _code(event: HistoryEvent) -> str:
    told: Any = {
        EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED: lambda: (
            event.activity_task_scheduled_event_attributes.activity_type.name
        ),
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED: lambda: (
            f"signal {event.workflow_execution_signaled_event_attributes.signal_name}"
        ),
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED: lambda: "update",
        EventType.EVENT_TYPE_TIMER_STARTED: lambda: "timer started",
        EventType.EVENT_TYPE_TIMER_FIRED: lambda: "timer fired",
        EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED: lambda: (
            f"failed {WorkflowTaskFailedCause.Name(event.workflow_task_failed_event_attributes.cause)}"
        ),
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED: lambda: "started",
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED: lambda: "completed",
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED: lambda: "terminated",
        EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW: lambda: "continued as new",
    }.get(event.event_type)
    return told() if told else ""
