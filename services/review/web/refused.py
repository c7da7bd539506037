"""Somebody else was first: what was decided, and what was typed in vain."""

from uuid import UUID

from fastapi import Request
from fastapi.responses import HTMLResponse

from kit.web.pages import render
from services.review.examination.domain.decisions import Decision


def decided_meanwhile(
    request: Request, task_id: UUID, decision: Decision, typed: list[tuple[str, str]]
) -> HTMLResponse:
    """The decision that counts, by whom and when; what was typed can still be copied."""
    return render(
        request,
        "tasks/decided_meanwhile.html",
        status=409,
        task_id=task_id,
        decision=decision,
        typed=[(name, text) for name, text in typed if text],
    )
