"""用人单位委托证明: download it filled in, upload the stamped scan, submit (E2.1)."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.employers import EMPLOYER_KIND_NAMES
from contracts.files import (
    FILE_PAGE,
    LETTER_LASTS,
    LETTER_PAGE,
    PDF,
    RECEIPT,
    UPLOAD_LASTS,
    UPLOAD_PAGE,
    VIEW_LASTS,
    LetterFacts,
    Receipt,
    UploadGrant,
    ViewGrant,
)
from kit.db import Connection, transaction
from kit.errors import NotFound, Refusal
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Form, redirect, render
from services.identity.access.operations.sessions import may_manage
from services.identity.access.store.accounts import account_by_id
from services.identity.employers.domain.employers import Employer
from services.identity.employers.domain.letters import (
    MATTERS,
    PURPOSE,
    end_of_term,
    masked_number,
    needs_letter,
)
from services.identity.employers.operations.letter import keep_letter, submit_letter
from services.identity.employers.store.clerkships import id_number_of
from services.identity.employers.store.employers import decisions_on, employer_by_id, employer_of_clerk
from services.identity.employers.store.letters import letter_by_id, letters_of
from services.identity.employers.web import views
from services.identity.web.parts import Admin, Clerk, Here, Parts, Typed, today, version

router = APIRouter()
PAGE = "/employers/mine/letter"
RETURN = f"{PAGE}/uploaded"


@router.get("/employers/mine/letter")
async def show_letter(request: Request, who: Clerk, conn: Conn) -> Response:
    """The task in three steps, or how it stands."""
    return await _page(request, conn, who)


@router.get("/employers/mine/letter/download")
async def download(who: Clerk, here: Here, conn: Conn) -> Response:
    """Lead to the letter as PDF, filled in with what was registered."""
    return await to_letter(conn, await _mine(conn, who), who, here)


@router.get("/employers/mine/letter/upload")
async def upload(who: Clerk, here: Here, conn: Conn) -> Response:
    """Lead to the page that takes the scan: one PDF."""
    employer = await _mine(conn, who)
    if not needs_letter(employer.status):
        return redirect(PAGE)
    return to_upload(who, here, back=RETURN)


@router.get("/employers/mine/letter/uploaded")
async def uploaded(request: Request, who: Clerk, here: Here) -> Response:
    """Take over the scan that was uploaded."""
    for token in request.query_params.getlist(RECEIPT):
        receipt = here.grants.open(Receipt, token)
        async with transaction(here.pool) as conn:
            await keep_letter(conn, who.account_id, receipt)
    return redirect(PAGE)


@router.post("/employers/mine/letter")
async def submit(request: Request, who: Clerk, here: Here, typed: Typed) -> Response:
    """Hand it to the administrator."""
    try:
        async with transaction(here.pool) as conn:
            await submit_letter(conn, who.account_id, version=version(typed))
    except NotFound:
        raise
    except Refusal as refusal:
        form = Form.refused(typed, refusal)
        async with transaction(here.pool) as conn:
            return await _page(request, conn, who, form=form, status=refusal.status)
    return redirect("/employers/mine")


@router.get("/employers/mine/letters/{letter_id}")
async def show_own_scan(letter_id: UUID, who: Clerk, here: Here, conn: Conn) -> Response:
    """Lead to a scan of the own employer."""
    employer = await _mine(conn, who)
    return await to_scan(conn, letter_id, employer, who, here, back=PAGE)


@router.get("/admin/employers/{employer_id}/letters/{letter_id}")
async def show_scan(employer_id: UUID, letter_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """Lead an administrator to a scan."""
    employer = await employer_by_id(conn, employer_id)
    if employer is None or not may_manage(who, employer.city):
        raise NotFound
    return await to_scan(conn, letter_id, employer, who, here, back=f"/admin/employers/{employer_id}")


async def to_letter(conn: Connection, employer: Employer, who: Session, here: Parts) -> Response:
    """Lead to the letter that names this clerk."""
    facts = await _facts(conn, employer, who, here)
    return redirect(f"{LETTER_PAGE}?grant={here.grants.seal(facts, lasts=LETTER_LASTS)}")


def to_upload(who: Session, here: Parts, *, back: str) -> Response:
    """Lead to the page that takes one PDF."""
    grant = UploadGrant(
        account_id=who.account_id, city=who.city, purpose=PURPOSE, accepts=(PDF,), most=1, back=back
    )
    return redirect(f"{UPLOAD_PAGE}?grant={here.grants.seal(grant, lasts=UPLOAD_LASTS)}")


async def to_scan(
    conn: Connection, letter_id: UUID, employer: Employer, who: Session, here: Parts, *, back: str
) -> Response:
    """Lead to a scan, if it is this employer's."""
    letter = await letter_by_id(conn, letter_id)
    if letter is None or letter.employer_id != employer.id:
        raise NotFound
    grant = ViewGrant(file_id=letter.file_id, session_id=who.session_id, back=back)
    return redirect(f"{FILE_PAGE}/{letter.file_id}/view?grant={here.grants.seal(grant, lasts=VIEW_LASTS)}")


async def _mine(conn: Connection, who: Session) -> Employer:
    employer = await employer_of_clerk(conn, who.account_id)
    if employer is None:
        raise NotFound
    return employer


async def _facts(conn: Connection, employer: Employer, who: Session, here: Parts) -> LetterFacts:
    details, city = employer.details, here.cities.city(employer.city)
    encrypted = await id_number_of(conn, who.account_id)
    return LetterFacts(
        account_id=who.account_id,
        city=employer.city,
        platform=city.platform,
        employer=details.name,
        credit_code=details.credit_code,
        legal_representative=details.legal_representative,
        kind=EMPLOYER_KIND_NAMES[details.kind],
        place=details.place,
        department=details.department,
        has_department=details.department_id is not None,
        clerk=who.name,
        id_number=masked_number(here.cipher.decrypt(encrypted)) if encrypted else "",
        mobile=here.mobile_of(await account_by_id(conn, who.account_id)),
        matters=MATTERS,
        from_on=today(),
        until_on=end_of_term(today(), city.authorisation_years),
    )


async def _page(
    request: Request,
    conn: Connection,
    who: Session,
    *,
    form: Form | None = None,
    status: int = 200,
) -> Response:
    employer = await _mine(conn, who)
    letters = await letters_of(conn, employer.id)
    decisions = await decisions_on(conn, employer.id)
    current = next((one for one in letters if one.id == employer.letter_id), None)
    return render(
        request,
        "employers/letter.html",
        status=status,
        form=form or Form(),
        employer=employer,
        is_asked=needs_letter(employer.status),
        refusal=views.refusal(employer, decisions),
        fresh=current if current and current.submitted_at is None else None,
        letters=[one for one in letters if one.submitted_at],
    )
