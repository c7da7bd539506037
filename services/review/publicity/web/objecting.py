"""提出异议: anybody objects to a publicity while it runs, signed in or not, named or anonymous (E4.5)."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import FormData

from contracts.normal.numbers import mobile
from kit.clock import now
from kit.db import transaction
from kit.errors import Forbidden
from kit.http import Typed, state
from kit.ids import new_id
from kit.session import Anyone, Session
from kit.web.pages import Action, Form, redirect, render
from services.review.objections.domain import WRITING, Asked, Said
from services.review.objections.operations import Origin
from services.review.objections.web.receipts import RECEIPTS
from services.review.publicity.operations import publicising
from services.review.publicity.operations.publicising import PageOld, Rule
from services.review.publicity.web.public import unkept
from services.review.web.parts import YES, Desk, Means, text

router = APIRouter()

NAMED = {"no": False, YES: True}


def rule(request: Request) -> Rule:
    """What `create` was given: how long writing takes, and how long answering."""
    found: Rule = state(request, "objecting")
    return found


Objecting = Annotated[Rule, Depends(rule)]


@router.get("/publicity/{token}/objection")
async def ask(request: Request, who: Anyone, desk: Desk, token: str) -> HTMLResponse:
    """Write what one objects to."""
    named = {"named": YES, "name": who.name} if who else {}
    return await _page(request, desk, token, Form({"form": _asked(desk, token), **named}))


@router.post("/publicity/{token}/objection")
async def lodge(
    request: Request, typed: Typed, who: Anyone, desk: Desk, rule: Objecting, token: str
) -> Response:
    """Hand it in; the receipt number leads to the answer."""
    code = ""
    async with Action(typed) as action:
        asked = opened(desk, token, text(typed, "form"))
        async with transaction(desk.pool) as conn:
            code = await publicising.object_to(
                conn, desk.cipher, asked, said_of(typed), _origin(request, who, desk), rule
            )
    if not action.refusal:
        return redirect(f"{RECEIPTS}/{code}")
    form = action.form
    if isinstance(action.refusal, PageOld):
        form = form.but(form=_asked(desk, token))
    return await _page(request, desk, token, form)


async def _page(request: Request, desk: Means, token: str, form: Form) -> HTMLResponse:
    async with transaction(desk.pool) as conn:
        task, publicity = await publicising.public_page(conn, desk.cipher, token)
    page = render(request, "publicity/objection.html", task=task, publicity=publicity, form=form)
    return unkept(page)


def _asked(desk: Means, token: str) -> str:
    return desk.grants.seal(Asked(id=new_id(), token=token, at=now()), lasts=WRITING)


def opened(desk: Means, token: str, sealed: str) -> Asked:
    """The page on which it was written; one of another publicity, or an old one, is none."""
    try:
        asked = desk.grants.open(Asked, sealed)
    except Forbidden as error:
        raise PageOld from error
    if asked.token != token:
        raise PageOld
    return asked


def _origin(request: Request, who: Session | None, desk: Means) -> Origin:
    return Origin.of(who, request.client.host if request.client else "", desk.cipher)


def said_of(typed: FormData) -> Said:
    """What somebody objects; a name and a number only of who wants to be named."""
    is_named = NAMED.get(text(typed, "named"))
    return Said(
        text=text(typed, "text"),
        is_named=is_named,
        name=text(typed, "name") if is_named else "",
        mobile=mobile(text(typed, "mobile")) if is_named else "",
    )
