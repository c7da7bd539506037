"""review: tasks of the offices, findings, opinions, decisions, the employer's publicity."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.access import Access
from contracts.application import Verdict
from contracts.case import Manifest, SectionRef, Stop
from contracts.erasure import PersonRequest
from contracts.events import Event
from contracts.refusal import SettleRefusal

TASK_QUEUE = "review"


@dataclass(frozen=True, kw_only=True)
class SealDecision:
    """Append the decision on a task to the case file, after the section with the hash `previous`."""

    task_id: UUID
    name: str  # of the section
    previous: str


@dataclass(frozen=True, kw_only=True)
class Task:
    """Work for one office: examine this case as it was submitted.

    `decided` is the decision that sends it here, which is sealed first, as the last section of the manifest.
    `sheet` is the publicity sheet at the employer's stop. `publicity_stands` is true when what was
    made public in an earlier round has not changed, so that its publicity still counts.
    """

    id: UUID
    application_id: UUID
    person_id: UUID
    city: str
    plan: str
    round: int
    stop: Stop
    opened_at: datetime
    manifest: Manifest
    sheet: SectionRef | None = None
    publicity_stands: bool = False
    decided: SealDecision | None = None
    terms: str = ""  # of the plan, as they were when the case began: `cities.Plan.terms`


@dataclass(frozen=True, kw_only=True)
class PublicityNotice:
    """The workflow tells the desk until when the publicity runs, or that it is over."""

    task_id: UUID
    due_at: datetime
    is_provisional: bool
    is_over: bool


@dataclass(frozen=True, kw_only=True)
class CloseTask:
    """Nobody needs to decide this any more (the applicant withdrew)."""

    task_id: UUID
    at: datetime


@dataclass(frozen=True, kw_only=True)
class PublicityPosted(Event):
    """The employer made the achievements public; the period starts the day after (E4.5)."""

    topic: ClassVar[str] = "review.publicity_posted"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    task_id: UUID
    round: int


@dataclass(frozen=True, kw_only=True)
class Decided(Event):
    """An office decided. The reason and the opinion stay with review and in the sealed file."""

    topic: ClassVar[str] = "review.decided"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    task_id: UUID
    stage: str
    round: int
    verdict: Verdict
    is_free: bool = False  # passed, and the office has set that it charges nothing (B2.1)
    city: str = ""  # whose turn it takes (ADR 50)


@dataclass(frozen=True, kw_only=True)
class QueueChanged(Event):
    """What waits at an office changed: how much, since when, until when the first publicity runs."""

    topic: ClassVar[str] = "review.queue_changed"
    office_id: UUID
    city: str
    waiting: int  # cases to examine, and requests for a re-review to answer
    oldest_at: datetime | None
    due_at: datetime | None
    resting: int = 0  # of what waits: its publicity runs, and it asks nothing of anybody now
    passed: int = 0  # and not sent on yet


@dataclass(frozen=True, kw_only=True)
class CaseRead(Event):
    """Somebody looked at cases, or at a list of them."""

    topic: ClassVar[str] = "review.read"
    access: Access


class Review:
    """Signatures of review's activities."""

    @activity.defn(name="review.open_task")
    async def open_task(self, task: Task) -> SectionRef | None:
        """Put a task into an office's inbox; the section of the decision that sends it there, if one does."""
        raise NotImplementedError

    @activity.defn(name="review.close_task")
    async def close_task(self, close: CloseTask) -> None:
        """Take a task out of the inbox that nobody needs to decide any more."""
        raise NotImplementedError

    @activity.defn(name="review.note_publicity")
    async def note_publicity(self, notice: PublicityNotice) -> None:
        """Record until when the publicity runs, and when it is over (E4.5)."""
        raise NotImplementedError

    @activity.defn(name="review.seal_decision")
    async def seal_decision(self, request: SealDecision) -> SectionRef:
        """Seal findings, opinion, reason and publicity of a decided task as a section of the case."""
        raise NotImplementedError

    @activity.defn(name="review.settle_refusal")
    async def settle_refusal(self, request: SettleRefusal) -> bool:
        """Tell of a refusal that nobody took back; false when it does not stand any more."""
        raise NotImplementedError

    @activity.defn(name="review.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget a person's tasks, with findings and decisions; sealed sections went with the key."""
        raise NotImplementedError
