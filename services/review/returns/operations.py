"""A committee's office sends a case back that waits for its meeting, unless a meeting has it already."""

from collections.abc import Sequence
from uuid import UUID

from cities import Cities
from contracts.candidates import CandidateReturned
from contracts.case import SectionRef
from contracts.sections.decision import DecisionSection
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Fault, Invalid, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.review.examination.domain.decisions import NO_RETURN_LEFT
from services.review.examination.domain.items import Item, items_for
from services.review.reasons.domain import Named, mends_of, return_faults
from services.review.returns import store
from services.review.returns.domain import Candidate, section
from services.review.rosters import store as rosters
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task


class NoSuchCandidate(NotFound):
    """没有找到这位评审对象，或不属于本单位。"""


class VotedOn(Refusal):
    """这份申报已经列入评审会议的投票，不能退回。会议评审后按评审结果办理。"""


class ReturnedBefore(Refusal):
    """这份申报已经由同事退回，不能再修改退回意见。"""


async def candidate_of(
    conn: Connection, cipher: FieldCipher, who: Session, candidate_id: UUID
) -> tuple[Candidate, Task]:
    """A case before the meeting of the office for which somebody acts, as the office examined it."""
    found = await store.candidate(conn, cipher, candidate_id)
    if found is None or found.office_id != who.org_id:
        raise NoSuchCandidate
    tasks.refuse_own(who, found.person_id)
    task_id = await store.task_of(conn, found)
    if task_id is None:
        raise NoSuchCandidate
    return found, await tasks.any_task(conn, cipher, task_id)


def items_of(task: Task) -> Sequence[Item]:
    """What can be named of a case: what its office examines."""
    return items_for(task.role, task.summary.employer_kind)


async def send_back(
    conn: Connection,
    cipher: FieldCipher,
    cities: Cities,
    who: Session,
    candidate_id: UUID,
    named: tuple[Named, ...],
) -> Candidate:
    """Return a case, once, and tell the workflow."""
    found, task = await candidate_of(conn, cipher, who, candidate_id)
    await rosters.lock_plan(conn, found.office_id, found.plan)  # no vote begins on it meanwhile
    found, task = await candidate_of(conn, cipher, who, candidate_id)
    city, names = cities.city(task.city), {item.code: item.name for item in items_of(task)}
    mends = mends_of(city.reasons, named, names)
    if found.why is not None:
        if (found.why.mends, found.returned_by_name) == (mends, who.name):
            return found  # a second click
        raise ReturnedBefore
    if found.is_voted_on:
        raise VotedOn
    left = city.returns_left(task.plan, task.round)
    faults = [*return_faults(city.reasons, named, names, {})]
    if left == 0:
        faults.insert(0, Fault(field="named", message=NO_RETURN_LEFT))
    if faults:
        raise Invalid(faults=faults)
    at = now()
    why = section(task, mends, by=who.name, at=at, is_last=left == 1)
    await store.put_returned(conn, cipher, found, why, by=who.name, at=at)
    await outbox.add(
        conn,
        CandidateReturned(
            id=derived(CandidateReturned.topic, found.id),
            about=found.application_id,
            at=at,
            application_id=found.application_id,
            candidate_id=found.id,
        ),
    )
    return found


async def returned(
    conn: Connection, cipher: FieldCipher, candidate_id: UUID
) -> tuple[Candidate, DecisionSection]:
    """A case that was returned, and what is sealed of it."""
    found = await store.candidate(conn, cipher, candidate_id)
    if found is None or found.why is None:
        raise NoSuchCandidate
    return found, found.why


async def note_sealed(conn: Connection, candidate_id: UUID, ref: SectionRef) -> None:
    """Remember where the section lies; the case has heard of the return."""
    await outbox.hear(conn, derived(CandidateReturned.topic, candidate_id))
    await store.note_sealed(conn, candidate_id, ref)
