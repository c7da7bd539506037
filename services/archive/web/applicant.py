"""The applicant's file: where it stands, the employer, the submission."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.clock import now
from kit.errors import Fault, Invalid
from kit.http import Conn
from kit.web.pages import Form, redirect, render
from services.archive.domain.fields import tidy
from services.archive.domain.items import Employer, State, basic_of, records_of, waiting
from services.archive.operations.employment import MOST_FOUND, choose_employer, find_employers
from services.archive.operations.files import File, file_of
from services.archive.operations.hints import notes_of
from services.archive.operations.submission import submit_file
from services.archive.store import decisions
from services.archive.web import views
from services.archive.web.inputs import Applicant, Cipher, Typed, uuid_of
from services.archive.web.standing import standing

router = APIRouter()


@router.get("/archive")
async def overview(request: Request, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Where the file stands and what to do next."""
    file = await file_of(conn, cipher, who.account_id)
    return render(
        request,
        "archive/overview.html",
        tasks=views.tasks(file),
        turn=views.turn(file),
        timeline=[views.happened(one) for one in await decisions.history(conn, cipher, who.account_id)],
        returned=[views.returned_row(item) for item in views.returned(file)],
        is_just_submitted="submitted" in request.query_params,
        is_just_saved="saved" in request.query_params,
    )


@router.get("/archive/employer")
async def show_employers(
    request: Request, who: Applicant, cipher: Cipher, conn: Conn, q: str = ""
) -> Response:
    """Search the approved employers."""
    q = tidy(q)
    file = await file_of(conn, cipher, who.account_id)
    try:
        found = await find_employers(conn, q, city=who.city) if q else None
    except Invalid as refusal:
        return _employer_page(request, file, form=Form({"q": q}, refusal.faults), status=422)
    return _employer_page(request, file, found, form=Form({"q": q}))


@router.post("/archive/employer")
async def save_employer(
    request: Request, who: Applicant, typed: Typed, cipher: Cipher, conn: Conn
) -> Response:
    """Choose the present employer."""
    try:
        await choose_employer(
            conn,
            cipher,
            person_id=who.account_id,
            name=who.name,
            city=who.city,
            employer_id=uuid_of(typed.get("employer_id")),
            at=now(),
        )
    except Invalid as refusal:
        file = await file_of(conn, cipher, who.account_id)
        faults = [Fault(field="q", message=str(refusal))]
        return _employer_page(request, file, form=Form({}, faults), status=422)
    return redirect("/archive/basic")


@router.get("/archive/submission")
async def check_submission(request: Request, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Everything that would be submitted."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None or basic_of(file.items) is None:
        return redirect(views.first_page(file))
    return _submission_page(request, file)


@router.post("/archive/submission")
async def submit(request: Request, who: Applicant, cipher: Cipher, conn: Conn) -> Response:
    """Hand the drafts to the employer."""
    file = await file_of(conn, cipher, who.account_id)
    if file is None:
        return redirect("/archive/employer")
    try:
        await submit_file(conn, cipher, person_id=who.account_id, at=now())
    except Invalid as refusal:
        return _submission_page(request, file, form=Form({}, refusal.faults), status=422)
    return redirect("/archive?submitted=1")


def _employer_page(
    request: Request,
    file: File | None,
    found: Sequence[Employer] | None = None,
    *,
    form: Form,
    status: int = 200,
) -> Response:
    return render(
        request,
        "archive/employer.html",
        status=status,
        form=form,
        found=found,
        employer=file.employer if file else None,
        has_items=bool(file and file.items),
        most=MOST_FOUND,
        standing=standing,
    )


def _submission_page(
    request: Request, file: File, *, form: Form | None = None, status: int = 200
) -> Response:
    drafts = waiting(file.items)
    return render(
        request,
        "archive/submission.html",
        status=status,
        form=form or Form(),
        employer=file.employer,
        drafts=[views.shown(item) for item in drafts],
        found=notes_of(file, at=now()),
        has_basic=basic_of(file.items) is not None,
        has_records=bool(records_of(file.items)),
        returned=sum(item.state is State.RETURNED for item in file.items if not item.is_deleted),
    )
