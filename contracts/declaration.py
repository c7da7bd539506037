"""declaration: plans, drafts, the form, the applicant's read model and the deadline ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.application import Status, Turn
from contracts.case import Manifest, Sealed, SealRequest, SectionRef, Stop
from contracts.clock import DeadlineKind, Pause
from contracts.erasure import Holds, PersonRequest
from contracts.events import Event
from contracts.notification import Message
from contracts.season import DraftsReminder, SeasonStanding, SeasonStart

TASK_QUEUE = "declaration"


@dataclass(frozen=True, kw_only=True)
class Started(Event):
    """马上申报: intake starts the workflow of this application."""

    topic: ClassVar[str] = "declaration.started"
    is_awaited: ClassVar[bool] = True
    application_id: UUID
    person_id: UUID
    employer_id: UUID
    city: str
    plan: str
    plan_version: str
    closes_at: datetime
    terms: str = ""  # of the plan, as they were when the case began: `cities.Plan.terms`


@dataclass(frozen=True, kw_only=True)
class NoticeDue(Event):
    """The applicant is to be told of a move by a 12333 message."""

    topic: ClassVar[str] = "declaration.notice_due"
    message: Message


@dataclass(frozen=True, kw_only=True)
class DeadlineRequest:
    """Compute and record a deadline. The days come from the plan; the start is the workflow's own time."""

    id: UUID
    application_id: UUID
    city: str
    plan: str
    kind: DeadlineKind
    starts_at: datetime
    due_at: datetime | None = None  # the end, where a recorded act has set it already


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """A deadline as recorded in the ledger. Provisional while the year's calendar is not announced."""

    id: UUID
    due_at: datetime
    is_provisional: bool
    calendar_version: str
    remind_at: tuple[datetime, ...] = ()
    number: int = 0  # of the change that made it so


@dataclass(frozen=True, kw_only=True)
class SealManifest:
    """Append the list of what was submitted to the case file, after the section with the hash `previous`.

    The section is called "submission-<round>"; the sections of all offices follow it in one chain.
    """

    application_id: UUID
    round: int
    sections: Manifest
    previous: str


@dataclass(frozen=True, kw_only=True)
class Progress:
    """One move of a case, with the deadline that begins and the message that is due with it; told once."""

    id: UUID
    application_id: UUID
    position: int  # 1, 2, 3 … in the order of the moves
    at: datetime
    event: str
    status: Status
    stage: str
    round: int
    turn: Turn
    manifest: Manifest = ()  # every sealed section of the case so far, in order
    stops: tuple[Stop, ...] = ()  # the offices on its way, from its first submission on
    deadline: DeadlineRequest | None = None
    notice: Message | None = None


class Declaration:
    """Signatures of declaration's activities."""

    @activity.defn(name="declaration.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        """Section "declaration": the plan and the form."""
        raise NotImplementedError

    @activity.defn(name="declaration.seal_manifest")
    async def seal_manifest(self, request: SealManifest) -> SectionRef:
        """Seal the list of the sections of a submission: the link of the chain that covers them all."""
        raise NotImplementedError

    @activity.defn(name="declaration.open_deadline")
    async def open_deadline(self, request: DeadlineRequest) -> Deadline:
        """Compute a deadline once and record it with the calendar that was used."""
        raise NotImplementedError

    @activity.defn(name="declaration.resume_deadline")
    async def resume_deadline(self, pause: Pause) -> Deadline:
        """Compute a deadline anew after its clock stood still, as a recorded act."""
        raise NotImplementedError

    @activity.defn(name="declaration.record_progress")
    async def record_progress(self, progress: Progress) -> Deadline | None:
        """Write a move to the read model and the timeline; the deadline that began with it, if one did."""
        raise NotImplementedError

    @activity.defn(name="declaration.look_at_season")
    async def look_at_season(self, season: SeasonStart) -> SeasonStanding:
        """The window of a plan as it is now."""
        raise NotImplementedError

    @activity.defn(name="declaration.remind_drafts")
    async def remind_drafts(self, reminder: DraftsReminder) -> None:
        """Have everybody told whose draft of a plan is not submitted."""
        raise NotImplementedError

    @activity.defn(name="declaration.erasure_holds")
    async def erasure_holds(self, request: PersonRequest) -> Holds:
        """Declarations that are not over, or that have to be kept."""
        raise NotImplementedError

    @activity.defn(name="declaration.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget a person's declarations and destroy the keys of the cases."""
        raise NotImplementedError
