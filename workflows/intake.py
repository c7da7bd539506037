"""Events in: the first starts the workflow of its application, the others tell it a fact."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from pydantic import TypeAdapter
from temporalio.client import Client
from temporalio.common import (
    Priority,
    TypedSearchAttributes,
    WorkflowIDConflictPolicy,
    WorkflowIDReusePolicy,
)
from temporalio.exceptions import WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from contracts import application, authorisation, erasure
from contracts.application import Fact, Start
from contracts.authorisation import AuthorisationStart
from contracts.clock import HoldsChanged, Reinstated
from contracts.declaration import DeadlineChanged, Started
from contracts.erasure import ErasureRequested, ErasureStart, ErasureWithdrawn
from contracts.identity import EmployerChanged
from contracts.payment import Settled
from contracts.review import Decided, PublicityPosted
from workflows.application import attributes
from workflows.application.workflow import Application
from workflows.authorisation.workflow import Authorisation
from workflows.erasure.workflow import Erasure

E = TypeVar("E")

log = structlog.get_logger()


class Intake:
    """Turns what arrives on the bus into starts and signals; arriving twice changes nothing."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.routes: dict[str, Callable[[dict[str, object]], Awaitable[None]]] = {
            Started.topic: self._start,
            PublicityPosted.topic: self._publicity_posted,
            Decided.topic: self._decided,
            Settled.topic: self._settled,
            DeadlineChanged.topic: self._deadline_changed,
            HoldsChanged.topic: self._holds_changed,
            Reinstated.topic: self._reinstated,
            EmployerChanged.topic: self._employer_changed,
            ErasureRequested.topic: self._erasure_requested,
            ErasureWithdrawn.topic: self._erasure_withdrawn,
        }

    async def handle(self, topic: str, body: dict[str, object]) -> None:
        """One event. Raises when the workflow cannot be told now; the bus delivers it again."""
        await self.routes[topic](body)

    async def _start(self, body: dict[str, object]) -> None:
        event = _read(Started, body)
        start = Start(
            application_id=event.application_id,
            person_id=event.person_id,
            employer_id=event.employer_id,
            city=event.city,
            plan=event.plan,
            plan_version=event.plan_version,
            started_at=event.at,
            closes_at=event.closes_at,
        )
        await self._begin(
            Application.run,
            start,
            None,
            workflow_id=application.workflow_id(event.application_id),
            city=event.city,
            what=event.plan,
            search_attributes=attributes.initial(start),
        )

    async def _publicity_posted(self, body: dict[str, object]) -> None:
        event = _read(PublicityPosted, body)
        fact = Fact(id=event.id, kind=event.topic, answers=event.task_id)
        await self._tell(event.application_id, fact)

    async def _decided(self, body: dict[str, object]) -> None:
        event = _read(Decided, body)
        fact = Fact(id=event.id, kind=event.topic, answers=event.task_id, code=event.verdict)
        await self._tell(event.application_id, fact)

    async def _settled(self, body: dict[str, object]) -> None:
        event = _read(Settled, body)
        fact = Fact(id=event.id, kind=event.topic, answers=event.order_id)
        await self._tell(event.application_id, fact)

    async def _deadline_changed(self, body: dict[str, object]) -> None:
        event = _read(DeadlineChanged, body)
        fact = Fact(
            id=event.id,
            kind=event.topic,
            answers=event.deadline_id,
            at=event.due_at,
            provisional=event.is_provisional,
        )
        await self._tell(event.application_id, fact)

    async def _holds_changed(self, body: dict[str, object]) -> None:
        event = _read(HoldsChanged, body)
        fact = Fact(
            id=event.id,
            kind=event.topic,
            answers=event.application_id,
            code=event.kind,
            number=event.number,
            holds=event.holds,
        )
        await self._tell(event.application_id, fact)

    async def _reinstated(self, body: dict[str, object]) -> None:
        event = _read(Reinstated, body)
        fact = Fact(id=event.id, kind=event.topic, answers=event.deadline_id, at=event.due_at)
        await self._tell(event.application_id, fact)

    async def _employer_changed(self, body: dict[str, object]) -> None:
        """A term is begun by the first change that tells of it; others (a new name) find it begun."""
        event = _read(EmployerChanged, body)
        if event.status != "approved" or event.valid_until is None:
            return
        start = AuthorisationStart(
            employer_id=event.employer_id, city=event.city, valid_until=event.valid_until
        )
        await self._begin(
            Authorisation.run,
            start,
            workflow_id=authorisation.workflow_id(event.employer_id, event.valid_until),
            city=event.city,
            what=f"单位授权至 {event.valid_until}",
        )

    async def _erasure_requested(self, body: dict[str, object]) -> None:
        event = _read(ErasureRequested, body)
        start = ErasureStart(
            erasure_id=event.erasure_id,
            person_id=event.person_id,
            city=event.city,
            wait_days=event.wait_days,
        )
        await self._begin(
            Erasure.run,
            start,
            workflow_id=erasure.workflow_id(event.erasure_id),
            city=event.city,
            what="删除个人信息",
        )

    async def _erasure_withdrawn(self, body: dict[str, object]) -> None:
        event = _read(ErasureWithdrawn, body)
        workflow_id = erasure.workflow_id(event.erasure_id)
        try:
            await self._client.get_workflow_handle_for(Erasure.run, workflow_id).signal(Erasure.withdrawn)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND or not await self._has_ended(workflow_id):
                raise
            log.warning("told_too_late", erasure_id=str(event.erasure_id))

    async def _begin(
        self,
        run: Callable[..., Awaitable[Any]],
        *begins_with: object,
        workflow_id: str,
        city: str,
        what: str,
        search_attributes: TypedSearchAttributes | None = None,
    ) -> None:
        """Once, however often it is told."""
        try:
            await self._client.start_workflow(
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

    async def _tell(self, application_id: Any, fact: Fact) -> None:
        handle = self._client.get_workflow_handle(application.workflow_id(application_id))
        try:
            await handle.signal(Application.fact, fact)
        except RPCError as error:
            if error.status is not RPCStatusCode.NOT_FOUND or not await self._has_ended(
                application.workflow_id(application_id)
            ):
                raise
            log.warning("told_too_late", application_id=str(application_id), fact=fact.kind)

    async def _has_ended(self, workflow_id: str) -> bool:
        """Whether the workflow is over; one that was never started is an error to be tried again."""
        handle = self._client.get_workflow_handle(workflow_id)
        return (await handle.describe()).close_time is not None


def _read(kind: type[E], body: dict[str, object]) -> E:
    return TypeAdapter(kind).validate_python(body)
