"""A new letter of authorisation: who hands it in becomes the chief clerk, or stays it for another term."""

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.files import RECEIPT, Receipt
from kit.db import Connection, transaction
from kit.errors import Invalid, NotFound, Refusal
from kit.http import Conn
from kit.session import Anyone, Session
from kit.web.pages import Form, redirect, render
from services.identity.access.operations.attempts import TooSoon, Visitor, count_claim, forgive_claim
from services.identity.access.operations.sessions import Begun
from services.identity.access.web.session import begin, give
from services.identity.employers.domain.registration import Clerk as TypedClerk
from services.identity.employers.store.clerkships import clerkships_of
from services.identity.employers.store.letters import fresh_letter
from services.identity.employers.web.letters import to_letter, to_scan, to_upload
from services.identity.requests.domain.requests import CHANGES, RequestKind
from services.identity.requests.operations.handing_over import (
    checked_code,
    employer_to_act_for,
    hand_in_letter,
    join_employer,
    keep_new_letter,
    withdraw_request,
)
from services.identity.requests.store.requests import requests_by
from services.identity.requests.web import changes
from services.identity.requests.web.views import request_entry
from services.identity.web.parts import Clerk, From, Here, Parts, Typed, form_id, fresh_form, late, today

router = APIRouter()
PAGE = "/employers/authorisation"


@router.get("/register/clerk")
async def show_join(request: Request, _: Anyone) -> Response:
    """Ask for the employer's code and for an account."""
    return render(request, "requests/join_employer.html", form=Form(fresh_form()))


@router.post("/register/clerk")
async def join(request: Request, _: Anyone, here: Here, visitor: From, typed: Typed) -> Response:
    """Add the account and lead to the letter, or tell everything that is wrong."""
    try:
        begun = await _join(here, visitor, typed)
    except (Invalid, TooSoon) as refusal:
        form = Form.refused(typed, refusal)
        page = render(request, "requests/join_employer.html", status=refusal.status, form=form)
        return late(page, refusal)
    return give(redirect(PAGE), begun, here)


@router.get(PAGE)
async def show_new_letter(request: Request, who: Clerk, conn: Conn) -> Response:
    """The task in three steps, and what became of earlier ones."""
    return await _page(request, conn, who)


@router.get(f"{PAGE}/download")
async def download(who: Clerk, here: Here, conn: Conn) -> Response:
    """Lead to the letter as PDF, with this clerk's name."""
    return await to_letter(conn, await employer_to_act_for(conn, who.account_id), who, here)


@router.get(f"{PAGE}/upload")
async def upload(who: Clerk, here: Here, conn: Conn) -> Response:
    """Lead to the page that takes the scan."""
    await employer_to_act_for(conn, who.account_id)
    return to_upload(who, here, back=f"{PAGE}/uploaded")


@router.get(f"{PAGE}/uploaded")
async def uploaded(request: Request, who: Clerk, here: Here) -> Response:
    """Take over the scan that was uploaded."""
    for token in request.query_params.getlist(RECEIPT):
        receipt = here.grants.open(Receipt, token)
        async with transaction(here.pool) as conn:
            await keep_new_letter(conn, who.account_id, receipt)
    return redirect(PAGE)


@router.get(f"{PAGE}/letters/{{letter_id}}")
async def show_scan(letter_id: UUID, who: Clerk, here: Here, conn: Conn) -> Response:
    """Lead to a scan that one handed in oneself."""
    employer = await employer_to_act_for(conn, who.account_id)
    own = await fresh_letter(conn, employer.id, who.account_id)
    asked = await requests_by(conn, who.account_id, employer.id)
    if letter_id not in {own.id if own else None, *(one.letter_id for one in asked)}:
        raise NotFound
    return await to_scan(conn, letter_id, employer, who, here, back=PAGE)


@router.post(PAGE)
async def submit(request: Request, who: Clerk, here: Here) -> Response:
    """Hand it to the administrator."""
    try:
        async with transaction(here.pool) as conn:
            await hand_in_letter(conn, who.account_id)
    except NotFound:
        raise
    except Refusal as refusal:
        form = Form.refused({}, refusal)
        async with transaction(here.pool) as conn:
            return await _page(request, conn, who, form=form, status=refusal.status)
    return redirect(PAGE)


@router.post("/employers/requests/{request_id}/withdraw")
async def withdraw(request_id: UUID, who: Clerk, here: Here) -> Response:
    """Take back what one asked and nobody decided yet."""
    async with transaction(here.pool) as conn:
        kind = await withdraw_request(conn, who.account_id, request_id)
    return redirect(changes.PAGE if kind in CHANGES else PAGE)


async def _join(here: Parts, visitor: Visitor, typed: dict[str, str]) -> Begun:
    """Trying many codes waits: whether a unit is registered is told one by one."""
    clerk = TypedClerk.typed(typed)
    code = checked_code(typed.get("credit_code", ""), clerk, today())
    async with transaction(here.pool) as conn:
        await count_claim(conn, visitor)
    password_hash = await here.passwords.hash(clerk.password)
    async with transaction(here.pool) as conn:
        account = await join_employer(
            conn,
            code,
            clerk,
            form_id=form_id(typed),
            password_hash=password_hash,
            cipher=here.cipher,
            passwords=here.passwords,
        )
        await forgive_claim(conn, visitor)
        return await begin(conn, account, visitor, here)


async def _page(
    request: Request, conn: Connection, who: Session, *, form: Form | None = None, status: int = 200
) -> Response:
    employer = await employer_to_act_for(conn, who.account_id)
    asked = await requests_by(conn, who.account_id, employer.id)
    asked = [one for one in asked if one.kind is RequestKind.LETTER]
    mine = {one.account_id for one in await clerkships_of(conn, employer.id) if not one.is_over}
    return render(
        request,
        "requests/new_letter.html",
        status=status,
        form=form or Form(),
        employer=employer,
        is_chief=employer.chief_id == who.account_id,
        acts=who.account_id in mine,
        fresh=await fresh_letter(conn, employer.id, who.account_id),
        waiting=next((one for one in asked if one.is_open), None),
        entries=[request_entry(one) for one in asked],
    )
