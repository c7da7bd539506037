"""An office above takes up a case that is late; what it decides counts as if the office itself did, once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from cities import Cities
from contracts.application import Verdict
from contracts.commission import FilesKept
from contracts.substitution import Substituted
from kit import outbox
from kit.clock import now
from kit.crypto import FieldCipher
from kit.db import Connection
from kit.errors import Forbidden, Invalid, NotFound, Refusal
from kit.ids import derived
from kit.session import Session
from services.review.fees import operations as fees
from services.review.substitutions import store
from services.review.substitutions.domain import Evidence, Substitution, faults_of, is_late
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
from services.review.tasks.operations import NoSuchTask
from services.review.tasks.store import tasks as tasks_store
from services.review.tasks.store import timeline


class NotLate(Refusal):
    """这份申报还没有超过办理期限，仍由该机构办理，不能代为办理。"""


class OnHold(Refusal):
    """这份申报的期限正在中止（有异议、调查或停办），中止期间不能代为办理。"""


class TakenUp(Refusal):
    """这份申报已由其他机构或同事代为办理，不需要再接办。"""


class DecidedByOther(Forbidden):
    """结论由作出决定的机构撤回，请与该机构联系。"""


class NoEvidence(NotFound):
    """这份申报没有这个依据材料。"""


async def late_task(
    conn: Connection, cipher: FieldCipher, cities: Cities, who: Session, task_id: UUID
) -> Task:
    """A task of an office below one's own, locked; anybody else's does not exist."""
    task = await tasks_store.task_for_update(conn, cipher, task_id)
    if task is None or not _office_name(cities, task, who.org_id):
        raise NoSuchTask
    tasks.refuse_own(who, task.person_id)
    return task


async def refuse_unless_late(conn: Connection, task: Task, at: datetime) -> None:
    """Nobody acts for an office that is not late, nor while something holds the case."""
    await tasks.refuse_unless_open(conn, task)
    if not is_late(task, at):
        raise NotLate
    if await store.is_held(conn, task.application_id):
        raise OnHold


async def take_up(
    conn: Connection,
    cipher: FieldCipher,
    cities: Cities,
    who: Session,
    task_id: UUID,
    reason: str,
    evidence: Evidence | None,
) -> None:
    """Take up a late case, with reason and evidence. The same person's same press again is one."""
    task, at = await late_task(conn, cipher, cities, who, task_id), now()
    if made := await store.substitution(conn, cipher, task.id):
        if (made.account_id, made.reason) == (who.account_id, reason):
            return
        raise TakenUp
    await refuse_unless_late(conn, task, at)
    if faults := faults_of(reason, evidence):
        raise Invalid(faults=faults)
    assert evidence is not None and task.limit is not None  # noqa: S101, PT018 - refused above
    made = Substitution(
        id=derived("substitution", task.id),
        city=task.city,
        task_id=task.id,
        office_id=who.org_id or task.office_id,
        office_name=_office_name(cities, task, who.org_id),
        account_id=who.account_id,
        taken_by=who.name,
        taken_at=at,
        due_at=task.limit.due_at,
        reason=reason,
        file_id=evidence.file_id,
        name=evidence.name,
        media_type=evidence.media_type,
        pages=evidence.pages,
        sha256=evidence.sha256,
    )
    await store.insert_substitution(conn, cipher, made)
    await timeline.add(conn, task, "substituted", at, actor_name=who.name, office_name=made.office_name)
    await _keep(conn, made)


async def acting(conn: Connection, cipher: FieldCipher, who: Session, task: Task) -> Substitution | None:
    """For whom somebody decides: none for one's own office; refused while something holds the case."""
    if who.org_id == task.office_id:
        return None
    made = await store.substitution(conn, cipher, task.id)
    if made is None or made.office_id != who.org_id:
        raise NoSuchTask
    if await store.is_held(conn, task.application_id):
        raise OnHold
    return made


def refuse_unless_own(task: Task, office_id: UUID, substitution_id: UUID | None) -> None:
    """What one office decided the other does not take back."""
    if (office_id == task.office_id) != (substitution_id is None):
        raise DecidedByOther


async def tell_decided(conn: Connection, cities: Cities, task: Task, verdict: Verdict, at: datetime) -> None:
    """Tell the workflow what was decided, and the applicant's record who decided for whom."""
    is_free = verdict is Verdict.PASSED and await fees.is_waived(conn, cities, task.office_id, task.plan)
    await tasks.tell_decided(conn, task, verdict, at, is_free=is_free)
    acted = await store.acted(conn, task.id)
    if acted is None:
        return
    await outbox.add(
        conn,
        Substituted(
            id=derived(Substituted.topic, task.id),
            about=task.person_id,
            at=acted["decided_at"],
            application_id=task.application_id,
            city=task.city,
            office=acted["office_name"],
            late_office=task.office_name,
            due_at=acted["due_at"],
            reason_encrypted=acted["reason_encrypted"],
        ),
    )


async def refuse_unless_of_case(conn: Connection, task: Task, file_id: UUID) -> None:
    """An office sees the evidence of an act in a case that it has before it, and no other."""
    if not await store.is_of_case(conn, task.application_id, file_id):
        raise NoEvidence


def offices_below(cities: Cities, who: Session) -> Sequence[UUID]:
    """Whose cases an office may take up."""
    return cities.below(who.org_id) if who.org_id else ()


def _office_name(cities: Cities, task: Task, office_id: UUID | None) -> str:
    """What the office above is called; nothing where it is not above."""
    return (
        next((one.name for one in cities.above(task.office_id) if one.as_known(office_id)), "")
        if office_id
        else ""
    )


async def _keep(conn: Connection, made: Substitution) -> None:
    """Tell documents that the file is in use."""
    event = FilesKept(
        id=derived(FilesKept.topic, made.id),
        about=made.id,
        at=made.taken_at,
        account_id=made.account_id,
        file_ids=(made.file_id,),
    )
    await outbox.add(conn, event)
