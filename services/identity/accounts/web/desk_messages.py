"""How one is told of what waits at one's desk, as a clerk or an official."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from kit.http import Conn
from kit.web.pages import Action, Form, redirect, render
from services.identity.access.operations.faults import refuse
from services.identity.accounts.domain.desk_messages import NAMES, DeskMessages
from services.identity.accounts.store.desk_messages import choose_desk_messages, desk_messages_of
from services.identity.web.parts import Examiner, Typed

router = APIRouter(prefix="/account/messages")
PAGE = "accounts/desk_messages.html"


@router.get("")
async def show_desk_messages(request: Request, who: Examiner, conn: Conn) -> Response:
    """What one chose, and what else there is."""
    chosen = await desk_messages_of(conn, who.account_id)
    return render(request, PAGE, form=Form({"desk_messages": chosen.value}), names=NAMES)


@router.post("")
async def choose(request: Request, who: Examiner, typed: Typed, conn: Conn) -> Response:
    """Keep it."""
    async with Action(typed) as action:
        chosen = typed.get("desk_messages", "")
        refuse({} if chosen in NAMES else {"desk_messages": "请选择是否用短信提醒"})
        await choose_desk_messages(conn, who.account_id, DeskMessages(chosen))
    if action.refusal:
        return render(request, PAGE, form=action.form, names=NAMES)
    return redirect("/account?changed=messages")
