"""Acts in a test: services that do what they are told for each case, and remember it."""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from contracts.application import TASK_QUEUE
from contracts.declaration import Progress
from contracts.remedies import Act, CaseResult, OneCase, RemedyInput, workflow_id
from contracts.remedying import DeclarationRemedies, PaymentRemedies, ReviewRemedies
from kit.ids import new_id
from kit.temporal import activities_of
from tests.workflow.serving import serving
from workflows.remedy.workflow import Remedy


@dataclass
class Desks:
    """What each service was asked, whom it refuses, and which cases it cannot act on at all."""

    asked: list[tuple[str, UUID]] = field(default_factory=list)
    refused: set[UUID] = field(default_factory=set)
    broken: set[UUID] = field(default_factory=set)
    attempts: Counter[UUID] = field(default_factory=Counter)
    moves: dict[UUID, tuple[Progress, ...]] = field(default_factory=dict)

    def do(self, part: str, one: OneCase) -> CaseResult:
        self.attempts[one.case_id] += 1
        if one.case_id in self.broken:
            raise ApplicationError("a bug")
        self.asked.append((part, one.case_id))
        self.moves[one.case_id] = one.moves
        if one.case_id in self.refused:
            return CaseResult(case_id=one.case_id, is_done=False, code="NoHold", words="没有可以解除的中止。")
        return CaseResult(case_id=one.case_id, is_done=True, code="done", words=f"{part}：完成。")


class Declaration(DeclarationRemedies):
    def __init__(self, desks: Desks) -> None:
        self.desks = desks

    @activity.defn(name="declaration.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        return self.desks.do("declaration", one)


class Review(ReviewRemedies):
    def __init__(self, desks: Desks) -> None:
        self.desks = desks

    @activity.defn(name="review.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        return self.desks.do("review", one)


class Payment(PaymentRemedies):
    def __init__(self, desks: Desks) -> None:
        self.desks = desks

    @activity.defn(name="payment.remedy")
    async def remedy(self, one: OneCase) -> CaseResult:
        return self.desks.do("payment", one)


def services(desks: Desks) -> list[tuple[str, object]]:
    return [("declaration", Declaration(desks)), ("review", Review(desks)), ("payment", Payment(desks))]


def acting(env: WorkflowEnvironment, desks: Desks) -> AbstractAsyncContextManager[None]:
    """The workers that an act needs."""
    return serving(env, [Remedy], services(desks))


@asynccontextmanager
async def answering(env: WorkflowEnvironment, desks: Desks) -> AsyncIterator[None]:
    """The services without the workflow."""
    async with AsyncExitStack() as stack:
        for queue, service in services(desks):
            methods = activities_of(service)
            await stack.enter_async_context(Worker(env.client, task_queue=queue, activities=methods))
        yield


def worker(env: WorkflowEnvironment) -> Worker:
    """A worker of the workflow alone, which remembers nothing between its tasks."""
    return Worker(env.client, task_queue=TASK_QUEUE, workflows=[Remedy], max_cached_workflows=0)


async def begin(
    env: WorkflowEnvironment, act: Act, *case_ids: UUID
) -> WorkflowHandle[Remedy, tuple[CaseResult, ...]]:
    asked = RemedyInput(
        act_id=new_id(),
        act=act,
        case_ids=case_ids,
        city="shaoxing",
        at=await env.get_current_time(),
        reason_encrypted="sealed",
    )
    return await env.client.start_workflow(
        Remedy.run, asked, id=workflow_id(asked.act_id), task_queue=TASK_QUEUE
    )
