"""Somebody is entered, and the entry is ended early: by the office that entered, with its paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from cities import Cities, City
from cities.offices import Office
from contracts.commission import FilesKept
from contracts.integrity import Change
from kit import outbox
from kit.calendar import Workdays
from kit.clock import SHANGHAI, now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound, Refusal, Stale
from kit.ids import derived
from kit.session import Session
from services.review.integrity import store
from services.review.integrity.domain import (
    REPAIR_PAPER,
    TEXT_LENGTHS,
    Ending,
    Entry,
    Paper,
    Proposal,
    State,
    last_day,
    today_at,
)
from services.review.integrity.operations import standing
from services.review.tasks.domain import Task, length_faults


class NoRegister(NotFound):
    """诚信档案由人力社保部门和评委会办公室登记，您所在的单位没有诚信档案。"""


class NoSuchEntry(NotFound):
    """没有找到这条失信记录，可能由另一个单位登记。"""


class ConfirmationNeeded(Refusal):
    """登记前请再次确认。"""


class EnteredBefore(Refusal):
    """本单位已按这份文件登记过这位申报人，内容与填写的不同。请在诚信档案中查看；确需更正的，请在异议中核实后撤销，再重新登记。"""


class NotRunning(Refusal):
    """这条失信记录已经到期、撤销或修复，不能再修改。"""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the city says of entries, and the calendar by which days are counted."""

    years: int
    objection_days: int
    answer_days: int
    calendar: Workdays


def place_of(cities: Cities, who: Session) -> tuple[City, Office]:
    """The office for which somebody acts, if it keeps a register."""
    for city, office in cities.placed(who.org_id) if who.org_id else ():
        if office.keeps_register:
            return city, office
    raise NoRegister


async def enter(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    task: Task,
    id_number: str,
    proposal: Proposal,
    terms: Terms,
    *,
    is_confirmed: bool,
) -> Entry:
    """Enter the applicant of a case that this office has or had; one document enters somebody once."""
    at = now()
    entry_id = derived("integrity", task.office_id, task.person_id, "".join(proposal.number.split()))
    if (there := await store.entry_for_update(conn, cipher, entry_id)) is not None:
        if there.says(proposal):
            return there  # a second click
        raise EnteredBefore
    faults, from_on, paper = proposal.faults(today_at(at), terms.years), proposal.day, proposal.paper
    if faults or from_on is None or paper is None:
        raise Invalid(faults=faults)
    if not is_confirmed:
        raise ConfirmationNeeded
    period = terms.calendar.add(at.astimezone(SHANGHAI).date(), terms.objection_days)
    entry = Entry(
        id=entry_id,
        city=task.city,
        person_id=task.person_id,
        person_fingerprint=standing.fingerprint(cipher, id_number),
        application_id=task.application_id,
        task_id=task.id,
        office_id=task.office_id,
        office=task.office_name,
        applicant=task.summary.applicant,
        why=proposal.why,
        source=proposal.source,
        number=proposal.number,
        from_on=from_on,
        until_on=last_day(from_on, terms.years),
        entered_by=who.name,
        entered_at=at,
        object_by=period.ends_at,
        is_provisional=period.provisional,
    )
    if not await store.insert_entry(conn, cipher, entry):
        return await enter(
            conn, cipher, who, task, id_number, proposal, terms, is_confirmed=is_confirmed
        )  # somebody was first
    await keep(conn, cipher, entry, who, [paper])
    await standing.tell(conn, cipher, entry, Change.ENTERED, at)
    return entry


async def repair(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    entry_id: UUID,
    why: str,
    paper: Paper | None,
    *,
    version: int,
) -> None:
    """End an entry early (信用修复), with the reason and the paper; nothing of it is deleted."""
    entry = await entry_of(conn, cipher, who, entry_id, to_change=True)
    if entry.ending is Ending.REPAIRED and (entry.ended_why, entry.ended_by) == (why, who.name):
        return  # a second click
    at = now()
    if entry.state(today_at(at)) is not State.RUNNING:
        raise NotRunning
    faults = length_faults("why", why, TEXT_LENGTHS, "修复的理由", "写明依据的文件和核实的情况")
    if paper is None:
        faults.append(Fault(field="paper", message=REPAIR_PAPER))
    if faults or paper is None:
        raise Invalid(faults=faults)
    if entry.version != version:
        raise Stale
    ended = replace(
        entry,
        version=entry.version + 1,
        ending=Ending.REPAIRED,
        ended_why=why,
        ended_by=who.name,
        ended_at=at,
    )
    await store.update_entry(conn, cipher, ended)
    await keep(conn, cipher, ended, who, [paper])
    await standing.tell(conn, cipher, ended, Change.REPAIRED, at)


async def entry_of(
    conn: Connection, cipher: FieldCipher, who: Session, entry_id: UUID, *, to_change: bool = False
) -> Entry:
    """An entry that one's own office made."""
    found = await (store.entry_for_update if to_change else store.entry)(conn, cipher, entry_id)
    if found is None or found.office_id != who.org_id:
        raise NoSuchEntry
    return found


async def keep(
    conn: Connection, cipher: FieldCipher, entry: Entry, who: Session, came: Sequence[Paper]
) -> None:
    """Keep files with an entry; they are erased with the person."""
    await store.add_papers(conn, cipher, entry.id, came)
    ids = sorted(one.file_id for one in came)
    event = FilesKept(
        id=derived(FilesKept.topic, entry.id, *ids),
        about=entry.person_id,
        at=now(),
        account_id=who.account_id,
        file_ids=tuple(ids),
        person_id=entry.person_id,
    )
    await outbox.add(conn, event)
