"""A case as it was submitted (E3.1, B1.1)."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from contracts.access import Shown
from contracts.case import Role
from contracts.files import FILE_PAGE, VIEW_LASTS, ViewGrant
from contracts.sections.parts import PART_NAMES, blocks_of
from kit.clock import now
from kit.db import transaction
from kit.errors import NotFound
from kit.session import Session
from kit.web.links import along
from kit.web.pages import redirect, render
from services.review import gateway
from services.review.examination.domain.rescoring import with_score
from services.review.examination.domain.submission import has_file
from services.review.examination.web import views
from services.review.examination.web.parts import again, look, opened
from services.review.notes import operations as noting
from services.review.notes.web.notes import blank
from services.review.queue.web.asked import Asked, next_of_list
from services.review.substitutions import store as substitutions
from services.review.tasks import operations as tasks
from services.review.tasks.domain import Task
from services.review.tasks.store import timeline
from services.review.web.parts import Desk, Examiner, Means

router = APIRouter()


class NoSheet(NotFound):
    """这份材料没有公示表。"""


@router.get("/review/{task_id}")
async def show_case(request: Request, who: Examiner, desk: Desk, asked: Asked, task_id: UUID) -> HTMLResponse:
    """Everything that was submitted, what was decided before, and what happened."""
    examination = await look(desk, who, task_id)
    async with transaction(desk.pool) as conn:
        happened = await timeline.entries(conn, examination.task)
        following = await next_of_list(conn, desk, who, asked, examination.task)
        is_substitute = examination.task.office_id != who.org_id
        notes = [] if is_substitute else await noting.notes_of(conn, desk.cipher, examination.task)
        substitution = await substitutions.substitution(conn, desk.cipher, task_id)
    task = examination.task
    before = await gateway.decisions(desk.file, task.application_id, task.manifest)
    voted = await _voted(desk, task) if task.role is Role.COMMITTEE else []
    submitted = await opened(desk, examination)
    return render(
        request,
        "examination/case.html",
        examination=examination,
        task=task,
        steps=views.to_do(examination, along(request, "")),
        blocks=with_score(blocks_of(submitted), submitted),
        names=PART_NAMES,
        pledge=await gateway.pledge(desk.file, task.application_id, task.manifest),
        again=await again(desk, examination, submitted),
        before=views.decided_before(before),
        voted=voted,
        timeline=views.timeline(happened),
        following=following,
        notes=notes,
        substitution=substitution,
        is_substitute=is_substitute,
        keeps_register=who.role == "official" and desk.cities.keeps_register(who.org_id),
        form=blank(),
        views=views,
        now=now(),
    )


async def _voted(desk: Means, task: Task) -> list[dict[str, Any]]:
    """What a committee below voted and recommended with, for the committee that has the case now (B6.1)."""
    found = await gateway.results(desk.file, task.application_id, task.manifest)
    last = {(one.round, one.stage): one for one in found}  # after a re-review the same meeting voted anew
    return [views.voted_before(one) for one in last.values()]


@router.post("/review/{task_id}/id-number")
async def show_number(request: Request, who: Examiner, desk: Desk, task_id: UUID) -> HTMLResponse:
    """The applicant's ID number whole, to be compared with a document; the applicant reads who looked."""
    examination = await look(desk, who, task_id, Shown.NUMBER)
    person = (await opened(desk, examination)).identity.person
    return render(
        request,
        "whole_number.html",
        name=person.name,
        label="证件号码",
        rows=[("证件号码", person.id_number)],
        then=f"/review/{task_id}",
        is_own=False,
    )


@router.get("/review/{task_id}/photo.jpg")
async def show_photo(who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """The photo that was submitted."""
    task = (await look(desk, who, task_id, Shown.PHOTO)).task
    photo = await gateway.photo(desk.file, task.application_id, task.manifest)
    return Response(photo, media_type="image/jpeg")


@router.get("/review/{task_id}/files/{file_id}")
async def show_file(who: Examiner, desk: Desk, task_id: UUID, file_id: UUID) -> Response:
    """Lead to a file that proves a submitted record; the look is written down."""
    examination = await look(desk, who, task_id, Shown.FILE)
    if not has_file(await opened(desk, examination), file_id):
        raise NotFound
    return redirect(f"{FILE_PAGE}/{file_id}/view?grant={_grant(who, desk, task_id, file_id)}")


@router.get("/review/{task_id}/files/{file_id}/pages/{page}.png")
async def show_page(who: Examiner, desk: Desk, task_id: UUID, file_id: UUID, page: int) -> Response:
    """Lead to a page of such a file as a picture; documents writes the look down, all of a minute as one."""
    async with transaction(desk.pool) as conn:
        task = await tasks.task_of(conn, desk.cipher, who, task_id)
    if not has_file(await gateway.submission(desk.file, task.application_id, task.manifest), file_id):
        raise NotFound
    return redirect(f"{FILE_PAGE}/{file_id}/pages/{page}.png?grant={_grant(who, desk, task_id, file_id)}")


@router.get("/review/{task_id}/publicity-sheet.pdf")
async def download_sheet(who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """The publicity sheet, as sealed (E4.5)."""
    task = (await look(desk, who, task_id, Shown.SHEET)).task
    if task.sheet is None:
        raise NoSheet
    return _pdf(await desk.file.open_bytes(task.application_id, task.sheet), "publicity-sheet.pdf")


@router.get("/review/{task_id}/pledge.pdf")
async def show_pledge(who: Examiner, desk: Desk, task_id: UUID) -> Response:
    """The pledge with the signature, as sealed (A5.1)."""
    task = (await look(desk, who, task_id, Shown.PLEDGE)).task
    return _pdf(await gateway.pledge_paper(desk.file, task.application_id, task.manifest), "pledge.pdf")


def _grant(who: Session, desk: Means, task_id: UUID, file_id: UUID) -> str:
    grant = ViewGrant(file_id=file_id, session_id=who.session_id, back=f"/review/{task_id}")
    return desk.grants.seal(grant, lasts=VIEW_LASTS)


def _pdf(content: bytes, name: str) -> Response:
    headers = {"content-disposition": f'inline; filename="{name}"'}
    return Response(content, media_type="application/pdf", headers=headers)
