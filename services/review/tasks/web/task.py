"""What every page of a task needs: the task if it is the office's own, and who was first."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse

from contracts.access import Shown
from kit.db import Connection
from kit.errors import Refusal
from kit.session import Session
from kit.web.pages import render
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
from services.review.tasks.operations import AlreadyDecided
from services.review.web.parts import Means


async def look(conn: Connection, desk: Means, who: Session, task_id: UUID, shown: Shown = Shown.CASE) -> Task:
    """A task of one's own office; the look is told."""
    task = await tasks.task_of(conn, desk.cipher, who, task_id)
    await tasks.tell_read(conn, who, [task.person_id], shown, task.application_id)
    return task


def decided_meanwhile(
    request: Request, task_id: UUID, refusal: Refusal | None, typed: list[tuple[str, str]]
) -> HTMLResponse | None:
    """The decision that counts, by whom and when; what was typed in vain can still be copied."""
    if not isinstance(refusal, AlreadyDecided):
        return None
    return render(
        request,
        "tasks/decided_meanwhile.html",
        status=refusal.status,
        task_id=task_id,
        closing=refusal.closing,
        typed=[(name, text) for name, text in typed if text],
    )
