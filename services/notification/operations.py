"""Verbs of notification."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import structlog
from prometheus_client import Counter

from cities import Cities
from contracts.access import Access, Shown
from contracts.application import derived_id
from contracts.identity import ContactChanged
from contracts.notification import Message, MessageReady, MessagesRead, Template
from contracts.remedies import CaseResult, Code, OneCase
from kit import acts, outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection, Pool, transaction
from kit.errors import Refusal
from kit.ids import derived
from kit.session import Session
from kit.web.filters import mask_mobile
from services.notification import store
from services.notification.domain import HIDDEN, Oddity, OddReceipt, Outgoing, State, Undelivered
from services.notification.gateway import Receipt

STATE_LENGTH = 40
MOST_MOVES = 300  # of a case; each may have told its applicant something
RECEIPT_LASTS = timedelta(hours=1)  # a message that left later than that may still be answered

log = structlog.get_logger()


class NothingUndelivered(Refusal):
    """没有未送达的短信：已送达，或刚提交短信中心、回执未到，或尚无手机号码。"""


class NotRepeatable(Refusal):
    """含一次性验证码、私密链接或发往原号码的短信不能重发，请本人重新获取。"""


odd_receipts_total = Counter("notification_odd_receipts_total", "Receipts that could not be taken", ["why"])
for _why in Oddity:
    odd_receipts_total.labels(_why)  # from 0 on, so that the first one shows


async def take_over(
    conn: Connection,
    cities: Cities,
    message: Message,
    *,
    at: datetime,
    mobile_encrypted: str | None = None,
    secret_encrypted: str | None = None,
) -> None:
    """Keep a message; it leaves as soon as its recipient's number is known, or at once for another number.

    Told twice, sent once.
    """
    text = _text(cities, message)
    recipient = await store.recipient_for_update(conn, message.recipient_id, message.city)
    is_ready = (mobile_encrypted or recipient.mobile_encrypted) is not None
    is_new = await store.insert_message(
        conn,
        message_id=message.id,
        city=message.city,
        recipient_id=recipient.id,
        template=message.template,
        text=text,
        state=State.READY if is_ready else State.WAITING,
        at=at,
        mobile_encrypted=mobile_encrypted,
        secret_encrypted=secret_encrypted,
    )
    if is_new and is_ready:
        await _tell_ready(conn, message.id, recipient.id, at)


async def keep_contact(
    conn: Connection, cipher: FieldCipher, changed: ContactChanged, *, at: datetime
) -> None:
    """Keep somebody's number and let go what waited for it. An older number never replaces a newer one."""
    recipient = await store.recipient_for_update(conn, changed.holder_id, changed.city)
    if not recipient.is_older_than(changed.at):
        return
    number = cipher.encrypt(cipher.decrypt(changed.mobile_encrypted))
    await store.update_number(conn, recipient.id, mobile_encrypted=number, changed_at=changed.at)
    for message_id in await store.release_waiting(conn, recipient.id, at=at):
        await _tell_ready(conn, message_id, recipient.id, at)


async def find_outgoing(conn: Connection, message_id: UUID) -> Outgoing | None:
    """The message, when it has not left yet."""
    return await store.ready_message(conn, message_id)


async def record_hand_over(conn: Connection, message_id: UUID, *, mobile: str, at: datetime) -> None:
    """Note that the SMS centre has the message."""
    await store.mark_handed_over(conn, message_id, sent_to=mask_mobile(mobile), at=at)


async def hand_over_again(conn: Connection, *, at: datetime) -> int:
    """Give the SMS centre once more what it has sent no receipt for: the broker between us was lost.

    Each keeps its id, by which the centre knows what it has sent.
    """
    again = await store.hand_over_again(conn, hidden=HIDDEN, at=at)
    await outbox.tell_these(conn, [derived(MessageReady.topic, message_id) for message_id in again])
    return len(again)


async def record_receipt(conn: Connection, receipt: Receipt) -> None:
    """Note what the SMS centre says; its latest word counts, in whatever order they come."""
    city = await store.city_of(conn, receipt.id)
    if city is None:
        told = {"id": str(receipt.id), "state": receipt.state, "at": receipt.at.isoformat()}
        await record_odd_receipt(conn, told, Oddity.UNKNOWN_MESSAGE, at=now())
    elif await store.close_message(conn, receipt.id, state=State(receipt.state), at=receipt.at):
        log.info("message_closed", message_id=str(receipt.id), state=receipt.state)


