"""The letter of commission: given once, replaced until something was sent with it, then sealed (M1.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contracts.commission import FilesKept
from contracts.sections import commission as section
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.review.commissions import store
from services.review.commissions.domain import Commission, Given, Sending
from services.review.tasks.domain import Task


class NotSent(NotFound):
    """本单位没有这一申报计划中需要评审委托书的申报。"""


class NoLetter(NotFound):
    """还没有提交评审委托书。"""


class CommissionMissing(Refusal):
    """还没有提交这一申报计划的评审委托书，没有报送。请打开“审查通过（待报送）”，在“评审委托书”处打印、盖章、上传后再报送。"""


class InUse(Refusal):
    """已有申报随这份评审委托书报送，不能再更换。"""


class GivenMeanwhile(Refusal):
    """本单位另一位经办人刚刚提交了这一计划的评审委托书，您填写的没有保存。请核对下面已提交的，需要更换的再次提交。"""


@dataclass(frozen=True, kw_only=True)
class Held:
    """Where the letter of a plan stands with a unit."""

    sending: Sending
    letter: Commission | None
    is_used: bool


async def held(conn: Connection, cipher: FieldCipher, who: Session, plan: str) -> Held:
    """The letter of one's own office for a plan; where it sends none of the plan there is nothing."""
    sending = await store.sending(conn, who.org_id, plan) if who.org_id else None
    if sending is None:
        raise NotSent
    letter = await store.commission(conn, cipher, sending.office_id, plan)
    return Held(
        sending=sending, letter=letter, is_used=letter is not None and await store.is_used(conn, letter.id)
    )


async def own_letter(conn: Connection, cipher: FieldCipher, who: Session, plan: str) -> Commission:
    """The letter that one's own office gave."""
    letter = (await held(conn, cipher, who, plan)).letter
    if letter is None:
        raise NoLetter
    return letter


async def give(conn: Connection, cipher: FieldCipher, who: Session, plan: str, given: Given) -> None:
    """Give the letter, or another in its place while nothing was sent with it; twice is once."""
    sending = (await held(conn, cipher, who, plan)).sending
    before = await store.commission_for_update(conn, cipher, sending.office_id, plan)
    if before and before.says(given):
        return
    if before and await store.is_used(conn, before.id):
        raise InUse
    if given.instead_of != (before.stamp if before else ""):
        raise GivenMeanwhile
    letter = _letter(sending, who, given)
    if before:
        await store.replace_commission(conn, cipher, letter)
    elif not await store.insert_commission(conn, cipher, letter):
        first = await store.commission(conn, cipher, sending.office_id, plan)
        if first and first.says(given):
            return
        raise GivenMeanwhile
    await outbox.add(
        conn,
        FilesKept(
            id=derived(FilesKept.topic, letter.file_id),
            about=letter.file_id,
            at=letter.given_at,
            account_id=who.account_id,
            file_ids=(letter.file_id,),
        ),
    )


async def lacks_letter(conn: Connection, task: Task) -> bool:
    """Whether a passed case cannot be sent for want of it."""
    return bool(await store.lacking(conn, task.office_id, [task.id]))


async def to_send_with(conn: Connection, task: Task) -> UUID | None:
    """The letter with which a case is sent, held as it is; none where none is needed."""
    if not task.needs_commission:
        return None
    letter_id = await store.hold(conn, task.office_id, task.plan)
    if letter_id is None:
        raise CommissionMissing
    return letter_id


async def recommend_with(conn: Connection, office_id: UUID, plan: str, task_ids: Sequence[UUID]) -> None:
    """Note the letter with which a committee's office recommends; refused without one (B6.1, M1.1)."""
    needing = await store.needing(conn, task_ids)
    if not needing:
        return
    letter_id = await store.hold(conn, office_id, plan)
    if letter_id is None:
        raise CommissionMissing
    await store.note_sent_with(conn, needing, letter_id)


async def sent_with(conn: Connection, cipher: FieldCipher, task: Task) -> section.Commission | None:
    """The letter with which a case was sent, as it is sealed."""
    letter = await store.commission_by_id(conn, cipher, task.commission_id) if task.commission_id else None
    if letter is None:
        return None
    return section.Commission(
        unit=letter.unit,
        number=letter.number,
        dated_on=letter.dated_on,
        file_id=letter.file_id,
        sha256=letter.sha256,
        pages=letter.pages,
    )


def _letter(sending: Sending, who: Session, given: Given) -> Commission:
    if given.faults or given.dated_on is None or given.scan is None:
        raise Invalid(faults=given.faults)
    return Commission(
        id=derived("commission", sending.office_id, sending.plan),
        city=sending.city,
        office_id=sending.office_id,
        unit=sending.unit,
        plan=sending.plan,
        plan_title=sending.plan_title,
        number=given.number,
        dated_on=given.dated_on,
        file_id=given.scan.file_id,
        name=given.scan.name,
        pages=given.scan.pages,
        sha256=given.scan.sha256,
        account_id=who.account_id,
        given_by=who.name,
        given_at=now(),
    )
