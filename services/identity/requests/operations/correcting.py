"""A person asks to be corrected, an administrator decides: one person, one account, one number (A1.1)."""

from datetime import date
from uuid import UUID

from contracts.files import Receipt
from contracts.identity import CorrectionDecided, FilesKept
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Forbidden, NotFound, Refusal, Stale
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.access.operations.sessions import may_manage
from services.identity.employers.domain.employers import reason_fault
from services.identity.people.store.persons import person_by_id
from services.identity.requests.domain.corrections import PURPOSE, Correction, TypedCorrection
from services.identity.requests.domain.requests import RequestState
from services.identity.requests.store import corrections as store


class AskedAlready(Refusal):
    """您已有一份更正申请在等待审核，审核后才能再提交。"""


class NumberTaken(Refusal):
    """这个证件号码已经属于另一个账号，不能通过。一人只有一个账号，请核对后退回。"""


async def ask_correction(
    conn: Connection,
    who: Session,
    typed: TypedCorrection,
    receipt: Receipt,
    *,
    form_id: UUID,
    today: date,
    cipher: FieldCipher,
) -> None:
    """Keep what should be corrected, with its evidence. The same form sent twice asks once."""
    person = await person_by_id(conn, who.account_id)
    if person is None or (receipt.account_id, receipt.purpose) != (who.account_id, PURPOSE):
        raise Forbidden
    number = cipher.decrypt(person.id_number_encrypted)
    typed = typed.completed(person.name, number)
    refuse(typed.faults(person.name, number, today))
    correction_id = derived(PURPOSE, who.account_id, form_id)
    is_new = await store.insert_correction(
        conn,
        correction_id=correction_id,
        city=person.city,
        person_id=person.id,
        name=typed.name,
        id_number_encrypted=cipher.encrypt(typed.id_number),
        former_name=person.name,
        former_id_number_encrypted=person.id_number_encrypted,
        why=typed.why,
        file_id=receipt.file_id,
    )
    if is_new:
        await _keep_file(conn, receipt)
    elif await store.correction_by_id(conn, correction_id) is None:
        raise AskedAlready


async def correction_for(conn: Connection, admin: Session, correction_id: UUID) -> Correction:
    """A request of the administrator's city."""
    found = await store.correction_by_id(conn, correction_id)
    if found is None or not may_manage(admin, found.city):
        raise NotFound
    return found


async def decide_correction(
    conn: Connection,
    correction_id: UUID,
    *,
    is_approved: bool,
    reason: str = "",
    admin: Session,
    cipher: FieldCipher,
) -> None:
    """Decide once; the same decision sent twice is one."""
    await correction_for(conn, admin, correction_id)
    found = await store.correction_for_update(conn, correction_id)
    if found is None:
        raise NotFound
    fault = None if is_approved else reason_fault(reason)
    refuse({"reason": fault} if fault else {})
    state = RequestState.APPROVED if is_approved else RequestState.REFUSED
    if (found.state, found.reason, found.decided_by) == (state, reason, admin.account_id):
        return
    if not found.is_open:
        raise Stale
    await store.close_correction(conn, found.id, state, reason=reason, decided_by=admin.account_id, at=now())
    if is_approved:
        await _correct(conn, found, cipher)
    await _tell(conn, found, is_approved=is_approved)


async def _correct(conn: Connection, found: Correction, cipher: FieldCipher) -> None:
    number = cipher.decrypt(found.id_number_encrypted)
    try:
        await store.correct_person(
            conn,
            found.person_id,
            name=found.name,
            id_number_encrypted=found.id_number_encrypted,
            id_number_fingerprint=cipher.fingerprint(f"id_number:{number}"),
        )
    except store.NumberTaken as error:
        raise NumberTaken from error


async def _keep_file(conn: Connection, receipt: Receipt) -> None:
    await outbox.add(
        conn,
        FilesKept(
            id=derived(FilesKept.topic, receipt.file_id),
            about=receipt.account_id,
            at=now(),
            account_id=receipt.account_id,
            file_ids=(receipt.file_id,),
        ),
    )


async def _tell(conn: Connection, found: Correction, *, is_approved: bool) -> None:
    await outbox.add(
        conn,
        CorrectionDecided(
            id=derived(CorrectionDecided.topic, found.id),
            about=found.person_id,
            at=now(),
            person_id=found.person_id,
            city=found.city,
            is_approved=is_approved,
        ),
    )
