"""单位查不到: an applicant invites the unit to register, and passes the link on by themselves (A2.4)."""

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from contracts.normal import names
from kit.db import Connection, transaction
from kit.http import Conn
from kit.session import Session
from kit.web.pages import Action, Form, redirect, render
from services.identity.employers.domain.invitations import MOST, Invitation
from services.identity.employers.operations.inviting import invite
from services.identity.employers.store.invitations import invitations_of
from services.identity.web.parts import Here, Parts, Person, Typed, form_id, fresh_form

router = APIRouter()
PAGE = "/employers/invite"


@router.get(PAGE)
async def show_invite(request: Request, who: Person, here: Here, conn: Conn) -> Response:
    """Ask for the unit's name, and show what was sent out before."""
    return await _page(request, conn, who, here, Form(fresh_form()))


@router.post(PAGE)
async def send_invitation(request: Request, who: Person, here: Here, typed: Typed) -> Response:
    """Make a link to pass on, or tell what is wrong."""
    name = names.employer_name(typed.get("employer_name", ""))
    async with Action(typed) as action, transaction(here.pool) as conn:
        await invite(conn, name, form_id=form_id(typed), who=who)
    if action.refusal is None:
        return redirect(PAGE)
    async with transaction(here.pool) as conn:
        return await _page(request, conn, who, here, action.form)


async def _page(request: Request, conn: Connection, who: Session, here: Parts, form: Form) -> Response:
    made = await invitations_of(conn, who.account_id)
    return render(
        request,
        "employers/invite.html",
        form=form,
        most=MOST,
        invitations=[(one, _link(one, here), _choose(one)) for one in made],
    )


def _link(one: Invitation, here: Parts) -> str:
    return f"{here.settings.public_url}/register/employer?{urlencode({'invitation': one.id})}"


def _choose(one: Invitation) -> str:
    return f"/archive/employer?{urlencode({'q': one.name})}"
