"""用人单位委托证明, the first and every later one: downloaded, stamped, uploaded, handed in (E2.1)."""

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
from kit.errors import NotFound
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.sessions import may_manage
from services.identity.access.store.accounts import account_by_id
from services.identity.employers.domain.employers import Employer
from services.identity.employers.store.clerkships import id_number_of
from services.identity.employers.store.employers import employer_by_id, employer_of_clerk
from services.identity.requests.domain.letters import MATTERS, PURPOSE, Letter, end_of_term
from services.identity.requests.operations.letter import (
    KINDS,
    employer_to_act_for,
    fresh_letter,
    hand_in_letter,
    keep_letter,
    kind_of,
)
from services.identity.requests.store.letters import letter_by_id, letters_of, unsubmitted_letter
from services.identity.requests.store.requests import requests_by
from services.identity.requests.web import views
from services.identity.web.parts import Admin, Clerk, Here, Parts, today

router = APIRouter()
PAGE = "/employers/mine/letter"


@router.get(PAGE)
async def show_letter(request: Request, who: Clerk, conn: Conn) -> Response:
    """The task in three steps, what waits, and what became of earlier ones."""
    return await _page(request, conn, who, Form())


@router.get(f"{PAGE}/download")
async def download(who: Clerk, here: Here, conn: Conn) -> Response:
    """Lead to the letter as PDF, filled in with what was registered and with this clerk's name."""
    facts = await _facts(conn, await employer_to_act_for(conn, who.account_id), who, here)
    return redirect(f"{LETTER_PAGE}?grant={here.grants.seal(facts, lasts=LETTER_LASTS)}")


@router.get(f"{PAGE}/upload")
async def upload(who: Clerk, here: Here, conn: Conn) -> Response:
    """Lead to the page that takes the scan: one PDF."""
    await employer_to_act_for(conn, who.account_id)
    grant = UploadGrant(
        account_id=who.account_id,
        city=who.city,
        purpose=PURPOSE,
        accepts=(PDF,),
        most=1,
        back=f"{PAGE}/uploaded",
    )
    return redirect(f"{UPLOAD_PAGE}?grant={here.grants.seal(grant, lasts=UPLOAD_LASTS)}")


@router.get(f"{PAGE}/uploaded")
async def uploaded(request: Request, who: Clerk, here: Here) -> Response:
    """Take over the scan that was uploaded; one that served before, or for something else, is refused."""
    for token in request.query_params.getlist(RECEIPT):
        receipt = here.grants.open(Receipt, token)
        async with Action({}) as action, transaction(here.pool) as conn:
            await keep_letter(conn, who.account_id, receipt)
        if action.refusal:
            async with transaction(here.pool) as conn:
                return await _page(request, conn, who, action.form)
    return redirect(PAGE)


@router.post(PAGE)
async def hand_in(request: Request, who: Clerk, here: Here) -> Response:
    """Hand it to the administrator."""
    async with Action({}) as action, transaction(here.pool) as conn:
        await hand_in_letter(conn, who.account_id)
    if action.refusal is None:
        return redirect(PAGE)
    async with transaction(here.pool) as conn:
        return await _page(request, conn, who, action.form)


@router.get("/employers/mine/letters/{letter_id}")
async def show_own_scan(letter_id: UUID, who: Clerk, here: Here, conn: Conn) -> Response:
    """Lead to a scan of the own employer, or to one's own."""
    employer = await employer_of_clerk(conn, who.account_id)
    letter = await letter_by_id(conn, letter_id)
    is_own = letter is not None and letter.account_id == who.account_id
    if letter is None or not (is_own or (employer and letter.employer_id == employer.id)):
        raise NotFound
    return _to_scan(letter, who, here, back=PAGE)


@router.get("/admin/employers/{employer_id}/letters/{letter_id}")
async def show_scan(employer_id: UUID, letter_id: UUID, who: Admin, here: Here, conn: Conn) -> Response:
    """Lead an administrator to a scan, an old one too."""
    employer = await employer_by_id(conn, employer_id)
    letter = await letter_by_id(conn, letter_id)
    if employer is None or letter is None or letter.employer_id != employer.id:
        raise NotFound
    if not may_manage(who, employer.city):
        raise NotFound
    return _to_scan(letter, who, here, back=f"/admin/employers/{employer_id}")


def _to_scan(letter: Letter, who: Session, here: Parts, *, back: str) -> Response:
    grant = ViewGrant(file_id=letter.file_id, session_id=who.session_id, back=back)
    return redirect(f"{FILE_PAGE}/{letter.file_id}/view?grant={here.grants.seal(grant, lasts=VIEW_LASTS)}")


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
        id_number=here.cipher.decrypt(encrypted) if encrypted else "",
        mobile=here.mobile_of(await account_by_id(conn, who.account_id)),
        matters=MATTERS,
        from_on=today(),
        until_on=end_of_term(today(), city.authorisation_years),
    )


async def _page(request: Request, conn: Connection, who: Session, form: Form) -> Response:
    employer = await employer_to_act_for(conn, who.account_id)
    kind = kind_of(employer, who.account_id)
    asked = await requests_by(conn, who.account_id, *KINDS)
    own = await employer_of_clerk(conn, who.account_id)
    fresh = await fresh_letter(conn, employer, who.account_id)
    return render(
        request,
        "requests/letter.html",
        form=form,
        kind=kind,
        employer=employer,
        is_chief=employer.chief_id == who.account_id,
        acts=own is not None,
        refusal=views.refusal(own, asked),
        fresh=fresh,
        outdated=None if fresh else await unsubmitted_letter(conn, employer.id, who.account_id),
        waiting=next((one for one in asked if one.is_open and one.kind is kind), None),
        letters=[one for one in await letters_of(conn, employer.id) if one.submitted_at] if own else [],
        entries=[views.entry(one) for one in asked],
    )
