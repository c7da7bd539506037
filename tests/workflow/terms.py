"""Terms of authorisation in a test: what identity knows of one, and whom notification was to remind."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from contracts import identity, notification
from contracts.application import TASK_QUEUE
from contracts.authorisation import AuthorisationStart, State, Term, TermStanding, workflow_id
from kit.clock import SHANGHAI
from kit.ids import new_id
from tests.workflow.serving import serving
from workflows.authorisation.workflow import Authorisation

CHIEF = UUID(int=5)


@dataclass
class Register:
    """By which term the employer acts, and what was asked."""

    valid_until: date
    chief_id: UUID | None = CHIEF
    renewed_at: int = 99  # another letter is approved before so many questions are asked
    questions: int = 0
    messages: list[notification.Message] = field(default_factory=list)
    ended: list[Term] = field(default_factory=list)
    away: set[str] = field(default_factory=set)

    def ask(self, term: Term) -> bool:
        self.questions += 1
        return term.valid_until == self.valid_until and self.questions < self.renewed_at

    def fail_if_away(self, name: str) -> None:
        if name in self.away:
            self.away.remove(name)
            raise ApplicationError(f"{name} is away")


class Identity(identity.Identity):
    def __init__(self, register: Register) -> None:
        self.register = register

    @activity.defn(name="identity.term_standing")
    async def term_standing(self, term: Term) -> TermStanding:
        self.register.fail_if_away("standing")
        return TermStanding(is_current=self.register.ask(term), chief_id=self.register.chief_id)

    @activity.defn(name="identity.end_term")
    async def end_term(self, term: Term) -> bool:
        self.register.fail_if_away("end")
        is_current = self.register.ask(term)
        if is_current:
            self.register.ended.append(term)
        return is_current


class Notification(notification.Notification):
    def __init__(self, register: Register) -> None:
        self.register = register

    @activity.defn(name="notification.send")
    async def send(self, message: notification.Message) -> None:
        self.register.messages.append(message)
        self.register.fail_if_away("send")


SERVICES = ((identity.TASK_QUEUE, Identity), (notification.TASK_QUEUE, Notification))


def clerks(env: WorkflowEnvironment, register: Register) -> AbstractAsyncContextManager[None]:
    """The workers that a term needs."""
    return serving(env, [Authorisation], ((queue, service(register)) for queue, service in SERVICES))


async def last_day(env: WorkflowEnvironment, days: int) -> date:
    """So many days after the test's today."""
    return (await env.get_current_time()).astimezone(SHANGHAI).date() + timedelta(days=days)


async def begin(env: WorkflowEnvironment, valid_until: date) -> WorkflowHandle[Authorisation, State]:
    start = AuthorisationStart(employer_id=new_id(), city="shaoxing", valid_until=valid_until)
    return await env.client.start_workflow(
        Authorisation.run, start, id=workflow_id(start.employer_id, valid_until), task_queue=TASK_QUEUE
    )
