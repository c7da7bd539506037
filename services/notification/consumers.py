"""Events and receipts that notification listens to. Each may come twice and has its effect once."""

from collections.abc import Awaitable, Callable
from typing import TypeVar
from uuid import UUID

import structlog
from pydantic import TypeAdapter, ValidationError

from cities import Cities
from contracts.archive import VerificationDecided
from contracts.identity import (
    ContactChanged,
    CorrectionDecided,
    EmployerDecided,
    MobileChangeAsked,
    RecoveryAsked,
)
from contracts.notification import Message, MessageReady, Template
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.ids import derived
from services.notification import operations
from services.notification.domain import HIDDEN
from services.notification.gateway import Receipt, SmsCentre

Body = dict[str, object]
E = TypeVar("E")

log = structlog.get_logger()

DECISIONS = {
    ("registration", True): Template.EMPLOYER_APPROVED,
    ("registration", False): Template.EMPLOYER_REFUSED,
    ("request", True): Template.REQUEST_APPROVED,
    ("request", False): Template.REQUEST_REFUSED,
    ("clerkship", False): Template.CLERK_REPLACED,
    ("merger", True): Template.EMPLOYER_MERGED,
    ("authorisation", False): Template.AUTHORISATION_ENDED,
    ("invitation", True): Template.EMPLOYER_JOINED,
}


class Consumers:
    """Opens a transaction and calls a verb."""

    def __init__(self, pool: Pool, cities: Cities, cipher: FieldCipher, centre: SmsCentre) -> None:
        self._pool = pool
        self._cities = cities
        self._cipher = cipher
        self._centre = centre
        self._takers: dict[str, Callable[[Body], Awaitable[None]]] = {
            ContactChanged.topic: self._contact_changed,
            EmployerDecided.topic: self._employer_decided,
            VerificationDecided.topic: self._verification_decided,
            RecoveryAsked.topic: self._recovery_asked,
            MobileChangeAsked.topic: self._mobile_change_asked,
            CorrectionDecided.topic: self._correction_decided,
            MessageReady.topic: self._message_ready,
        }

    async def event(self, topic: str, body: Body) -> None:
        """Take an event; a topic that nobody takes is an error of the bus's table."""
        await self._takers[topic](body)

    async def receipt(self, _: str, body: Body) -> None:
        """Take a receipt; one that makes no sense is logged and left."""
        try:
            receipt = TypeAdapter(Receipt).validate_python(body)
        except ValidationError as error:
            log.warning("receipt_unreadable", faults=error.error_count())
            return
        async with transaction(self._pool) as conn:
            await operations.record_receipt(conn, receipt)

    async def _contact_changed(self, body: Body) -> None:
        changed = _read(ContactChanged, body)
        async with transaction(self._pool) as conn:
            await operations.keep_contact(conn, self._cipher, changed, at=now())
        if changed.former_encrypted:
            message = _message(changed.id, changed.holder_id, changed.city, Template.MOBILE_CHANGED)
            await self._take_over(message, mobile=changed.former_encrypted)

    async def _employer_decided(self, body: Body) -> None:
        decided = _read(EmployerDecided, body)
        template = DECISIONS[decided.subject, decided.is_approved]
        await self._take_over(_message(decided.id, decided.clerk_id, decided.city, template))

    async def _verification_decided(self, body: Body) -> None:
        decided = _read(VerificationDecided, body)
        template = Template.ARCHIVE_VERIFIED if decided.is_verified else Template.ARCHIVE_RETURNED
        await self._take_over(_message(decided.id, decided.person_id, decided.city, template))

    async def _correction_decided(self, body: Body) -> None:
        decided = _read(CorrectionDecided, body)
        template = Template.CORRECTED if decided.is_approved else Template.NOT_CORRECTED
        await self._take_over(_message(decided.id, decided.person_id, decided.city, template))

    async def _recovery_asked(self, body: Body) -> None:
        asked = _read(RecoveryAsked, body)
        message = _message(asked.id, asked.account_id, asked.city, Template.RECOVERY_CODE, code=HIDDEN)
        await self._take_over(message, code=asked.code_encrypted)

    async def _mobile_change_asked(self, body: Body) -> None:
        asked = _read(MobileChangeAsked, body)
        message = _message(asked.id, asked.account_id, asked.city, Template.MOBILE_CODE, code=HIDDEN)
        await self._take_over(message, mobile=asked.mobile_encrypted, code=asked.code_encrypted)

    async def _take_over(
        self, message: Message, *, mobile: str | None = None, code: str | None = None
    ) -> None:
        """What came encrypted is kept under this service's own key."""
        async with transaction(self._pool) as conn:
            await operations.take_over(
                conn,
                self._cities,
                message,
                at=now(),
                mobile_encrypted=self._own(mobile),
                secret_encrypted=self._own(code),
            )

    def _own(self, encrypted: str | None) -> str | None:
        return self._cipher.encrypt(self._cipher.decrypt(encrypted)) if encrypted else None

    async def _message_ready(self, body: Body) -> None:
        message_id = _read(MessageReady, body).message_id
        async with transaction(self._pool) as conn:
            message = await operations.find_outgoing(conn, message_id)
        if message is None:
            return
        mobile = self._cipher.decrypt(message.mobile_encrypted)
        secret = message.secret_encrypted
        text = message.text.replace(HIDDEN, self._cipher.decrypt(secret)) if secret else message.text
        await self._centre.hand_over(message.id, mobile=mobile, text=text)
        async with transaction(self._pool) as conn:
            await operations.record_hand_over(conn, message.id, mobile=mobile, at=now())


def _message(event_id: UUID, recipient_id: UUID, city: str, template: Template, **facts: str) -> Message:
    """The message that an event is a reason for."""
    return Message(
        id=derived("message", event_id), recipient_id=recipient_id, city=city, template=template, facts=facts
    )


def _read(kind: type[E], body: Body) -> E:
    return TypeAdapter(kind).validate_python(body)
