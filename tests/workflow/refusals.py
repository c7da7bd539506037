"""Refusals in a test: what review knows of one, and what was told."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import timedelta

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from contracts import review
from contracts.refusal import RefusalHeld, SettleRefusal, State, workflow_id
from kit.ids import new_id
from tests.workflow.serving import serving
from workflows.refusal.workflow import HeldRefusal

WHILE = timedelta(hours=2)


@dataclass
class Desk:
    """Which refusals still stand, and what was asked."""

    standing: set[int] = field(default_factory=lambda: {1})
    asked: list[SettleRefusal] = field(default_factory=list)
    is_away: bool = False


class Review(review.Review):
    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @activity.defn(name="review.settle_refusal")
    async def settle_refusal(self, request: SettleRefusal) -> bool:
        if self.desk.is_away:
            self.desk.is_away = False
            raise ApplicationError("review is away")
        self.desk.asked.append(request)
        return request.number in self.desk.standing


def desk(env: WorkflowEnvironment, one: Desk) -> AbstractAsyncContextManager[None]:
    """The workers that a refusal needs."""
    return serving(env, [HeldRefusal], [(review.TASK_QUEUE, Review(one))])


async def held_now(env: WorkflowEnvironment, number: int = 1) -> RefusalHeld:
    """A refusal of now."""
    at = await env.get_current_time()
    return RefusalHeld(
        id=new_id(),
        about=new_id(),
        at=at,
        task_id=new_id(),
        number=number,
        city="shaoxing",
        held_until=at + WHILE,
    )


def handle(env: WorkflowEnvironment, event: RefusalHeld) -> WorkflowHandle[HeldRefusal, State]:
    return env.client.get_workflow_handle(workflow_id(event.task_id, event.number), result_type=State)


async def ended(env: WorkflowEnvironment, event: RefusalHeld) -> State:
    """How it went out; the clock of the test server skips to a minute after its end."""
    left = event.held_until - await env.get_current_time()
    await env.sleep(max(left, timedelta()) + timedelta(minutes=1))
    return await handle(env, event).result()
