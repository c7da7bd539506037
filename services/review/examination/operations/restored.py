"""An older state of the desks came back: what was decided since is read out of the sealed decisions.

The store keeps what was sealed, whatever became of the database. A decision is taken back for a task that is
open again if it continues the very case file that lies before the office; all that the section does not say
(who of the office pressed, with which file another office showed that it may act) stays unknown.
"""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import asdict
from uuid import UUID

from cities import Cities
from contracts.application import Verdict
from contracts.case import Role, SectionRef
from contracts.sections.decision import DecisionSection
from contracts.sections.names import PAPERS, SectionKind, SectionName, of_kind
from kit.blobs import BlobMissing, Blobs
from kit.calendar import Workdays
from kit.crypto import FieldCipher
from kit.db import Connection, Pool, transaction
from kit.ids import derived
from kit.sealed import Broken, CaseFile, KeyMissing, WrittenLater
from services.review.examination import store
from services.review.examination.domain.decisions import Decision
from services.review.examination.operations import examining, sealing
from services.review.reasons import store as reasons_store
from services.review.substitutions import operations as substitutions
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
from services.review.tasks.store import tasks as tasks_store
from services.review.tasks.store import timeline

UNKNOWN = UUID(int=0)  # who pressed: the section has a name and no account
AT_ONCE = 20
OTHERS = tuple(kind for kind in SectionKind if kind not in PAPERS)


async def find_decided(
    pool: Pool,
    cipher: FieldCipher,
    cities: Cities,
    blobs: Blobs,
    file: CaseFile,
    *,
    but: Collection[UUID] = (),
) -> Sequence[UUID]:
    """Take back every decision on a task that is open, but for these; the tasks. Again it does nothing."""
    async with transaction(pool) as conn:
        waiting = [task for task in await tasks_store.open_tasks(conn, cipher) if task.id not in but]
    limit = asyncio.Semaphore(AT_ONCE)

    async def is_taken_back(task: Task) -> bool:
        async with limit:
            found = await _sealed(blobs, file, task)
            return found is not None and await _take_back(pool, cipher, cities, task.id, *found)

    taken = await asyncio.gather(*map(is_taken_back, waiting))
    return [task.id for task, is_taken in zip(waiting, taken, strict=True) if is_taken]


async def seal_again(
    pool: Pool, cipher: FieldCipher, calendar: Workdays, file: CaseFile, ref: SectionRef, previous: str
) -> bool:
    """Seal a decision whose section the store has lost; whether it is what it was."""
    async with transaction(pool) as conn:
        task_id = await tasks_store.id_of_section(conn, ref.sha256)
        if task_id is None:
            return False
        task, section = await sealing.compose_section(conn, cipher, calendar, task_id)
    sealed = await file.seal(task.application_id, ref.name, section, previous=previous)
    return sealed.sha256 == ref.sha256


async def _sealed(blobs: Blobs, file: CaseFile, task: Task) -> tuple[SectionRef, DecisionSection] | None:
    """The decision that follows in the case file of this task; a file that went another way has none."""
    name, head = _name(task), _head(task)
    for key in await blobs.keys("cases", f"review/{task.application_id}/"):
        ref = SectionRef(name=name, key=key, sha256=key.rpartition("/")[2])
        try:
            opened = await file.open(task.application_id, ref, DecisionSection)
        except (Broken, BlobMissing, KeyMissing, WrittenLater):
            continue  # another section, or one that nobody can read any more
        if opened.previous == head and opened.data.role is task.role:
            return ref, opened.data
    return None


def _name(task: Task) -> str:
    """What the workflow calls the next decision of this stage in this round."""
    known = {str(name) for name, _ in of_kind(task.manifest, SectionKind.DECISION)}
    numbers = range(1, len(known) + 2)
    names = (str(SectionName(SectionKind.DECISION, task.round, task.stage, number)) for number in numbers)
    return next(name for name in names if name not in known)


def _head(task: Task) -> str:
    """The section that the next one names."""
    return [ref.sha256 for _, ref in of_kind(task.manifest, *OTHERS)][-1]


async def _take_back(
    pool: Pool,
    cipher: FieldCipher,
    cities: Cities,
    task_id: UUID,
    ref: SectionRef,
    section: DecisionSection,
) -> bool:
    async with transaction(pool) as conn:
        task = await tasks_store.task_for_update(conn, cipher, task_id)
        if task is None or not task.is_open or not await _may_follow(conn, task, section):
            return False
        decision = _decision(task, section)
        await tasks_store.decide_task(conn, task.id, decision.decided_at)
        await store.insert_decision(conn, task, decision)
        await reasons_store.insert_given(conn, task, decision.id, decision.given)
        await timeline.add(
            conn,
            task,
            "decided",
            decision.decided_at,
            actor_name=section.signed_by,
            office_name=section.substitution.office if section.substitution else "",
            verdict=section.verdict,
        )
        await tasks_store.note_sealed(conn, task.id, ref)
        await substitutions.tell_decided(conn, cities, task, section.verdict, decision.decided_at)
        await tasks.tell_queue(conn, task.office_id, task.city)
    return True


async def _may_follow(conn: Connection, task: Task, section: DecisionSection) -> bool:
    """An employer's pass needs the publicity that it names: one that was lost is posted again."""
    if task.role is not Role.EMPLOYER or section.verdict is not Verdict.PASSED:
        return True
    publicity = (await examining.examination(conn, task)).publicity
    return publicity is not None and publicity.is_over


def _decision(task: Task, section: DecisionSection) -> Decision:
    return Decision(
        id=derived("decision", task.id),
        task_id=task.id,
        verdict=section.verdict,
        reason=section.reason,
        opinion=section.opinion,
        changes=tuple(mend.item for mend in section.mends),
        attestation=section.attestation.text if section.attestation else "",
        signed_by=section.signed_by,
        account_id=UNKNOWN,
        decided_at=section.decided_at,
        items=tuple(asdict(item) for item in section.items),
        mends=section.mends,
        reasons=section.reasons,
        is_last_return=section.is_last_return,
    )
