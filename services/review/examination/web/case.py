"""The inbox, and a case as it was submitted (E3.1, B1.1)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, Response

from contracts.access import Shown
from contracts.files import FILE_PAGE, VIEW_LASTS, ViewGrant
from kit.clock import now
from kit.db import transaction
from kit.errors import NotFound
from kit.session import Session
from kit.web.pages import Form, redirect, render
from services.review import gateway
from services.review.examination.web import views
from services.review.examination.web.submitted import NAMES, has_file, view
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Counts, Waiting
from services.review.tasks.store import tasks as store
from services.review.web.parts import Desk, Examiner, Means, happened, look, opened

router = APIRouter()

PAGE = 25
LAST_PAGE = 100_000
DONE = "done"


class NoSheet(NotFound):
    """这份材料没有公示表。"""


@router.get("/review")
async def show_inbox(
    request: Request,
    who: Examiner,
    desk: Desk,
    state: str = "",
    plan: str = "",
    page: Annotated[int, Query(ge=1, le=LAST_PAGE)] = 1,
) -> HTMLResponse:
    """What waits at this office, or what it has done."""
    async with transaction(desk.pool) as conn:
        office = who.org_id
        counts = await store.counts(conn, office, plan or None) if office else Counts(waiting=0, done=0)
        plans = await store.plans(conn, office) if office else []
    is_done = state == DONE
    total = counts.done if is_done else counts.waiting
    pages = max(1, -(-total // PAGE))
    page = min(page, pages)
    return render(
        request,
        "tasks/inbox.html",
        title=views.TITLES[who.role],
        counts=counts,
        is_done=is_done,
        lines=await _lines(desk, who, plan or None, page, is_done=is_done),
        form=Form({"state": state, "plan": plan}),
        plans=plans,
        plan=plan,
        page=page,
        pages=pages,
        is_employer=who.role == "clerk",
        views=views,
        now=now(),
    )


async def _lines(desk: Means, who: Session, plan: str | None, page: int, *, is_done: bool) -> list[Waiting]:
    if who.org_id is None:
        return []
    lines = store.done if is_done else store.waiting
    async with transaction(desk.pool) as conn:
        found = await lines(conn, desk.cipher, who.org_id, plan, limit=PAGE, offset=(page - 1) * PAGE)
        await tasks.tell_read(conn, who, [one.person_id for one in found], Shown.CASE_LIST)
        return found


@router.get("/review/{task_id}")
async def show_case(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> HTMLResponse:
    """Everything that was submitted, what was decided before, and what happened."""
    examination = await look(desk, who, task_id)
    submission = await opened(desk, examination)
    return render(
        request,
        "examination/case.html",
        examination=examination,
        task=examination.task,
        steps=views.to_do(examination),
        view=view(submission),
        names=NAMES,
        before=views.decided_before(submission.decisions),
        timeline=views.timeline(await happened(desk, examination)),
        views=views,
    )


@router.get("/review/{task_id}/photo.jpg")
async def show_photo(who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """The photo that was submitted."""
    task = (await look(desk, who, task_id, Shown.PHOTO)).task
    ref = task.section("documents")
    if ref is None:
        raise gateway.PhotoMissing
    return Response(await gateway.photo(desk.file, task.application_id, ref), media_type="image/jpeg")


@router.get("/review/{task_id}/files/{file_id}")
async def show_file(who: Examiner, desk: Desk, task_id: UUID, file_id: UUID) -> Response:
    """Lead to a file that proves a submitted record; the look is written down."""
    examination = await look(desk, who, task_id, Shown.FILE)
    if not has_file(await opened(desk, examination), file_id):
        raise NotFound
    grant = ViewGrant(file_id=file_id, session_id=who.session_id, back=f"/review/{task_id}")
    return redirect(f"{FILE_PAGE}/{file_id}/view?grant={desk.grants.seal(grant, lasts=VIEW_LASTS)}")


@router.get("/review/{task_id}/publicity-sheet.pdf")
async def download_sheet(who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """The publicity sheet, as sealed (E4.5)."""
    task = (await look(desk, who, task_id, Shown.SHEET)).task
    if task.sheet is None:
        raise NoSheet
    pdf = await desk.file.open_bytes(task.application_id, task.sheet)
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"content-disposition": 'inline; filename="publicity-sheet.pdf"'},
    )
