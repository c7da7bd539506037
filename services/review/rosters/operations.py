"""A case is put before the meeting, its roster is frozen, and what was voted is told."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from uuid import UUID

from cities import Cities
from contracts.candidates import Candidate, Judged
from contracts.results import Outcome
from contracts.sections.parts import Submission
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Invalid, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.review.commissions.domain import OFFICE
from services.review.rosters import store
from services.review.rosters.domain import (
    HEAD_ROWS,
    INTERVIEWED,
    Difference,
    Plan,
    Returned,
    Roster,
    cells,
    differences,
    entry_of,
    head_faults,
    place_of,
)


class NoSuchRoster(NotFound):
    """没有找到这份花名册，或不属于本单位。"""


class NotWaiting(Invalid):
    """所选的面试人员已不在待编入的名单中，请重新选择。"""


class FrozenMeanwhile(Refusal):
    """花名册刚刚由同事固定为新的版本，请刷新页面，核对后再办理。"""


async def enter(conn: Connection, cipher: FieldCipher, candidate: Candidate, told: Submission) -> None:
    """Put a case before the meeting as it was submitted; told twice it is there once."""
    entry = entry_of(told)
    title = told.declaration.plan.title
    await store.insert_candidate(conn, cipher, candidate, entry, place_of(entry), title)


async def freeze(
    conn: Connection,
    cipher: FieldCipher,
    who: Session,
    plan: str,
    seen: int,
    interviewed: Collection[UUID] = (),
) -> Roster:
    """The next version: those who wait get the numbers after the last, everybody else keeps theirs.

    Who was returned since is not in it, and the number is given to nobody.

    `seen` is the last version that the page showed; `interviewed` are those among the waiting who come first.
    When nobody waits, nothing has changed: a second press gives the last version again.
    """
    office_id = office_of(who)
    await store.lock_plan(conn, office_id, plan)
    last = await store.newest(conn, office_id, plan)
    known = await store.plan_of(conn, office_id, plan)
    if known is None:
        raise NoSuchRoster
    if last and not known.waiting and not known.returned:
        await _have_been_noted(conn, cipher, office_id, plan, interviewed)
        return last
    if seen != (last.version if last else 0):
        raise FrozenMeanwhile
    await _note_interviews(conn, cipher, office_id, plan, interviewed)
    version = seen + 1
    roster = Roster(
        id=derived("roster", office_id, plan, version),
        city=known.city,
        office_id=office_id,
        plan=plan,
        plan_title=known.title,
        version=version,
        added=await store.number_all(conn, office_id, plan, version),
        frozen_at=now(),
        frozen_by=who.name,
    )
    await store.insert_roster(conn, roster)
    return roster


async def _note_interviews(
    conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str, interviewed: Collection[UUID]
) -> None:
    for candidate_id in sorted(set(interviewed)):
        one = await store.candidate_for_update(conn, cipher, candidate_id, office_id, plan)
        if one is None or one.number is not None:
            raise NotWaiting
        if INTERVIEWED not in one.entry.remarks:
            remarks = (INTERVIEWED, *one.entry.remarks)
            await store.note_remarks(
                conn, cipher, one, remarks, place_of(replace(one.entry, remarks=remarks))
            )


async def _have_been_noted(
    conn: Connection, cipher: FieldCipher, office_id: UUID, plan: str, interviewed: Collection[UUID]
) -> None:
    """What a second press asks for is what the first one did: nobody's choice is lost without a word."""
    for candidate_id in sorted(set(interviewed)):
        one = await store.candidate_for_update(conn, cipher, candidate_id, office_id, plan)
        if one is None or INTERVIEWED not in one.entry.remarks:
            raise NotWaiting


async def plan_of(conn: Connection, who: Session, plan: str) -> Plan:
    """A plan of which the office has candidates; of any other it has no roster."""
    found = await store.plan_of(conn, office_of(who), plan)
    if found is None:
        raise NoSuchRoster
    return found


async def roster_of(conn: Connection, who: Session, roster_id: UUID) -> Roster:
    """A version of the office for which somebody acts; anybody else's does not exist for them."""
    found = await store.roster_of_office(conn, roster_id, office_of(who))
    if found is None:
        raise NoSuchRoster
    return found


async def readable_roster(conn: Connection, who: Session, roster_id: UUID) -> Roster:
    """The same, or one that a committee below sent to this one with those whom it recommended (B6.1)."""
    sent = await store.roster_sent(conn, roster_id, office_of(who))
    return sent or await roster_of(conn, who, roster_id)


def committee_of(cities: Cities, roster: Roster) -> str:
    """The committee that stands above a roster; none where it is the plan's, of which the title tells."""
    office = cities.recommends(roster.office_id, roster.plan)
    return office.name.removesuffix(OFFICE) if office else ""


async def compared(
    conn: Connection,
    cipher: FieldCipher,
    cities: Cities,
    who: Session,
    roster_id: UUID,
    came: Sequence[Returned],
) -> tuple[list[Difference], list[UUID]]:
    """Where a sheet that came back is not this version, and whose lines that shows. Nothing is changed by it.

    The first rows are its head: a sheet of another plan or version, or with other columns, is refused.
    """
    roster = await roster_of(conn, who, roster_id)
    head = {one.row: one.cells for one in came if one.row <= HEAD_ROWS}
    if faults := head_faults(roster, head, committee_of(cities, roster)):
        raise Invalid(faults=faults)
    lines = [line async for some in store.lines_of(conn, cipher, roster) for line in some]
    kept = [cells(line.number or 0, line.entry) for line in lines]
    found = list(differences(kept, [one for one in came if one.row > HEAD_ROWS]))
    shown = {one.number for one in found}
    return found, [line.person_id for line in lines if str(line.number) in shown]


async def tell_judged(
    conn: Connection, city: str, application_id: UUID, candidate_id: UUID, outcome: Outcome
) -> None:
    """Tell the workflow what a committee voted: once for each candidate."""
    await outbox.add(
        conn,
        Judged(
            id=derived(Judged.topic, candidate_id),
            about=application_id,
            at=now(),
            application_id=application_id,
            candidate_id=candidate_id,
            outcome=outcome,
            city=city,
        ),
    )


def office_of(who: Session) -> UUID:
    """The office for which somebody acts."""
    if who.org_id is None:
        raise NoSuchRoster
    return who.org_id
