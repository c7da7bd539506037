"""Ask an administrator for something: kept once, with its scan, and decided later."""

from datetime import date
from uuid import UUID

from cities import Cities
from contracts.files import Receipt
from contracts.identity import FilesKept
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Forbidden, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.identity.access.operations.faults import refuse
from services.identity.employers.domain.employers import Employer
from services.identity.employers.operations.clerks import led_employer
from services.identity.employers.operations.register_employer import choices
from services.identity.employers.store.employers import employer_by_id
from services.identity.people.store.persons import person_by_id
from services.identity.requests.domain.changes import Move, Renaming
from services.identity.requests.domain.corrections import PURPOSE, TypedCorrection
from services.identity.requests.domain.kinds import Kind
from services.identity.requests.domain.requests import Asked, Facts, State
from services.identity.requests.store import requests


class AskedAlready(Refusal):
    """同样的申请正在审核，请等待结果后再提交。"""


async def ask(conn: Connection, asked: Asked) -> None:
    """Keep it for an administrator. The same form sent twice asks once."""
    try:
        is_new = await requests.insert_request(conn, asked)
    except requests.AskedAlready as error:
        raise AskedAlready from error
    if is_new and asked.file_id:
        await _keep_file(conn, asked, asked.file_id)


async def ask_renaming(conn: Connection, typed: Renaming, *, form_id: UUID, who: Session) -> None:
    """The chief clerk asks for another name (M2.5)."""
    employer, request_id, is_asked = await _led(conn, Kind.RENAMING, form_id, who)
    if is_asked:
        return
    refuse(typed.faults(employer.details))
    await _ask_change(conn, employer, Kind.RENAMING, request_id, typed.facts(), typed.why, who)


async def ask_move(conn: Connection, typed: Move, *, form_id: UUID, who: Session, cities: Cities) -> None:
    """The chief clerk asks for another department (M2.6)."""
    employer, request_id, is_asked = await _led(conn, Kind.SUPERIOR, form_id, who)
    if is_asked:
        return
    chosen = choices(cities, employer.city).get(typed.affiliation)
    refuse(typed.faults(employer.details, chosen))
    assert chosen is not None  # noqa: S101 - refused above
    await _ask_change(conn, employer, Kind.SUPERIOR, request_id, typed.facts(chosen), typed.why, who)


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
    """A person asks to be corrected, with a scan (A1.1)."""
    person = await person_by_id(conn, who.account_id)
    if person is None or (receipt.account_id, receipt.purpose) != (who.account_id, PURPOSE):
        raise Forbidden
    number = cipher.decrypt(person.id_number_encrypted)
    typed = typed.completed(person.name, number)
    refuse(typed.faults(person.name, number, today))
    await ask(
        conn,
        Asked(
            id=derived(PURPOSE, who.account_id, form_id),
            city=person.city,
            kind=Kind.CORRECTION,
            asked_by=person.id,
            file_id=receipt.file_id,
            before=Facts(name=person.name),
            after=Facts(name=typed.name),
            former_id_number_encrypted=person.id_number_encrypted,
            id_number_encrypted=cipher.encrypt(typed.id_number),
            why=typed.why,
        ),
    )


async def withdraw(conn: Connection, account_id: UUID, request_id: UUID) -> Kind:
    """Think again. Done twice is done once; what was decided stays decided. Tells what it was."""
    found = await requests.request_for_update(conn, request_id)
    if found is None or found.asked_by != account_id or not found.rule.may_be_withdrawn:
        raise NotFound
    if found.is_open:
        await requests.close_request(
            conn, found.id, State.WITHDRAWN, reason="", decided_by=account_id, at=now()
        )
    return found.kind


async def _led(conn: Connection, kind: Kind, form_id: UUID, who: Session) -> tuple[Employer, UUID, bool]:
    """The employer that this chief clerk leads, and whether this very form was sent before."""
    employer = await employer_by_id(conn, await led_employer(conn, who))
    assert employer is not None  # noqa: S101 - locked a moment ago
    request_id = derived("request", kind, who.account_id, form_id)
    return employer, request_id, await requests.request_by_id(conn, request_id) is not None


async def _ask_change(
    conn: Connection, employer: Employer, kind: Kind, request_id: UUID, after: Facts, why: str, who: Session
) -> None:
    await ask(
        conn,
        Asked(
            id=request_id,
            city=employer.city,
            kind=kind,
            asked_by=who.account_id,
            employer_id=employer.id,
            before=Facts.of(kind, employer.details),
            after=after,
            why=why,
        ),
    )


async def _keep_file(conn: Connection, asked: Asked, file_id: UUID) -> None:
    """It was handed in: its file must not be thrown away as unused."""
    await outbox.add(
        conn,
        FilesKept(
            id=derived(FilesKept.topic, file_id),
            about=asked.employer_id or asked.asked_by,
            at=now(),
            account_id=asked.asked_by,
            file_ids=(file_id,),
        ),
    )
