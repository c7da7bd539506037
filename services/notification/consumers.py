"""What notification hears from others, and the receipts of the SMS centre.

Each may come twice and has its effect once: a message is known by the event that it tells of, and it leaves
for a centre that is no part of any transaction.
"""

from dataclasses import dataclass
from functools import partial
from uuid import UUID

import structlog
from pydantic import TypeAdapter, ValidationError

from cities import Cities
from contracts.archive import VerificationDecided
from contracts.committee import HandInIncomplete, InterviewCalled
from contracts.declaration import NoticeDue
from contracts.employers import EmployerDecided
from contracts.identity import (
    ContactChanged,
    CorrectionDecided,
    MobileChangeAsked,
    RecoveryAsked,
)
from contracts.integrity import Change, EntryChanged
from contracts.meetings import BallotAsked
from contracts.notification import Message, MessageReady, Template
from contracts.recommendation import Asking, ExpertAsked
from contracts.rereview import ReReviewAnswered
from kit import bus
from kit.clock import SHANGHAI, day_in_words, now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.ids import derived
from kit.web.filters import until
from services.notification import operations
from services.notification.domain import HIDDEN, Oddity
from services.notification.gateway import Receipt, SmsCentre

NAME = "notification"
RECEIPT = TypeAdapter(Receipt)

log = structlog.get_logger()

DECISIONS = {
    ("registration", True): Template.EMPLOYER_APPROVED,
    ("registration", False): Template.EMPLOYER_REFUSED,
    ("request", True): Template.REQUEST_APPROVED,
    ("request", False): Template.REQUEST_REFUSED,
    ("clerkship", False): Template.CLERK_REPLACED,
    ("merger", True): Template.EMPLOYER_MERGED,
    ("authorisation", False): Template.AUTHORISATION_ENDED,
    ("suspension", False): Template.AUTHORISATION_SUSPENDED,
    ("suspension", True): Template.AUTHORISATION_RESUMED,
    ("invitation", True): Template.EMPLOYER_JOINED,
}


@dataclass(frozen=True, kw_only=True)
class Means:
    """What messages are made, kept and sent with."""

    pool: Pool
    cities: Cities
    cipher: FieldCipher
    centre: SmsCentre

    def own(self, encrypted: str | None) -> str | None:
        """What came encrypted for this service is kept under its own key."""
        return self.cipher.encrypt(self.cipher.decrypt(encrypted)) if encrypted else None


def hear(means: Means) -> bus.Handler:
    """Take in events."""
    return bus.hear(
        means,
        bus.on(ContactChanged, _contact_changed),
        bus.on(EmployerDecided, _employer_decided),
        bus.on(VerificationDecided, _verification_decided),
        bus.on(HandInIncomplete, _hand_in_incomplete),
        bus.on(InterviewCalled, _interview_called),
        bus.on(ReReviewAnswered, _re_review_answered),
        bus.on(RecoveryAsked, _recovery_asked),
        bus.on(MobileChangeAsked, _mobile_change_asked),
        bus.on(CorrectionDecided, _correction_decided),
        bus.on(NoticeDue, _notice_due),
        bus.on(ExpertAsked, _expert_asked),
        bus.on(BallotAsked, _ballot_asked),
        bus.on(EntryChanged, _entry_changed),
        bus.on(MessageReady, _message_ready),
    )


def hear_receipts(pool: Pool) -> bus.Handler:
    """Take in receipts."""
    return partial(_receipt, pool)


async def _contact_changed(means: Means, changed: ContactChanged) -> None:
    async with transaction(means.pool) as conn:
        await operations.keep_contact(conn, means.cipher, changed, at=now())
    if changed.former_encrypted:
        message = _message(changed.id, changed.holder_id, changed.city, Template.MOBILE_CHANGED)
        await _take_over(means, message, mobile=changed.former_encrypted)


async def _employer_decided(means: Means, decided: EmployerDecided) -> None:
    template = DECISIONS[decided.subject, decided.is_approved]
    await _take_over(means, _message(decided.id, decided.clerk_id, decided.city, template))


async def _verification_decided(means: Means, decided: VerificationDecided) -> None:
    template = Template.ARCHIVE_VERIFIED if decided.is_verified else Template.ARCHIVE_RETURNED
    await _take_over(means, _message(decided.id, decided.person_id, decided.city, template))


async def _hand_in_incomplete(means: Means, told: HandInIncomplete) -> None:
    facts = {"plan": told.plan, "due": until(told.until)}
    await _take_over(means, _message(told.id, told.person_id, told.city, Template.PAPERS_MISSING, **facts))


