"""The person reads the own entries, objects once, encloses papers; the office answers."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from contracts.integrity import Change
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound, Refusal
from kit.session import Session
from services.review.integrity import store
from services.review.integrity.domain import (
    MOST_FILES,
    TEXT_LENGTHS,
    Ending,
    Entry,
    Paper,
    Part,
    Result,
    today_at,
)
from services.review.integrity.operations import standing
from services.review.integrity.operations.entering import Terms, entry_of, keep
from services.review.tasks.domain import length_faults


class NoSuchOwn(NotFound):
    """没有找到这条记录，或者不是您本人的。"""


class ObjectedBefore(Refusal):
    """您对这条记录已经提出过异议，每条记录只能提出一次。要补充材料的，请在答复前上传。"""


class TooLate(Refusal):
    """提出异议的期限已过，或者这条记录已经结束。仍有不同意见的，请联系登记的单位。"""


class AnsweredBefore(Refusal):
    """这件异议已经答复，不能再修改。"""


class NotObjected(Refusal):
    """申报人没有对这条记录提出异议。"""


async def own(conn: Connection, cipher: FieldCipher, who: Session, entry_id: UUID) -> Entry:
    """One's own entry; anybody else's does not exist."""
    found = await store.entry(conn, cipher, entry_id)
    if found is None or found.person_id != who.account_id:
        raise NoSuchOwn
    return found


async def object_to(
    conn: Connection, cipher: FieldCipher, who: Session, entry_id: UUID, text: str, terms: Terms
) -> None:
    """Object to an entry, once and within the days that were told."""
    entry = await _own_to_change(conn, cipher, who, entry_id)
    if entry.objected_at is not None:
        if entry.objection == text:
            return  # a second click
        raise ObjectedBefore
    at = now()
    if not entry.may_object(at, today_at(at)):
        raise TooLate
    if faults := length_faults("text", text, TEXT_LENGTHS, "异议的理由", "写明哪里与事实不符、依据是什么"):
        raise Invalid(faults=faults)
    period = terms.calendar.add(at.astimezone(SHANGHAI).date(), terms.answer_days)
    objected = replace(
        entry, version=entry.version + 1, objection=text, objected_at=at, answer_by=period.ends_at
    )
    await store.update_entry(conn, cipher, objected)


async def enclose(
    conn: Connection, cipher: FieldCipher, who: Session, entry_id: UUID, came: Sequence[Paper]
) -> None:
    """Keep papers with an objection until it is answered. The same twice is once."""
    entry = await _own_to_change(conn, cipher, who, entry_id)
    before = [one for one in await store.papers(conn, cipher, entry.id) if one.part is Part.OBJECTION]
    known = {one.file_id for one in before}
    new = list({one.file_id: one for one in came if one.file_id not in known}.values())
    if not new:
        return
    if not entry.is_objected:
        raise AnsweredBefore if entry.objected_at else NotObjected("请先提出异议，再上传材料。")
    if (count := len(before) + len(new)) > MOST_FILES:
        told = f"最多 {MOST_FILES} 份材料，加上这次共 {count} 份，这次上传的没有保存，请减少后重新上传"
        raise Invalid(faults=[Fault(field="files", message=told)])
    await keep(conn, cipher, entry, who, new)


async def answer(
    conn: Connection, cipher: FieldCipher, who: Session, entry_id: UUID, result: Result | None, text: str
) -> None:
    """Answer an objection, once; one that is right ends the entry."""
    entry = await entry_of(conn, cipher, who, entry_id, to_change=True)
    if entry.objected_at is None:
        raise NotObjected
    if (entry.result, entry.answer, entry.answered_by) == (result, text, who.name):
        return  # a second click
    if entry.result is not None:
        raise AnsweredBefore
    faults = [] if result else [Fault(field="result", message="请选择异议是否成立")]
    faults += length_faults("answer", text, TEXT_LENGTHS, "核查情况和答复", "申报人可以看到")
    if faults or result is None:
        raise Invalid(faults=faults)
    at = now()
    answered = replace(
        entry, version=entry.version + 1, result=result, answer=text, answered_by=who.name, answered_at=at
    )
    if result is Result.UPHELD and entry.ending is None:
        answered = replace(answered, ending=Ending.REVOKED, ended_why=text, ended_by=who.name, ended_at=at)
    await store.update_entry(conn, cipher, answered)
    change = Change.REVOKED if result is Result.UPHELD else Change.DISMISSED
    await standing.tell(conn, cipher, answered, change, at)


async def _own_to_change(conn: Connection, cipher: FieldCipher, who: Session, entry_id: UUID) -> Entry:
    found = await store.entry_for_update(conn, cipher, entry_id)
    if found is None or found.person_id != who.account_id:
        raise NoSuchOwn
    return found
