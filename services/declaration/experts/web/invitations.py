"""邀请专家: the applicant has an expert written to, once more, or takes the invitation back (X1.1)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response

from kit.clock import now
from kit.http import Conn, Typed, state
from kit.web.forms import read_whole
from kit.web.pages import Action, Form, redirect, render
from services.declaration.drafting.domain.counting import as_written
from services.declaration.drafting.domain.declarations import Record
from services.declaration.drafting.domain.reopening import EXPERTS
from services.declaration.drafting.operations.draft import own_declaration
from services.declaration.drafting.operations.reopening import leads_elsewhere
from services.declaration.experts.domain.invitations import PERSON
from services.declaration.experts.domain.opinions import LABELS, Asked
from services.declaration.experts.operations.inviting import invite, send_again, take_back
from services.declaration.experts.operations.opinions import links_of
from services.declaration.experts.store.opinions import opinions_of
from services.declaration.experts.web.opinions import asked_here
from services.declaration.web.parts import Applicant, ApplicationId, Cipher

router = APIRouter()
Number = Annotated[int, Path(ge=1, le=2)]
PAGE = "/declarations/{application_id:uuid}/experts/{number:int}/invitation"
NOBODY = UUID(int=0)


@router.get(PAGE)
async def show_invitation(
    request: Request,
    application_id: ApplicationId,
    number: Number,
    who: Applicant,
    cipher: Cipher,
    conn: Conn,
) -> Response:
    """Who is to be asked; what was typed of them before is offered."""
    record = await own_declaration(conn, application_id, who.account_id)
    asked = await asked_here(conn, cipher, record, who)
    if elsewhere := await leads_elsewhere(conn, record, EXPERTS):
        return redirect(elsewhere)
    if number in await links_of(conn, cipher, record.id):
        return redirect(f"/declarations/{record.id}/experts")
    typed = (await opinions_of(conn, cipher, record.id)).draft.answers
    return _page(request, record, asked, number, Form(typed))


@router.post(PAGE, responses={429: {}})
async def ask_expert(
    request: Request,
    application_id: ApplicationId,
    number: Number,
    who: Applicant,
    sent: Typed,
    cipher: Cipher,
    conn: Conn,
) -> Response:
    """Send the link, or tell everything that is wrong with who was typed."""
    record = await own_declaration(conn, application_id, who.account_id)
    asked = await asked_here(conn, cipher, record, who)
    names = [f"{name}-{number}" for name in PERSON]
    typed = {name: as_written(str(sent.get(name) or "")) for name in names}
    async with Action(typed) as action, conn.transaction():
        url = state(request, "public_url")
        await invite(conn, cipher, record, asked, number, typed, public_url=url)
    if action.refusal:
        return _page(request, record, asked, number, action.form)
    return redirect(f"/declarations/{record.id}/experts")


@router.post(f"{PAGE}/again", responses={429: {}})
async def ask_again(
    request: Request,
    application_id: ApplicationId,
    number: Number,
    who: Applicant,
    sent: Typed,
    cipher: Cipher,
    conn: Conn,
) -> Response:
    """Send another link; the last one leads nowhere from then on."""
    record = await own_declaration(conn, application_id, who.account_id)
    asked = await asked_here(conn, cipher, record, who)
    version = read_whole(str(sent.get("sent", ""))) or 0
    url = state(request, "public_url")
    await send_again(conn, cipher, record, asked, number, version=version, public_url=url)
    return redirect(f"/declarations/{record.id}/experts")


@router.post(f"{PAGE}/withdraw")
async def withdraw(
    application_id: ApplicationId, number: Number, who: Applicant, sent: Typed, cipher: Cipher, conn: Conn
) -> Response:
    """Take the invitation back, or discard the whole opinion that was signed."""
    record = await own_declaration(conn, application_id, who.account_id)
    invitation_id = _uuid(str(sent.get("invitation", "")))
    await take_back(conn, cipher, record, number, invitation_id=invitation_id, at=now())
    return redirect(f"/declarations/{record.id}/experts")


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return NOBODY


def _page(request: Request, record: Record, asked: Asked, number: int, form: Form) -> Response:
    return render(
        request,
        "experts/invitation.html",
        form=form,
        record=record,
        asked=asked,
        number=number,
        labels=LABELS,
    )
