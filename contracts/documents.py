"""documents: photos, uploads, and every paper that is rendered."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.access import Access
from contracts.case import Rendered, RenderRequest, Sealed, SealRequest
from contracts.erasure import PersonRequest
from contracts.events import Event

TASK_QUEUE = "documents"


@dataclass(frozen=True, kw_only=True)
class PhotoConfirmed(Event):
    """A person has a photo that fulfils the rules and was confirmed."""

    topic: ClassVar[str] = "documents.photo_confirmed"
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class PledgeSigned(Event):
    """The applicant of a declaration has signed its pledge legibly."""

    topic: ClassVar[str] = "documents.pledge_signed"
    application_id: UUID
    person_id: UUID


@dataclass(frozen=True, kw_only=True)
class FileRead(Event):
    """Somebody looked at another person's file."""

    topic: ClassVar[str] = "documents.read"
    access: Access


class Documents:
    """Signatures of documents' activities."""

    @activity.defn(name="documents.seal_section")
    async def seal_section(self, request: SealRequest) -> Sealed:
        """Section "documents": the confirmed photo (as base64) with its checks, and the signed pledge."""
        raise NotImplementedError

    @activity.defn(name="documents.render_publicity_sheet")
    async def render_publicity_sheet(self, request: RenderRequest) -> Rendered:
        """公示表: what is made public, without numbers of the person (E4.5)."""
        raise NotImplementedError

    @activity.defn(name="documents.render_review_form")
    async def render_review_form(self, request: RenderRequest) -> Rendered:
        """专业技术职务任职资格评审表 with the platform's watermark (A10.1, M1.3)."""
        raise NotImplementedError

    @activity.defn(name="documents.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget a person: photos, signatures, files, uploads, with what is stored of them."""
        raise NotImplementedError
