"""What every page of a case needs: the guard, the task if it is the office's own, the opened file."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request

from contracts.access import Shown
from kit.calendar import Workdays
from kit.crypto import FieldCipher
from kit.db import Pool, transaction
from kit.grants import Grants
from kit.http import state
from kit.sealed import CaseFile
from kit.session import Session, require
from services.review import gateway
from services.review.examination.domain.submission import Submission
from services.review.examination.operations import examining
from services.review.examination.operations.examining import Examination
from services.review.tasks import operations as tasks
from services.review.tasks.store import timeline
from services.review.tasks.store.timeline import Entry

Examiner = Annotated[Session, Depends(require("clerk", "official"))]


@dataclass(frozen=True)
class Means:
    """What the routes work with."""

    pool: Pool
    file: CaseFile
    cipher: FieldCipher
    calendar: Workdays
    grants: Grants


def means(request: Request) -> Means:
    """What `__main__` gave to the app."""
    return Means(*(state(request, name) for name in ("pool", "file", "cipher", "calendar", "grants")))


Desk = Annotated[Means, Depends(means)]


async def look(desk: Means, who: Session, task_id: UUID, shown: Shown = Shown.CASE) -> Examination:
    """How far this office's examination is; the look is told."""
    async with transaction(desk.pool) as conn:
        task = await tasks.task_of(conn, desk.cipher, who, task_id)
        await tasks.tell_read(conn, who, [task.person_id], shown, task.application_id)
        return await examining.examination(conn, task)


async def happened(desk: Means, examination: Examination) -> list[Entry]:
    """What happened to the case so far."""
    async with transaction(desk.pool) as conn:
        return await timeline.entries(conn, examination.task)


async def opened(desk: Means, examination: Examination) -> Submission:
    """What was submitted. Opened between transactions: the object store may take its time."""
    task = examination.task
    return await gateway.submission(desk.file, task.application_id, task.manifest)
