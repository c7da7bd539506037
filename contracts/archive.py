"""archive: basic information and achievement records, verified by the employer."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.access import Access
from contracts.case import Sealed, SealRequest, SectionRef
from contracts.erasure import PersonRequest
from contracts.events import Event

TASK_QUEUE = "archive"


@dataclass(frozen=True, kw_only=True)
class Picked:
    """An achievement that was chosen for a plan, or that a preview fixed for its application."""

    plan: str
    item_id: UUID
    is_representative: bool = False
    fixed_for: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ReadinessChanged(Event):
    """What of a person's file the employer has verified by now (A2.3)."""

    topic: ClassVar[str] = "archive.readiness_changed"
    person_id: UUID
    employer_id: UUID
    city: str
    has_basic_verified: bool
    has_records_verified: bool
    facts_encrypted: str = ""  # what a declaration takes of what is verified: sections/verified.py, JSON
    records_encrypted: str = ""  # every verified record, by which a claim can be proved: the same, JSON
    picks: tuple[Picked, ...] = ()  # of a plan without any all that may be taken is


@dataclass(frozen=True, kw_only=True)
class VerificationDecided(Event):
    """The employer verified or returned something; the person is to be told."""

    topic: ClassVar[str] = "archive.verification_decided"
    person_id: UUID
    city: str
    is_verified: bool


@dataclass(frozen=True, kw_only=True)
class VerificationsWaiting(Event):
    """What waits at an employer to be verified changed: of how many people, since when."""

    topic: ClassVar[str] = "archive.verifications_waiting"
    employer_id: UUID
    city: str
    waiting: int
    oldest_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class ArchiveRead(Event):
    """Somebody looked at other people's archives."""

    topic: ClassVar[str] = "archive.read"
    access: Access


@dataclass(frozen=True, kw_only=True)
class FilesKept(Event):
    """Files prove records now; whoever keeps them must not throw them away as unused."""

    topic: ClassVar[str] = "archive.files_kept"
    account_id: UUID
    file_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class GrantedTitle:
    """A title that somebody has obtained; what it says is read from the sealed result."""

    application_id: UUID
    person_id: UUID
    employer_id: UUID
    result: SectionRef
    granted_at: datetime


class Archive:
    """Signatures of archive's activities."""

    @activity.defn(name="archive.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        """Section "archive": the verified basic information and records."""
        raise NotImplementedError

    @activity.defn(name="archive.record_title")
    async def record_title(self, granted: GrantedTitle) -> None:
        """Put a title that was obtained here into the person's file, as a verified record."""
        raise NotImplementedError

    @activity.defn(name="archive.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget a person: basic information, records, versions, decisions."""
        raise NotImplementedError
