"""What every page of an examination needs: how far it is, and what was submitted."""

from uuid import UUID

from contracts.access import Shown
from contracts.sections.parts import Submission
from kit.db import transaction
from kit.session import Session
from services.review import gateway
from services.review.examination.domain.again import Again
from services.review.examination.operations import examining
from services.review.examination.operations.examining import Examination
from services.review.tasks.web import task as tasks
from services.review.web.parts import Means


async def look(desk: Means, who: Session, task_id: UUID, shown: Shown = Shown.CASE) -> Examination:
    """How far this office's examination is; the look is told."""
    async with transaction(desk.pool) as conn:
        return await examining.examination(conn, await tasks.look(conn, desk, who, task_id, shown))


async def opened(desk: Means, examination: Examination) -> Submission:
    """What was submitted. Opened between transactions: the object store may take its time."""
    task = examination.task
    return await gateway.submission(desk.file, task.application_id, task.manifest)


async def again(desk: Means, examination: Examination, submitted: Submission) -> Again | None:
    """What is different since this office had the case the last time; none when it comes for the first."""
    task = examination.task
    async with transaction(desk.pool) as conn:
        earlier = await examining.earlier(
            conn,
            desk.cipher,
            task.application_id,
            stage=task.stage,
            office_id=task.office_id,
            round_=task.round,
        )
    return await gateway.again(desk.file, earlier, task.manifest, submitted) if earlier else None
