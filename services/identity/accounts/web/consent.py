"""The privacy notice at the sign-in: who never agreed to it is asked, who knows an older one is told."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.db import transaction
from kit.http import Conn
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.domain.notice import CONSENT
from services.identity.access.domain.sign_in import local_path
from services.identity.access.operations.faults import refuse
from services.identity.accounts.domain.consent import consent_faults
from services.identity.accounts.operations.consent import note_consent, note_heard
from services.identity.web.parts import Here, Myself, Typed

router = APIRouter(prefix=CONSENT)
PAGE = "accounts/consent.html"
NEWS_PAGE = "accounts/newer_notice.html"


@router.get("")
async def show_consent(request: Request, _: Myself) -> Response:
    """The notice to read, and the box."""
    return render(request, PAGE, form=Form({"next": local_path(request.query_params.get("next", "/"))}))


@router.post("")
async def agree(request: Request, who: Myself, here: Here, typed: Typed) -> Response:
    """Keep it, and go on to where somebody wanted to go. Agreed twice is agreed once."""
    async with Action(typed) as action:
        refuse(consent_faults(typed.get("agreed", "")))
        async with transaction(here.pool) as conn:
            await note_consent(conn, who.account_id, city=who.city)
    if action.refusal:
        return render(request, PAGE, form=action.form)
    return redirect(local_path(typed.get("next", "/")))


@router.get("/newer")
async def show_newer(request: Request, who: Myself, conn: Conn) -> Response:
    """That there is another version, and the way on to where somebody wanted to go."""
    await note_heard(conn, who.account_id)
    return render(request, NEWS_PAGE, then=local_path(request.query_params.get("next", "/")))
