"""Taking a case, over from a colleague too, and giving it back."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from kit.db import Connection, transaction
from kit.http import Typed
from kit.web.links import along
from kit.web.pages import Action, redirect, render
from services.review.queue import operations
from services.review.queue.operations import TakenMeanwhile
from services.review.tasks.web.task import decided_meanwhile
from services.review.web.parts import Desk, Examiner, Means, text

router = APIRouter()
Act = Callable[[Connection], Awaitable[None]]


@router.post("/review/{task_id}/take")
async def take(request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Take a case; of two who do so at once, the other reads who has it."""
    holder = text(typed, "holder")
    seen = UUID(holder) if _is_id(holder) else None
    return await _act(
        request, typed, desk, task_id, lambda conn: operations.take(conn, desk.cipher, who, task_id, seen)
    )


@router.post("/review/{task_id}/give-back")
async def give_back(request: Request, typed: Typed, who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """Give a case back to the office."""
    return await _act(
        request, typed, desk, task_id, lambda conn: operations.give_back(conn, desk.cipher, who, task_id)
    )


async def _act(request: Request, typed: Typed, desk: Means, task_id: UUID, act: Act) -> Response:
    async with Action(typed) as action, transaction(desk.pool) as conn:
        await act(conn)
    if late := decided_meanwhile(request, task_id, action.refusal, []):
        return late
    if isinstance(action.refusal, TakenMeanwhile):
        return render(request, "queue/taken.html", status=action.refusal.status, task=action.refusal.task)
    if action.refusal:
        raise action.refusal
    return redirect(along(request, f"/review/{task_id}"))


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
