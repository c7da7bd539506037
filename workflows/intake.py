"""Events in: the first starts the workflow of its application, the others tell it a fact."""

from collections.abc import Awaitable, Callable, Hashable
from typing import Any

import structlog
from temporalio.client import Client
from temporalio.common import (
    Priority,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from contracts import application, authorisation, erasure, offices, refusal, season
from contracts.application import Fact, Start
from contracts.authorisation import AuthorisationStart
from contracts.candidates import CandidateReturned, Judged
from contracts.clock import DeadlineChanged, HoldsChanged, Reinstated
from contracts.committee import HandedIn
from contracts.declaration import Started
from contracts.erasure import ErasureRequested, ErasureStart, ErasureWithdrawn
from contracts.identity import EmployerChanged
from contracts.offices import DeskFilled, DeskStart
from contracts.payment import Settled
from contracts.refusal import RefusalHeld, RefusalStart
from contracts.rereview import ReReviewAnswered, ReReviewAsked
from contracts.results import Recommended, ResultOverturned, ResultPublished
from contracts.review import Decided, PublicityPosted
from contracts.season import SeasonChanged, SeasonStart
from kit import bus
from kit.temporal import reached
from workflows.application import attributes
from workflows.application.rows import PASSED_FREE
from workflows.application.workflow import Application
from workflows.authorisation.workflow import Authorisation
from workflows.desk.workflow import Desk
from workflows.erasure.workflow import Erasure
from workflows.refusal.workflow import HeldRefusal
from workflows.season.workflow import Season

NAME = "workflows"


def whose(body: bus.Body) -> Hashable:
    """By whose turn an event is taken: its city's. Those that say none have one together."""
    return body.get("city")


log = structlog.get_logger()


def hear(client: Client) -> bus.Handler:
    """Turn what arrives into starts and signals; arriving twice changes nothing.

    A server that is away is `Unavailable`, for which the bus waits. A workflow that is not there yet is an
    error: the event is delivered again.
    """
    tell = bus.hear(
        client,
        bus.on(Started, _start),
        bus.on(PublicityPosted, _publicity_posted),
        bus.on(Decided, _decided),
        bus.on(RefusalHeld, _refusal_held),
        bus.on(Settled, _settled),
        bus.on(HandedIn, _handed_in),
        bus.on(Judged, _judged),
        bus.on(CandidateReturned, _candidate_returned),
        bus.on(ResultPublished, _released),
        bus.on(ResultOverturned, _released),
        bus.on(Recommended, _released),
        bus.on(ReReviewAsked, _re_review),
        bus.on(ReReviewAnswered, _re_review),
        bus.on(DeadlineChanged, _deadline_changed),
        bus.on(HoldsChanged, _holds_changed),
        bus.on(Reinstated, _reinstated),
        bus.on(EmployerChanged, _employer_changed),
        bus.on(DeskFilled, _desk_filled),
        bus.on(SeasonChanged, _season_changed),
        bus.on(ErasureRequested, _erasure_requested),
        bus.on(ErasureWithdrawn, _erasure_withdrawn),
    )

    async def told(topic: str, body: bus.Body) -> None:
        with reached():
            await tell(topic, body)

    return told


async def _start(client: Client, event: Started) -> None:
    start = Start(
        application_id=event.application_id,
        person_id=event.person_id,
        employer_id=event.employer_id,
        city=event.city,
        plan=event.plan,
        plan_version=event.plan_version,
        terms=event.terms,
        started_at=event.at,
        closes_at=event.closes_at,
    )
    await _begin(
        client,
        Application.run,
        start,
        None,
        workflow_id=application.workflow_id(event.application_id),
        city=event.city,
        what=event.plan,
        search_attributes=attributes.initial(start),
    )


async def _publicity_posted(client: Client, event: PublicityPosted) -> None:
    fact = Fact(id=event.id, kind=event.topic, answers=event.task_id)
    await _tell(client, event.application_id, fact)


async def _decided(client: Client, event: Decided) -> None:
    code = PASSED_FREE if event.is_free else event.verdict
    fact = Fact(id=event.id, kind=event.topic, answers=event.task_id, code=code)
    await _tell(client, event.application_id, fact)


async def _refusal_held(client: Client, event: RefusalHeld) -> None:
    start = RefusalStart(
        task_id=event.task_id, number=event.number, city=event.city, held_until=event.held_until
    )
    await _begin(
        client,
        HeldRefusal.run,
        start,
        workflow_id=refusal.workflow_id(event.task_id, event.number),
        city=event.city,
        what="不通过，到时告知申报人",
    )


async def _settled(client: Client, event: Settled) -> None:
    fact = Fact(id=event.id, kind=event.topic, answers=event.order_id)
    await _tell(client, event.application_id, fact)


async def _handed_in(client: Client, event: HandedIn) -> None:
    fact = Fact(id=event.id, kind=event.topic, answers=event.hand_in_id)
    await _tell(client, event.application_id, fact)


async def _judged(client: Client, event: Judged) -> None:
    fact = Fact(id=event.id, kind=event.topic, answers=event.candidate_id, code=event.outcome)
    await _tell(client, event.application_id, fact)


async def _candidate_returned(client: Client, event: CandidateReturned) -> None:
    fact = Fact(id=event.id, kind=event.topic, answers=event.candidate_id)
    await _tell(client, event.application_id, fact)


async def _released(client: Client, event: ResultPublished | ResultOverturned | Recommended) -> None:
    fact = Fact(id=event.id, kind=event.topic, answers=event.release_id)
    await _tell(client, event.application_id, fact)


async def _re_review(client: Client, event: ReReviewAsked | ReReviewAnswered) -> None:
    code = event.finding if isinstance(event, ReReviewAnswered) else ""
    fact = Fact(id=event.id, kind=event.topic, answers=event.re_review_id, code=code)
    await _tell(client, event.application_id, fact)


async def _deadline_changed(client: Client, event: DeadlineChanged) -> None:
    fact = Fact(
        id=event.id,
        kind=event.topic,
        answers=event.deadline_id,
        at=event.due_at,
        provisional=event.is_provisional,
        number=event.number,
    )
    await _tell(client, event.application_id, fact)


async def _holds_changed(client: Client, event: HoldsChanged) -> None:
    fact = Fact(
        id=event.id,
        kind=event.topic,
        answers=event.application_id,
        code=event.kind,
        number=event.number,
        holds=event.holds,
    )
    await _tell(client, event.application_id, fact)


async def _reinstated(client: Client, event: Reinstated) -> None:
    fact = Fact(id=event.id, kind=event.topic, answers=event.deadline_id, at=event.due_at)
    await _tell(client, event.application_id, fact)


async def _employer_changed(client: Client, event: EmployerChanged) -> None:
    """A term is begun by the first change that tells of it, also of a suspended one; others find it begun."""
    if event.status not in {"approved", "suspended"} or event.valid_until is None:
        return
    start = AuthorisationStart(employer_id=event.employer_id, city=event.city, valid_until=event.valid_until)
    await _begin(
        client,
        Authorisation.run,
        start,
        workflow_id=authorisation.workflow_id(event.employer_id, event.valid_until),
        city=event.city,
        what=f"单位授权至 {event.valid_until}",
    )


async def _desk_filled(client: Client, event: DeskFilled) -> None:
    """The workflow of a desk ends with what waits there: it is begun again, and told while it runs."""
    await client.start_workflow(
        Desk.run,
        args=(DeskStart(office_id=event.office_id, city=event.city), None),
        id=offices.workflow_id(event.office_id),
        task_queue=application.TASK_QUEUE,
        start_signal="filled",
        static_summary=f"{event.city} · 待办提醒",
        priority=Priority(fairness_key=event.city),
    )


async def _season_changed(client: Client, event: SeasonChanged) -> None:
    """The workflow of a season ends with its window: one that ends later begins it again."""
    await client.start_workflow(
        Season.run,
        args=(SeasonStart(city=event.city, plan=event.plan), None),
        id=season.workflow_id(event.city, event.plan),
        task_queue=application.TASK_QUEUE,
        start_signal="changed",
        static_summary=f"{event.city} · {event.plan} · 申报时间",
        priority=Priority(fairness_key=event.city),
    )


async def _erasure_requested(client: Client, event: ErasureRequested) -> None:
    start = ErasureStart(
        erasure_id=event.erasure_id,
        person_id=event.person_id,
        city=event.city,
        wait_days=event.wait_days,
    )
    await _begin(
        client,
        Erasure.run,
        start,
        workflow_id=erasure.workflow_id(event.erasure_id),
        city=event.city,
        what="删除个人信息",
    )


async def _erasure_withdrawn(client: Client, event: ErasureWithdrawn) -> None:
    workflow_id = erasure.workflow_id(event.erasure_id)
    try:
        await client.get_workflow_handle(workflow_id).signal(Erasure.withdrawn)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND or not await _has_ended(client, workflow_id):
            raise
        log.warning("told_too_late", erasure_id=str(event.erasure_id))


async def _begin(
    client: Client,
    run: Callable[..., Awaitable[Any]],
    *begins_with: object,
    workflow_id: str,
    city: str,
    what: str,
    search_attributes: TypedSearchAttributes | None = None,
) -> None:
    """Once, however often it is told."""
    try:
        await client.start_workflow(
            run,
            args=begins_with,
            id=workflow_id,
            task_queue=application.TASK_QUEUE,
            id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            search_attributes=search_attributes,
            static_summary=f"{city} · {what}",
            priority=Priority(fairness_key=city),
        )
    except WorkflowAlreadyStartedError:
        log.info("already_started", workflow_id=workflow_id)


async def _tell(client: Client, application_id: Any, fact: Fact) -> None:
    handle = client.get_workflow_handle(application.workflow_id(application_id))
    try:
        await handle.signal(Application.fact, fact)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND or not await _has_ended(
            client, application.workflow_id(application_id)
        ):
            raise
        log.warning("told_too_late", application_id=str(application_id), fact=fact.kind)


async def _has_ended(client: Client, workflow_id: str) -> bool:
    """Whether the workflow is over; one that was never started is an error to be tried again."""
    handle = client.get_workflow_handle(workflow_id)
    return (await handle.describe()).close_time is not None
