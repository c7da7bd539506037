"""The inbox (E3.1, B1.1)."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from contracts.access import Shown
from kit.clock import now
from kit.db import transaction
from kit.session import Session
from kit.web.pages import Form, render
from kit.web.paging import Paging
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Counts, Waiting
from services.review.tasks.store import tasks as store
from services.review.tasks.web import views
from services.review.web.parts import Desk, Examiner, Means

router = APIRouter()

PAGE = 25
DONE = "done"


@router.get("/review")
async def show_inbox(
    request: Request,
    who: Examiner,
    desk: Desk,
    state: str = "",
    plan: str = "",
    page: str = "",
) -> HTMLResponse:
    """What waits at this office, or what it has done."""
    async with transaction(desk.pool) as conn:
        office = who.org_id
        counts = await store.counts(conn, office, plan or None) if office else Counts(waiting=0, done=0)
        plans = await store.plans(conn, office) if office else []
    is_done = state == DONE
    paging = Paging.of(page, counts.done if is_done else counts.waiting, PAGE)
    return render(
        request,
        "tasks/inbox.html",
        title=views.TITLES[who.role],
        counts=counts,
        is_done=is_done,
        lines=await _lines(desk, who, plan or None, paging, is_done=is_done),
        form=Form({"state": state, "plan": plan}),
        plans=plans,
        plan=plan,
        paging=paging,
        is_employer=who.role == "clerk",
        views=views,
        now=now(),
    )


async def _lines(
    desk: Means, who: Session, plan: str | None, paging: Paging, *, is_done: bool
) -> list[Waiting]:
    if who.org_id is None:
        return []
    lines = store.done if is_done else store.waiting
    async with transaction(desk.pool) as conn:
        found = await lines(conn, desk.cipher, who.org_id, plan, limit=PAGE, offset=paging.offset)
        await tasks.tell_read(conn, who, [one.person_id for one in found], Shown.CASE_LIST)
        return found