async def record_odd_receipt(
    conn: Connection, told: Mapping[str, object], why: Oddity, *, at: datetime
) -> None:
    """Keep and count a receipt that could not be taken; told twice, counted once."""
    message_id = _uuid(told.get("id"))
    odd = OddReceipt(
        id=derived("odd receipt", json.dumps(told, sort_keys=True, default=str)),
        message_id=message_id,
        city=(await store.city_of(conn, message_id) if message_id else None) or "",
        why=why,
        state=_printable(str(told.get("state", ""))[:STATE_LENGTH]),
        told_at=at,
    )
    if await store.insert_odd_receipt(conn, odd):
        odd_receipts_total.labels(why).inc()
        log.error("receipt_not_taken", why=why.value, message_id=str(message_id))


def _printable(text: str) -> str:
    """Without characters that no column takes: halves of pairs, zeros."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def _uuid(told: object) -> UUID | None:
    try:
        return UUID(str(told))
    except ValueError:
        return None


async def _tell_ready(conn: Connection, message_id: UUID, recipient_id: UUID, at: datetime) -> None:
    ready = MessageReady(
        id=derived(MessageReady.topic, message_id), about=recipient_id, at=at, message_id=message_id
    )
    await outbox.add(conn, ready)


def _text(cities: Cities, message: Message) -> str:
    facts: Mapping[str, str] = message.facts
    if "plan" in facts:
        facts = {**facts, "plan": cities.plan(message.city, facts["plan"]).title}
    return cities.message(message.city, message.template, facts)


async def tell_read(conn: Connection, who: Session, recipients: Sequence[UUID]) -> None:
    """Tell that somebody was shown what was sent to these people."""
    if not recipients:
        return
    at = now()
    access = Access.of(who, recipients, Shown.MESSAGES)
    event_id = derived(MessagesRead.topic, who.account_id, *access.person_ids, at.isoformat())
    await outbox.add(conn, MessagesRead(id=event_id, about=who.account_id, at=at, access=access))


async def erase_person(conn: Connection, person_id: UUID) -> None:
    """Forget somebody's number and messages; done twice is done once."""
    await store.delete_recipient(conn, person_id)
    await outbox.forget(conn, person_id)


async def redeliver(pool: Pool, cipher: FieldCipher, one: OneCase) -> CaseResult:
    """Send again what did not arrive: a message, or those that a case told its applicant of."""
    ids = [one.case_id, *(derived_id(one.case_id, "message", position) for position in range(MOST_MOVES))]
    async with transaction(pool) as conn:
        found = await store.to_repeat(conn, ids, one.act_id, left_before=one.at - RECEIPT_LASTS)
    if not found:
        refusal = NothingUndelivered()
        return CaseResult(case_id=one.case_id, is_done=False, code=type(refusal).__name__, words=str(refusal))
    outcomes = [
        await acts.once(pool, cipher, one, message.id, partial(_repeat, one=one, message=message))
        for message in found
    ]
    told = next((outcome for outcome in outcomes if not outcome.is_done), outcomes[0])
    words = f"{len(found)} 条短信：{told.words}" if told.code != Code.UNCHANGED else told.words
    return CaseResult(case_id=one.case_id, **{**asdict(told), "words": words})


async def _repeat(conn: Connection, *, one: OneCase, message: Undelivered) -> str:
    """One that never left is told of again; another is a new message: a gateway sends each id once."""
    if message.state is State.READY:
        await outbox.tell_again(conn, message.recipient_id, [MessageReady.topic])
        return "尚未提交短信中心，重新提交。"
    if HIDDEN in message.text or message.template is Template.MOBILE_CHANGED:
        raise NotRepeatable
    recipient = await store.recipient_for_update(conn, message.recipient_id, message.city)
    is_ready = recipient.mobile_encrypted is not None
    again = derived("repeated", message.id, one.act_id)
    await store.insert_message(
        conn,
        message_id=again,
        city=message.city,
        recipient_id=message.recipient_id,
        template=message.template,
        text=message.text,
        state=State.READY if is_ready else State.WAITING,
        at=one.at,
    )
    await store.note_repeated(conn, message.id, again)
    if is_ready:
        await _tell_ready(conn, again, message.recipient_id, one.at)
    return "重新发送到现在登记的手机号码。" if is_ready else "登记手机号码后重新发送。"
