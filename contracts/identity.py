"""identity: persons, employers, officials, offices and the route of a case."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.authorisation import Term, TermStanding
from contracts.case import Route, RouteRequest, Sealed, SealRequest
from contracts.erasure import ErasureNote, Holds, PersonRequest
from contracts.events import Event
from contracts.offices import DeskLook, DeskStanding

TASK_QUEUE = "identity"


@dataclass(frozen=True, kw_only=True)
class EmployerChanged(Event):
    """What others need to know of an employer (A2.4, E2.2). A higher version tells what is newer."""

    topic: ClassVar[str] = "identity.employer_changed"
    employer_id: UUID
    version: int
    status: str  # pending_letter | submitted | approved | refused | expired | suspended | merged
    name: str
    former_names: tuple[str, ...]
    credit_code: str
    city: str
    level: str  # province | city | county
    place: str
    department: str
    merged_into: UUID | None = None
    successor: str = ""  # the name of the one into which it was merged
    valid_until: date | None = None  # the last day on which an approved one acts
    suspended_for: str = ""  # a `SuspensionCause`
    kind: str = ""  # contracts/employers.py; empty when it was told before kinds were


@dataclass(frozen=True, kw_only=True)
class FilesKept(Event):
    """Files that an account uploaded belong to a record of identity: a letter that was submitted (E2.1)."""

    topic: ClassVar[str] = "identity.files_kept"
    account_id: UUID
    file_ids: tuple[UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ContactChanged(Event):
    """Somebody's mobile number, encrypted (`kit.crypto`); declaration keeps no more than keyed hashes."""

    topic: ClassVar[str] = "identity.contact_changed"
    holder_id: UUID
    city: str
    mobile_encrypted: str
    former_encrypted: str | None = None  # the number before, which is told that it is the contact no longer


@dataclass(frozen=True, kw_only=True)
class RecoveryAsked(Event):
    """Somebody forgot a password; the one-time code, encrypted for notification alone, is to be sent."""

    topic: ClassVar[str] = "identity.recovery_asked"
    account_id: UUID
    city: str
    code_encrypted: str


@dataclass(frozen=True, kw_only=True)
class MobileChangeAsked(Event):
    """A one-time code is to be sent to the number that is to become somebody's; both are encrypted."""

    topic: ClassVar[str] = "identity.mobile_change_asked"
    account_id: UUID
    city: str
    mobile_encrypted: str
    code_encrypted: str


@dataclass(frozen=True, kw_only=True)
class CorrectionDecided(Event):
    """Whether a person's name or ID number was corrected as they asked; they are to be told (A1.1)."""

    topic: ClassVar[str] = "identity.correction_decided"
    person_id: UUID
    city: str
    is_approved: bool


@dataclass(frozen=True, kw_only=True)
class SessionEnded(Event):
    """A session ended before its time."""

    topic: ClassVar[str] = "identity.session_ended"
    account_id: UUID
    session_id: UUID


class Identity:
    """Signatures of identity's activities; the service subclasses them."""

    @activity.defn(name="identity.resolve_route")
    async def resolve_route(self, request: RouteRequest) -> Route:
        """The offices that this employer's applications pass (B5.1, B5.2)."""
        raise NotImplementedError

    @activity.defn(name="identity.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        """Section "identity": the person and the employer as they are now."""
        raise NotImplementedError

    @activity.defn(name="identity.term_standing")
    async def term_standing(self, term: Term) -> TermStanding:
        """Whether an employer acts by this term now, and whom to remind of its end (E2.1)."""
        raise NotImplementedError

    @activity.defn(name="identity.end_term")
    async def end_term(self, term: Term) -> bool:
        """End the authorisation, unless another term has begun; whether it has ended (A2.4, E2.1)."""
        raise NotImplementedError

    @activity.defn(name="identity.look_at_desk")
    async def look_at_desk(self, look: DeskLook) -> DeskStanding:
        """What waits at a desk, who is there for it, and when they may be told."""
        raise NotImplementedError

    @activity.defn(name="identity.erasure_holds")
    async def erasure_holds(self, request: PersonRequest) -> Holds:
        """Whether an administrator holds the data for a complaint or an inquiry."""
        raise NotImplementedError

    @activity.defn(name="identity.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget the person, the account and its sessions. The first to be asked."""
        raise NotImplementedError

    @activity.defn(name="identity.note_erasure")
    async def note_erasure(self, note: ErasureNote) -> None:
        """Keep where a request stands."""
        raise NotImplementedError
