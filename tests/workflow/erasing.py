"""A request to have one's data erased in a test: what the services hold, and what they forget."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment

from contracts import archive, declaration, documents, identity, notification, review
from contracts.application import TASK_QUEUE
from contracts.erasure import (
    ErasureNote,
    ErasureStart,
    Hold,
    HoldKind,
    Holds,
    PersonRequest,
    State,
    workflow_id,
)
from kit.ids import new_id
from tests.workflow.serving import serving
from workflows.erasure.workflow import Erasure

PERSON = UUID(int=3)
OPEN = Hold(kind=HoldKind.OPEN_CASE)
KEPT = Hold(kind=HoldKind.RETAINED_CASE, until=date(2032, 6, 1))
LEGAL = Hold(kind=HoldKind.LEGAL_HOLD)


@dataclass
class House:
    """What the services hold, were told, and have forgotten."""

    holds: list[tuple[Hold, ...]] = field(default_factory=lambda: [(), ()])  # at the first and second asking
    legal: tuple[Hold, ...] = ()
    notes: list[ErasureNote] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    away: set[str] = field(default_factory=set)

    def forget(self, service: str) -> None:
        if service in self.away:
            self.away.remove(service)
            raise ApplicationError(f"{service} is away")
        self.forgotten.append(service)

    @property
    def states(self) -> list[State]:
        return [note.state for note in self.notes]


class Identity(identity.Identity):
    def __init__(self, house: House) -> None:
        self.house = house

    @activity.defn(name="identity.erasure_holds")
    async def erasure_holds(self, request: PersonRequest) -> Holds:
        return Holds(holds=self.house.legal)

    @activity.defn(name="identity.note_erasure")
    async def note_erasure(self, note: ErasureNote) -> None:
        self.house.notes.append(note)

    @activity.defn(name="identity.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        self.house.forget("identity")


class Declaration(declaration.Declaration):
    def __init__(self, house: House) -> None:
        self.house = house

    @activity.defn(name="declaration.erasure_holds")
    async def erasure_holds(self, request: PersonRequest) -> Holds:
        return Holds(holds=self.house.holds.pop(0))

    @activity.defn(name="declaration.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        self.house.forget("declaration")


class Review(review.Review):
    def __init__(self, house: House) -> None:
        self.house = house

    @activity.defn(name="review.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        self.house.forget("review")


class Archive(archive.Archive):
    def __init__(self, house: House) -> None:
        self.house = house

    @activity.defn(name="archive.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        self.house.forget("archive")


class Documents(documents.Documents):
    def __init__(self, house: House) -> None:
        self.house = house

    @activity.defn(name="documents.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        self.house.forget("documents")


class Notification(notification.Notification):
    def __init__(self, house: House) -> None:
        self.house = house

    @activity.defn(name="notification.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        self.house.forget("notification")


SERVICES = (
    (identity.TASK_QUEUE, Identity),
    (declaration.TASK_QUEUE, Declaration),
    (review.TASK_QUEUE, Review),
    (archive.TASK_QUEUE, Archive),
    (documents.TASK_QUEUE, Documents),
    (notification.TASK_QUEUE, Notification),
)
EVERYBODY = ["identity", "declaration", "review", "archive", "documents", "notification"]


def keepers(env: WorkflowEnvironment, house: House) -> AbstractAsyncContextManager[None]:
    """The workers that an erasure needs."""
    return serving(env, [Erasure], ((queue, service(house)) for queue, service in SERVICES))


async def ask(env: WorkflowEnvironment, *, is_again: bool = False) -> WorkflowHandle[Erasure, State]:
    start = ErasureStart(
        erasure_id=new_id(), person_id=PERSON, city="shaoxing", wait_days=7, is_again=is_again
    )
    return await env.client.start_workflow(
        Erasure.run, start, id=workflow_id(start.erasure_id), task_queue=TASK_QUEUE
    )
