"""The applicant asks an expert by text message, has the link sent again, takes it back (X1.1)."""

from datetime import datetime, timedelta
from uuid import UUID

from cities.kinds import LANDMARK
from contracts.recommendation import Asking, ExpertAsked
from kit import outbox
from kit.clock import SHANGHAI
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal
from kit.ids import derived, new_id
from services.declaration.drafting.domain.answers import Answers
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.reopening import EXPERTS
from services.declaration.drafting.operations.reopening import refuse_unless_open
from services.declaration.drafting.store.declarations import declaration_for_update
from services.declaration.drafting.store.forms import form_of
from services.declaration.experts.domain.invitations import (
    MOST_OF_DECLARATION,
    MOST_OF_NUMBER,
    PERSON,
    Invitation,
    expires,
)
from services.declaration.experts.domain.opinions import Asked, read_person
from services.declaration.experts.operations.opinions import links_of
from services.declaration.experts.store import invitations as store
from services.declaration.experts.store.opinions import opinions_of

PUBLIC_PAGE = "/declarations/experts"  # /<token>


class NothingToRead(Refusal):
    """请先在“申报信息”中选择标志性业绩直接申报，并写明标志性业绩：专家要读过才能推荐。"""


class InvitedAlready(Refusal):
    """这一位推荐专家已经邀请过。要换人的，请先撤回邀请。"""


class SignedAlready(Refusal):
    """专家已经签名，不用再发送链接。"""


class TooManyMessages(Refusal):
    """一天内发给这个手机号码，或为这份申报发送的短信太多，请明天再试。"""

    status = 429


async def invite(
    conn: Connection,
    cipher: FieldCipher,
    record: Record,
    asked: Asked,
    number: int,
    answers: Answers,
    *,
    public_url: str,
) -> None:
    """Ask somebody to be one of the two. The same person asked twice is asked once."""
    draft = await _held(conn, record)
    links = await links_of(conn, cipher, record.id)
    typed = (await opinions_of(conn, cipher, record.id)).draft.answers
    others = {name: value for name, value in typed.items() if name.endswith(f"-{3 - number}")}
    person, faults = read_person({**others, **answers}, asked, number, links)
    if faults:
        raise Invalid(faults=faults)
    if (there := links.get(number)) is not None:
        if {name: there.answers.get(name) for name in PERSON} == person:
            return
        raise InvitedAlready
    if draft.get("kind") != LANDMARK or not asked.landmark:
        raise NothingToRead
    token = new_id().hex
    invitation = Invitation(
        id=new_id(),
        version=1,
        city=record.city,
        declaration_id=record.id,
        number=number,
        answers=person,
        applicant=asked.applicant,
        sent_at=asked.now,
        expires_at=expires(asked.now, asked.by.link_days),
    )
    await store.insert_invitation(conn, cipher, invitation, token)
    await _send_link(conn, cipher, record, invitation, token, public_url)


async def send_again(
    conn: Connection,
    cipher: FieldCipher,
    record: Record,
    asked: Asked,
    number: int,
    *,
    version: int,
    public_url: str,
) -> None:
    """Another link: the last one leads nowhere from now on. From the same page once only."""
    await _held(conn, record)
    there = await _of(conn, cipher, record, number)
    if there.is_signed:
        raise SignedAlready
    if there.version != version:
        return
    token, until = new_id().hex, expires(asked.now, asked.by.link_days)
    await store.renew(
        conn,
        cipher,
        there.id,
        token,
        applicant=asked.applicant,
        sent_at=asked.now,
        expires_at=until,
    )
    renewed = await store.invitation_for_update(conn, cipher, there.id)
    assert renewed  # noqa: S101 - it is held
    await _send_link(conn, cipher, record, renewed, token, public_url)


async def take_back(
    conn: Connection, cipher: FieldCipher, record: Record, number: int, *, invitation_id: UUID, at: datetime
) -> None:
    """Withdraw an invitation, or discard the whole opinion that was signed; nothing of it can be changed."""
    await _held(conn, record)
    there = (await links_of(conn, cipher, record.id)).get(number)
    if there is not None and there.id == invitation_id:
        await store.end(conn, cipher, there.id, at=at)


async def send(
    conn: Connection,
    cipher: FieldCipher,
    invitation: Invitation,
    person_id: UUID,
    asking: Asking,
    secret: str,
    *,
    at: datetime,
) -> None:
    """Have a message sent to an expert, within what a number and a declaration may get a day."""
    mobile = invitation.answers["mobile"]
    mark = store.mobile_mark(cipher, mobile)
    to_number, of_declaration = await store.count_messages(conn, invitation.declaration_id, mark, at=at)
    if to_number >= MOST_OF_NUMBER or of_declaration >= MOST_OF_DECLARATION:
        raise TooManyMessages
    await store.note_message(conn, invitation.declaration_id, mark, city=invitation.city, at=at)
    asked = ExpertAsked(
        id=derived(ExpertAsked.topic, invitation.id, asking, at.isoformat()),
        about=person_id,
        at=at,
        account_id=person_id,
        city=invitation.city,
        asking=asking,
        due=(invitation.expires_at - timedelta(seconds=1)).astimezone(SHANGHAI).date(),
        mobile_encrypted=cipher.encrypt(mobile),
        secret_encrypted=cipher.encrypt(secret),
    )
    await outbox.add(conn, asked)


async def _send_link(
    conn: Connection,
    cipher: FieldCipher,
    record: Record,
    invitation: Invitation,
    token: str,
    public_url: str,
) -> None:
    address = f"{public_url.rstrip('/')}{PUBLIC_PAGE}/{token}"
    at = invitation.sent_at
    await send(conn, cipher, invitation, record.person_id, Asking.INVITATION, address, at=at)


async def _held(conn: Connection, record: Record) -> Answers:
    """The form of a declaration that is held: two tabs come one after the other."""
    there = await declaration_for_update(conn, record.id)
    await refuse_unless_open(conn, there or record, EXPERTS)
    return (await form_of(conn, record.id)).answers


async def _of(conn: Connection, cipher: FieldCipher, record: Record, number: int) -> Invitation:
    there = (await links_of(conn, cipher, record.id)).get(number)
    if there is None:
        raise NotFound
    return there