async def _re_review_answered(means: Means, told: ReReviewAnswered) -> None:
    message = _message(told.id, told.person_id, told.city, Template.RE_REVIEW_ANSWERED, plan=told.plan)
    await _take_over(means, message)


async def _interview_called(means: Means, called: InterviewCalled) -> None:
    begins = called.begins_at.astimezone(SHANGHAI)
    facts = {
        "plan": called.plan,
        "due": f"{day_in_words(begins.date())} {begins:%H:%M}",
        "place": called.place,
        "position": str(called.position),
    }
    template = Template.INTERVIEW_CALLED
    await _take_over(means, _message(called.id, called.person_id, called.city, template, **facts))


async def _correction_decided(means: Means, decided: CorrectionDecided) -> None:
    template = Template.CORRECTED if decided.is_approved else Template.NOT_CORRECTED
    await _take_over(means, _message(decided.id, decided.person_id, decided.city, template))


async def _recovery_asked(means: Means, asked: RecoveryAsked) -> None:
    message = _message(asked.id, asked.account_id, asked.city, Template.RECOVERY_CODE, code=HIDDEN)
    await _take_over(means, message, code=asked.code_encrypted)


async def _mobile_change_asked(means: Means, asked: MobileChangeAsked) -> None:
    message = _message(asked.id, asked.account_id, asked.city, Template.MOBILE_CODE, code=HIDDEN)
    await _take_over(means, message, mobile=asked.mobile_encrypted, code=asked.code_encrypted)


async def _expert_asked(means: Means, asked: ExpertAsked) -> None:
    if asked.asking is Asking.INVITATION:
        facts, template = {"link": HIDDEN, "due": until(asked.due)}, Template.EXPERT_INVITED
    else:
        facts, template = {"code": HIDDEN}, Template.EXPERT_CODE
    message = _message(asked.id, asked.account_id, asked.city, template, **facts)
    await _take_over(means, message, mobile=asked.mobile_encrypted, code=asked.secret_encrypted)


async def _ballot_asked(means: Means, asked: BallotAsked) -> None:
    if asked.asking is Asking.INVITATION:
        facts = {"link": HIDDEN, "due": day_in_words(asked.due), "place": asked.place or "另行通知"}
        template = Template.MEMBER_INVITED
    else:
        facts, template = {"code": HIDDEN}, Template.MEMBER_CODE
    message = _message(asked.id, asked.expert_id, asked.city, template, **facts)
    await _take_over(means, message, mobile=asked.mobile_encrypted, code=asked.secret_encrypted)


async def _entry_changed(means: Means, changed: EntryChanged) -> None:
    if changed.change is Change.ENTERED:
        facts, template = {"due": until(changed.object_on)}, Template.INTEGRITY_ENTERED
    else:
        facts, template = {}, Template.INTEGRITY_CHANGED
    await _take_over(means, _message(changed.id, changed.person_id, changed.city, template, **facts))


async def _notice_due(means: Means, due: NoticeDue) -> None:
    await _take_over(means, due.message)


async def _message_ready(means: Means, ready: MessageReady) -> None:
    async with transaction(means.pool) as conn:
        message = await operations.find_outgoing(conn, ready.message_id)
    if message is None:
        return
    mobile = means.cipher.decrypt(message.mobile_encrypted)
    secret = message.secret_encrypted
    text = message.text.replace(HIDDEN, means.cipher.decrypt(secret)) if secret else message.text
    await means.centre.hand_over(message.id, mobile=mobile, text=text)
    async with transaction(means.pool) as conn:
        await operations.record_hand_over(conn, message.id, mobile=mobile, at=now())


async def _receipt(pool: Pool, _: str, body: bus.Body) -> None:
    """One that makes no sense is kept for the operators."""
    async with transaction(pool) as conn:
        try:
            receipt = RECEIPT.validate_python(body)
        except ValidationError as error:
            places = {fault["loc"][:1] for fault in error.errors()}
            why = Oddity.UNKNOWN_STATE if places == {("state",)} else Oddity.UNREADABLE
            await operations.record_odd_receipt(conn, body, why, at=now())
        else:
            await operations.record_receipt(conn, receipt)


async def _take_over(
    means: Means, message: Message, *, mobile: str | None = None, code: str | None = None
) -> None:
    async with transaction(means.pool) as conn:
        await operations.take_over(
            conn,
            means.cities,
            message,
            at=now(),
            mobile_encrypted=means.own(mobile),
            secret_encrypted=means.own(code),
        )


def _message(event_id: UUID, recipient_id: UUID, city: str, template: Template, **facts: str) -> Message:
    """The message that an event is a reason for."""
    return Message(
        id=derived("message", event_id), recipient_id=recipient_id, city=city, template=template, facts=facts
    )
