"""提交用人单位审核: what would be submitted, and submitting it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.clock import now
from kit.http import Conn
from kit.web.pages import Action, Form, redirect, render
from services.archive.file.domain import State, basic_of, records_of, waiting
from services.archive.file.operations.hint import notes_of
from services.archive.file.operations.read import File, file_of
from services.archive.file.operations.submit import submit_file
from services.archive.file.web import views
from services.archive.web.parts import Applicant, Cipher

router = APIRouter()


@router.get("/archive/submission")
async def check_submission(request: Request, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Everything that would be submitted."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None or basic_of(file.items) is None:
        return redirect(views.first_page(file))
    return _page(request, file, Form())


@router.post("/archive/submission")
async def submit(request: Request, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Hand the drafts to the employer."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None:
        return redirect("/archive/employer")
    async with Action({}) as action, conn.transaction():
        await submit_file(conn, cipher, person_id=who.account_id, at=now())
    if action.refusal:
        return _page(request, file, action.form)
    return redirect("/archive?submitted=1")


def _page(request: Request, file: File, form: Form) -> Response:
    drafts = waiting(file.items)
    return render(
        request,
        "file/submission.html",
        form=form,
        employer=file.employer,
        drafts=[views.shown(item) for item in drafts],
        found=notes_of(file, at=now()),
        has_basic=basic_of(file.items) is not None,
        has_records=bool(records_of(file.items)),
        returned=sum(item.state is State.RETURNED for item in file.items if not item.is_deleted),
    )
