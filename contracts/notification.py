"""notification: text messages by template."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from temporalio import activity

from contracts.access import Access
from contracts.erasure import PersonRequest
from contracts.events import Event

TASK_QUEUE = "notification"


class Template(StrEnum):
    """The messages that every city has a text for (`cities/<city>/messages.toml`)."""

    EMPLOYER_APPROVED = "employer_approved"
    EMPLOYER_REFUSED = "employer_refused"
    REQUEST_APPROVED = "employer_request_approved"
    REQUEST_REFUSED = "employer_request_refused"
    EMPLOYER_JOINED = "employer_joined"
    CLERK_REPLACED = "clerk_replaced"
    EMPLOYER_MERGED = "employer_merged"
    AUTHORISATION_ENDING = "authorisation_ending"
    AUTHORISATION_ENDED = "authorisation_ended"
    AUTHORISATION_SUSPENDED = "authorisation_suspended"
    AUTHORISATION_RESUMED = "authorisation_resumed"
    ARCHIVE_VERIFIED = "archive_verified"
    ARCHIVE_RETURNED = "archive_returned"
    DRAFT_ENDING = "draft_ending"
    RETURNED = "declaration_returned"
    REFUSED = "declaration_refused"
    ACCEPTED_FREE = "accepted_free"
    FEE_DUE = "fee_due"
    FEE_REMINDER = "fee_reminder"
    FEE_PAID = "fee_paid"
    RECOMMENDATION_FEE_PAID = "recommendation_fee_paid"
    FEE_LAPSED = "fee_lapsed"
    FORM_READY = "form_ready"
    PAPERS_MISSING = "papers_missing"
    INTERVIEW_CALLED = "interview_called"
    PAPERS_RECEIVED = "papers_received"
    TITLED = "titled"
    NOT_ELECTED = "not_elected"
    RE_REVIEW_ANSWERED = "re_review_answered"
    INTEGRITY_ENTERED = "integrity_entered"
    INTEGRITY_CHANGED = "integrity_changed"
    WORK_ARRIVED = "work_arrived"
    WORK_WAITING = "work_waiting"
    WORK_DUE = "work_due"
    WORK_LATE = "work_late"
    RECOVERY_CODE = "recovery_code"
    MOBILE_CODE = "mobile_code"
    MOBILE_CHANGED = "mobile_changed"
    CORRECTED = "correction_approved"
    NOT_CORRECTED = "correction_refused"
    EXPERT_INVITED = "expert_invited"
    EXPERT_CODE = "expert_code"
    MEMBER_INVITED = "member_invited"
    MEMBER_CODE = "member_code"


@dataclass(frozen=True, kw_only=True)
class Message:
    """A 12333 message. `facts` fill the city's template; nobody's data.

    Facts: "plan" is the plan's slug (the text shows its title), "item" a fee, "amount" a sum in yuan,
    "due" a date, "office" an office's or employer's name, "what" what waits there in numbers,
    "code" a one-time code, "place" where and "position" as which one,
    "link" an address that is a secret (both kept apart, encrypted, until the message leaves).
    """

    id: UUID
    recipient_id: UUID
    city: str
    template: Template
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class MessageReady(Event):
    """A message can leave: its number is known. The service tells itself, so that nothing is lost."""

    topic: ClassVar[str] = "notification.message_ready"
    message_id: UUID


@dataclass(frozen=True, kw_only=True)
class MessagesRead(Event):
    """Somebody looked at what was sent to people."""

    topic: ClassVar[str] = "notification.read"
    access: Access


class Notification:
    """Signatures of notification's activities."""

    @activity.defn(name="notification.send")
    async def send(self, message: Message) -> None:
        """Take over a message; it is delivered from here on, once."""
        raise NotImplementedError

    @activity.defn(name="notification.erase_person")
    async def erase_person(self, request: PersonRequest) -> None:
        """Forget a person's number and messages."""
        raise NotImplementedError
